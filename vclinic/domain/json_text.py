"""JSON to the last sign as Python's own module spells and reads it, in less than half the time: what every record that is
kept or travels is spelled with. Fingerprints of years stand upon that spelling, so that what might differ is left to Python."""

import json
from collections.abc import Collection
from typing import Any

import orjson

_AS_PYTHON = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
_SORTED = _AS_PYTHON | orjson.OPT_SORT_KEYS


def quick(document: Any, *, ordered: bool) -> str | None:
    """A document without spaces and with Chinese as it is; None where only Python's own module spells it, or nothing does.

    Args:
        ordered: the fields of every object by their names; otherwise as they stand.
    """
    try:
        spelled = orjson.dumps(document, option=_SORTED if ordered else _AS_PYTHON)
    except TypeError:  # large numbers, half characters, keys that are no text, what JSON does not know
        return None
    return spelled.decode() if _usual((document,)) else None


_NINES = bytes(57 if 48 <= sign <= 57 else 32 for sign in range(256))
_LONG = b"9" * 19  # digits of the smallest whole number that another reader takes for a decimal one


def parsed(text: str) -> Any:
    """The document of a text, as Python reads it.

    Raises:
        ValueError: it is no JSON.
    """
    content = text.encode("utf-8", "surrogatepass")
    if _LONG not in content.translate(_NINES):
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:  # half characters, NaN
            pass
    return json.loads(text)


def _usual(parts: Collection[Any]) -> bool:
    """Whether all figures within are such as are spelled without an exponent, and are figures at all."""
    for part in parts:
        kind: type[Any] = part.__class__
        if kind is dict:
            if not _usual(part.values()):
                return False
        elif kind is list or kind is tuple:
            if not _usual(part):
                return False
        elif kind is float and part and not 1e-4 <= abs(part) < 1e16:
            return False
    return True
