"""JSON as it travels: strict on the way in (no NaN, no half characters, no bottomless nesting), compact on the way out."""

import json
import math
from collections.abc import Callable, Collection
from typing import Any, NoReturn, cast

import orjson

from sync.protocol.errors import ProtocolError
from vclinic.domain import json_text

MALFORMED = "收到的内容读不懂，没有保存任何东西。请重试；如果一直这样，请升级程序。"
MAX_DEPTH = 40
MAX_PARTS = 1_000_000  # values in lists and objects: a thousand changes with room for a thousand fields each
_LARGEST = 2**63


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
        ProtocolError: ``malformed`` for anything that is not plain UTF-8 JSON of sane depth and numbers, or may have more
            than `MAX_PARTS`: read, each of them takes thirty times its bytes.
    """
    if sum(map(content.count, (b",", b"[", b"{"))) > MAX_PARTS:
        raise ProtocolError("malformed", MALFORMED)
    try:
        document = orjson.loads(content)
        _walk(document, depth, _LARGEST)
    except ValueError:
        return _read_by_python(content, depth)
    return document


def _read_by_python(content: bytes, depth: int) -> Any:
    """What is refused, or holds decimal figures so large that the quick reader would make them of whole ones, too."""
    try:
        text = content.decode("utf-8")
        document = json.loads(text, parse_constant=_refuse)
        _walk(document, depth, math.inf)
        if "\\u" in text:  # UTF-8 itself holds no half characters; only an escape can name one
            compact(document).encode("utf-8")
    except (ValueError, RecursionError) as fault:
        raise ProtocolError("malformed", MALFORMED) from fault
    return document


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _walk(value: Any, left: int, most: float) -> None:
    """Refuse what later stages could not store: bottomless nesting, numbers beyond 64 bits, decimal ones not below ``most``.
    Text is passed over first: it is most of a record."""
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
            if part:
                _walk(part, left - 1, most)
        elif kind is int:
            if not -_LARGEST <= part < _LARGEST:
                raise ValueError("number too large")
        elif kind is float and not -most < part < most:
            raise ValueError("number too large")
