"""The sheet a clinic is given: what to do in three steps, the one text to type, and the same as a QR code."""

import html
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.devices.invitation import Invitation
from vclinic.domain.problem import WorldFault

if TYPE_CHECKING:
    import segno

_STYLE = (
    "body{font:16px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:2cm auto;max-width:17cm;color:#000}"
    "h1{font-size:24px}code{font:bold 20px/1.7 monospace;overflow-wrap:anywhere}svg{width:5.5cm;height:5.5cm}"
    ".two{display:flex;gap:1cm;align-items:center}p{margin:.5em 0}.box{border:1.5px solid #000;padding:.4cm .6cm;margin:.5cm 0}"
)


CAUTION = "抄错一个字，程序会说；短横和大小写不要紧。这张纸等于钥匙，不要给别人，用过就撕掉。"


def _code(text: str) -> "segno.QRCode":
    """A quarter of it may be smudged."""
    import segno

    return segno.make(text, error="q", micro=False, boost_error=False)


def qr(text: str) -> str:
    """A QR code as SVG that stands within a page."""
    return str(_code(text).svg_inline(scale=4, omitsize=True, light="#fff"))


def dark(text: str) -> list[list[bool]]:
    """The same code as rows of modules, which of them are dark."""
    return [[bool(module) for module in row] for row in _code(text).matrix]


def steps(until: datetime) -> list[str]:
    """What to do, one step after the other."""
    return [
        "1. 打开村医工作站，进“上报中心”。",
        "2. 把下面三行连着填进“接入文字”，或者用手机扫右边的码，把文字发到电脑上粘贴。",
        f"3. 按“接入”。只能用一次，{until:%Y-%m-%d %H:%M} 前有效，每台电脑一张。",
    ]


def parts(invitation: Invitation) -> list[tuple[str, str]]:
    """The pairing text in three lines to be typed one after the other: (what it is, the characters)."""
    address, _, rest = invitation.pairing.partition("#")
    code, _, mark = rest.partition(".")
    return [("地址", f"{address}#"), ("接入码", code), ("核对", f".{mark}")]


def page(township: str, clinic: str, invitation: Invitation, until: datetime) -> str:
    """The whole sheet as a page of its own, to be printed."""
    lines = "".join(f"<p>{name}：<code>{html.escape(text)}</code></p>" for name, text in parts(invitation))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>接入单 {html.escape(clinic)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{html.escape(township)} 接入单：{html.escape(clinic)}</h1>"
        f"{''.join(f'<p>{step}</p>' for step in steps(until))}"
        f'<div class="box two"><div>{lines}</div><div>{qr(invitation.pairing)}</div></div>'
        f"<p>整段：<code>{html.escape(invitation.pairing)}</code></p>"
        f"<p>{CAUTION}</p>"
        "</body></html>\n"
    )


def write(file: Path, content: bytes) -> None:
    """Write a sheet where it was asked for.

    Raises:
        WorldFault: ``unwritable``.
    """
    try:
        file.write_bytes(content)
    except (OSError, ValueError) as fault:
        raise WorldFault("unwritable", f"{file} 写不了，请换一个位置。") from fault
