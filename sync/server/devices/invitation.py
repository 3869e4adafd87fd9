"""What a clinic is given to pair with: the code, the township's address, its fingerprint, and the one text of all three."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sync.protocol import pairing_text
from sync.server import identity
from sync.server.identity import served
from vclinic.domain.problem import Refused
from vclinic.domain.typed import plain_code


@dataclass(frozen=True, slots=True)
class Invitation:
    """One code with where to present it.

    Attributes:
        fingerprint: SHA-256 of the authority's certificate, hexadecimal; "" where it is a public one, or this machine.
    """

    code: str
    url: str
    fingerprint: str

    @property
    def pairing(self) -> str:
        """The one text to type, paste or scan."""
        return pairing_text.write(self.url, plain_code(self.code), self.fingerprint)

    def document(self) -> dict[str, object]:
        """As `--json` says it."""
        return {"code": self.code, "url": self.url, "fingerprint": self.fingerprint, "pairing": self.pairing}


def address(data: Path, now: datetime, wanted: str = "") -> tuple[str, str]:
    """(address to give to clinics, fingerprint to give with it).

    Args:
        wanted: an address that was asked for; "" for the one the township was last served at.

    Raises:
        Refused: ``bad_url``.
    """
    kept = served.kept(data)
    url = wanted.strip().rstrip("/") or (kept.url if kept is not None else served.USUAL)
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    plain = parts.scheme in ("http", "https") and not (parts.path or parts.query or parts.fragment or parts.username)
    if not plain or not host or not url.isascii() or port == 0:
        raise Refused("bad_url", "地址要写成 https://192.168.1.8:8650 这样，后面不带别的。")
    if parts.scheme == "http":
        if host not in ("127.0.0.1", "localhost"):
            raise Refused("bad_url", "给别的电脑的地址要用 https 开头；http 只能用于本机。")
        return url.lower(), ""
    own = kept is None or kept.own or _is_number(host)
    return url.lower(), identity.ready(data, now).fingerprint if own else ""


def _is_number(host: str) -> bool:
    """Whether a host is a bare address, which public certificates are not given for."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
