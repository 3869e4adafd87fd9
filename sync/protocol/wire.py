"""JSON as it travels: strict on the way in (no NaN, no half characters, no bottomless nesting), compact on the way out."""

import json
import math
from collections.abc import Callable, Collection
from typing import Any, NoReturn, cast

from sync.protocol.errors import ProtocolError
from vclinic.domain import json_text

MALFORMED = "收到的内容读不懂，没有保存任何东西。请重试；如果一直这样，请升级程序。"
MAX_DEPTH = 40


def compact(document: Any, fields: Callable[[Any], Any] | None = None) -> str:
    """The one spelling of a document: sorted keys, no spaces, Chinese as it is. Equal documents give equal text.

    Args:
        fields: what of an object that JSON does not know is written in its place.
    """
    if fields is not None:
        return _encoder(fields).encode(document)
    quick = json_text.quick(document, ordered=True)
    return _PLAIN.encode(document) if quick is None else quick


def _encoder(fields: Callable[[Any], Any] | None) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=fields)


_PLAIN = _encoder(None)


def read(content: bytes, depth: int = MAX_DEPTH) -> Any:
    """The document in ``content``, nested no deeper than ``depth``.

    Raises:
        ProtocolError: ``malformed`` for anything that is not plain UTF-8 JSON of sane depth and numbers.
    """
    try:
        text = content.decode("utf-8")
        document = json.loads(text, parse_constant=_refuse)
        _walk(document, depth)
        if "\\u" in text:  # UTF-8 itself holds no half characters; only an escape can name one
            compact(document).encode("utf-8")
    except (ValueError, RecursionError) as fault:
        raise ProtocolError("malformed", MALFORMED) from fault
    return document


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _walk(value: Any, left: int) -> None:
    """Refuse what later stages could not store: bottomless nesting, numbers beyond 64 bits. Text is passed over first:
    it is most of a record."""
    parts: Collection[Any]
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value).values()
    elif isinstance(value, list):
        parts = cast("list[Any]", value)
    else:
        parts = (value,)
    if not left and parts:
        raise ValueError("too deep")
    for part in parts:
        kind: type[Any] = part.__class__  # JSON makes these types and no others
        if kind is str:
            continue
        if kind is dict or kind is list:
            _walk(part, left - 1)
        elif kind is int:
            if not -(2**63) <= part < 2**63:
                raise ValueError("number too large")
        elif kind is float and not math.isfinite(part):
            raise ValueError("number too large")
