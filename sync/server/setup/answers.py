"""The five questions of `setup` and what may be answered, typed at a terminal or read from a file for many machines.

    {"data": "/srv/vclinic", "address": "192.168.1.8", "certificate": {"kind": "own"},
     "administrator": {"township": "清溪镇卫生院", "login": "admin", "password": "…"},
     "backup": {"at": "02:30", "second": ""}}

``certificate``: ``{"kind": "files", "cert": …, "key": …}`` and ``{"kind": "proxy"}`` are the others. A password may
come from VCLINIC_PASSWORD instead. Where the directory holds a township already, ``administrator`` is not looked at.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from sync.server.setup.settings import FILES, OWN, PROXY, Settings
from vclinic.domain.problem import Problem, Refused, WorldFault
from vclinic.domain.typed import line

USUAL_PORT = {OWN: 8650, FILES: 443, PROXY: 8650}
NIGHT = "02:30"
_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Administrator:
    """Whom a new township begins with; ``password`` "" means it is to come from the environment."""

    township: str
    login: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All five; ``administrator`` None where the township is there already."""

    settings: Settings
    administrator: Administrator | None
    at: str = NIGHT
    second: str = ""


def data_place(text: str) -> Path | Problem:
    """The first answer: a directory, written whole."""
    place = Path(text.strip())
    if not text.strip() or not place.is_absolute() or ".." in place.parts or place == Path(place.anchor):
        return Problem("data", "not_whole", "数据位置要写完整路径，如 /srv/vclinic。")
    return place


def address(text: str) -> tuple[str, int | None] | Problem:
    """The second: a name or IPv4 address that clinics can reach, and a port where one was typed."""
    host, colon, port = line(text).partition(":")
    number = int(port) if port.isdecimal() and port.isascii() else 0
    if "/" in text or not _NAME.fullmatch(host) or (re.fullmatch(r"[\d.]+", host) and not _is_ip(host)):
        return Problem(
            "address", "not_an_address", "地址要写成 192.168.1.8 或 town.example.org，可以加端口，如 :8650。"
        )
    if colon and not 1 <= number <= 65535:
        return Problem("address", "not_a_port", "端口应是 1–65535 的整数。")
    if host in ("localhost", "0.0.0.0") or host.startswith("127."):  # noqa: S104  compared, not bound
        return Problem("address", "here_only", "这个地址只有本机能用，村卫生室连不上。请填别的电脑用的地址。")
    return host, number or None


def certificate(kind: str, cert: str = "", key: str = "") -> tuple[str, Path | None, Path | None] | Problem:
    """The third: whose certificate."""
    if kind not in USUAL_PORT:
        return Problem("certificate", "unknown_code", f"证书可以是：{'、'.join(USUAL_PORT)}。")
    if kind != FILES:
        return kind, None, None
    files = [Path(text.strip()) for text in (cert, key)]
    for file in files:
        if not file.is_absolute() or not file.is_file():
            return Problem("certificate", "no_file", f"没有这个文件：{file}。证书和密钥都要写完整路径。")
    return kind, files[0], files[1]


def from_file(file: Path) -> Answers:
    """The answers of a file.

    Raises:
        WorldFault: ``unreadable``.
        Refused: what is wrong with the first wrong answer.
    """
    try:
        document = json.loads(file.read_text("utf-8"))
    except OSError as fault:
        raise WorldFault("unreadable", f"{file} 读不了。") from fault
    except ValueError as fault:
        raise Refused("not_json", f"{file} 不是 JSON。") from fault
    top = _table(document, "answers", "data address certificate administrator backup")
    proof = _table(top.get("certificate", {"kind": OWN}), "certificate", "kind cert key")
    backup = _table(top.get("backup", {}), "backup", "at second")
    settings = put_together(
        _right(data_place(_text(top, "data"))),
        _right(address(_text(top, "address"))),
        _right(certificate(_text(proof, "kind"), _text(proof, "cert"), _text(proof, "key"))),
    )
    first = None
    if "administrator" in top:
        person = _table(top["administrator"], "administrator", "township login password")
        first = Administrator(_text(person, "township"), _text(person, "login"), _text(person, "password"))
    return Answers(settings, first, _text(backup, "at") or NIGHT, _text(backup, "second"))


def put_together(data: Path, reached: tuple[str, int | None], proof: tuple[str, Path | None, Path | None]) -> Settings:
    """The first three answers as settings; without a port typed, the usual one."""
    host, port = reached
    kind, cert, key = proof
    return Settings(data, host, port or USUAL_PORT[kind], certificate=kind, cert=cert, key=key)


def _right(answer: T | Problem) -> T:
    if isinstance(answer, Problem):
        raise Refused(answer.code, answer.text)
    return answer


def _table(value: object, name: str, known: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused("not_a_table", f"{name} 应是 {{…}}。")
    table = cast("dict[str, Any]", value)
    for key in table:
        if key not in known.split():
            raise Refused("unknown_answer", f"{name} 里没有 {key} 这一项，可以有：{'、'.join(known.split())}。")
    return table


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise Refused("not_text", f"{key} 应是带引号的文字。")
    return value


def _is_ip(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and all(part.isdecimal() and int(part) <= 255 for part in parts)
