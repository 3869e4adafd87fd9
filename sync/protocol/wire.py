"""JSON as it travels: strict on the way in (no NaN, no half characters, no bottomless nesting), compact on the way out."""

import json
import math
from typing import Any, NoReturn, cast

from sync.protocol.errors import ProtocolError

MALFORMED = "收到的内容读不懂，没有保存任何东西。请重试；如果一直这样，请升级程序。"
MAX_DEPTH = 40


def compact(document: Any) -> str:
    """The one spelling of a document: sorted keys, no spaces, Chinese as it is. Equal documents give equal text."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def read(content: bytes) -> Any:
    """The document in ``content``.

    Raises:
        ProtocolError: ``malformed`` for anything that is not plain UTF-8 JSON of sane depth and numbers.
    """
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
        _walk(document, 0)
    except (ValueError, RecursionError) as fault:
        raise ProtocolError("malformed", MALFORMED) from fault
    return document


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _walk(value: Any, depth: int) -> None:
    """Refuse what later stages could not store: bottomless nesting, lone surrogates, integers beyond 64 bits."""
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    match value:
        case str():
            value.encode("utf-8")
        case bool():
            pass
        case int() if not -(2**63) <= value < 2**63:
            raise ValueError("number too large")
        case dict():
            for name, inner in cast("dict[str, Any]", value).items():
                _walk(name, depth + 1)
                _walk(inner, depth + 1)
        case list():
            for inner in cast("list[Any]", value):
                _walk(inner, depth + 1)
        case _:
            pass
