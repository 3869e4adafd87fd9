"""The least a record's fields must hold to be filed, as checks of JSON values; whatever else a record holds travels
untouched. Flags are no numbers here, and numbers no text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

Check = Callable[[Any], bool]
_REF = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


@dataclass(frozen=True, slots=True)
class Need:
    """A field and what it must hold. One that is ``optional`` may be absent; where it stands, it must hold the same."""

    field: str
    check: Check
    optional: bool = False


def first_wrong(needs: tuple[Need, ...], data: Mapping[str, Any]) -> str:
    """The first field that is missing or does not hold what it must; empty when all do."""
    for need in needs:
        if need.field in data:
            if not need.check(data[need.field]):
                return need.field
        elif not need.optional:
            return need.field
    return ""


def text(most: int = 200, least: int = 0) -> Check:
    """Text of so many characters."""
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def one_of(*allowed: str) -> Check:
    """One of some words."""
    return lambda value: isinstance(value, str) and value in allowed


def whole(low: int, high: int) -> Check:
    """A whole number within inclusive bounds."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def ref(value: Any) -> bool:
    """The id of a record."""
    return isinstance(value, str) and _REF.fullmatch(value) is not None


def day(value: Any) -> bool:
    """A day in ISO 8601."""
    return isinstance(value, str) and len(value) <= 10 and as_day(value) is not None


def day_or_open(value: Any) -> bool:
    """A day, or empty text for none."""
    return value == "" or day(value)


def nothing_or_text(value: Any) -> bool:
    """Text or null."""
    return value is None or isinstance(value, str)


def document(value: Any) -> bool:
    """An object of whatever fields."""
    return isinstance(value, dict)


def pair(value: Any) -> bool:
    """A kind of record and an id."""
    return isinstance(value, list) and [type(part) for part in cast("list[Any]", value)] == [str, str]


def every(check: Check) -> Check:
    """A list whose every entry holds the same."""
    return lambda value: isinstance(value, list) and all(check(entry) for entry in cast("list[Any]", value))


def record(*needs: Need) -> Check:
    """An object with some fields."""
    return lambda value: isinstance(value, dict) and not first_wrong(needs, cast("dict[str, Any]", value))


def as_day(value: Any) -> date | None:
    """The day a text states, None where it states none."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


UNITS = whole(-(10**9), 10**9)
MONEY = whole(-(10**12), 10**12)
