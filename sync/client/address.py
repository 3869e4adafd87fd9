"""The township's address as people have it: pasted from a browser's page, typed in full width, without its scheme."""

import re

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from vclinic.domain.problem import Refused
from vclinic.domain.typed import plain

_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_PAGES = "login|clinics|residents|review|prescriptions|dispensings|staff|announcements|export|backups|console|api"
_PAGE = re.compile(rf"/(?:{_PAGES})(?:/.*)?$", re.IGNORECASE)
_HOSTILE = re.compile(r"[\\＼\x00-\x08\x0e-\x1f\x7f]")  # nobody types these; with them another host may hide
_AROUND = "\"'<>“”‘’《》「」()（）,，;；。."


def address(typed: str) -> str:
    """The address to ask, e.g. ``https://town.example.org``: a page's path, query and anchor are no part of it, and
    an address without a scheme is a safe one.

    Raises:
        Refused: ``bad_url`` for what is no address, ``not_secure`` for an open line to another machine.
    """
    text = "".join(plain(typed).replace("。", ".").split()).strip(_AROUND)
    named = "://" in text
    if not named:
        text = f"{'http' if _parts(f'http://{text}').host in _LOOPBACK else 'https'}://{text}"
    parts = _parts(text)
    host = (parts.host or "").strip("[]")
    is_host = bool(host) and (named or host in _LOOPBACK or "." in host)
    if parts.scheme not in ("http", "https") or not is_host or parts.auth or _HOSTILE.search(typed):
        raise Refused("bad_url", "卫生院地址要写成 https://… 这样，请照卫生院给的地址填写。")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise Refused("not_secure", "不加密的地址只能用于本机试用。请向卫生院要 https 开头的地址。")
    path = _PAGE.sub("", parts.path or "").rstrip("/")
    return Url(scheme=parts.scheme, host=parts.host, port=parts.port, path=path or None).url


def _parts(url: str) -> Url:
    """The address as the HTTP client itself will read it, so that no other host hides in it."""
    try:
        return parse_url(url)
    except (LocationParseError, ValueError):
        return Url()
