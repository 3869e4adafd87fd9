"""Ids, days and moments as distances: what a value is near to costs a digit or two instead of its whole text.

Of a text that is not exactly what its distance would be read back as, the text itself is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32, as the clinic's ids are written
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}
_SHORTEST, _LONGEST = 6, 12
_BEIJING = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, 8, tzinfo=_BEIJING)
TYPES = ("", "id", "near", "day", "since", "moment")
"""How the cells of a field are written: as they are; an id by its distance to the last one of this field, or to the id
of its own change; a day by its distance to the last one of this field, or to the day of its own change; a moment by its
seconds since the last one of this field."""


class _Absent:
    """Stands for a field that is not there; JSON has no such value."""


ABSENT = _Absent()


@dataclass(slots=True)
class Running:
    """What distances are counted from, the same on both sides while they go through a body in the same order.

    Attributes:
        tag: what the ids of this batch begin with.
        made_at: seconds of the batch's own moment, from which the first ones are counted.
        last: by field, the last number met.
        own: of each row at hand, the number of its change's id.
        days: of each row at hand, the number of its change's day.
    """

    tag: str
    made_at: int
    last: dict[str, int] = field(default_factory=dict[str, int])
    own: Sequence[int] = ()
    days: Sequence[int] = ()

    def start(self, kind: str, path: str) -> int:
        """The number the next distance of a field is counted from."""
        if path in self.last:
            return self.last[path]
        return self.made_at if kind == "moment" else day_of(self.made_at) if kind == "day" else 0


def written(kind: str, path: str, values: Sequence[Any], rows: Sequence[int], running: Running) -> list[Any]:
    """The cells of one field.

    Args:
        values: one a row, none absent.
        rows: which rows they are.
    """
    if not kind:
        return list(values)
    number_of, last = _READING[kind], running.start(kind, path)
    cells: list[Any] = []
    for row, value in zip(rows, values, strict=True):
        number = number_of(value, running.tag) if isinstance(value, str) else None
        if number is None:
            cells.append([value] if isinstance(value, list) or type(value) is int else value)
        elif kind in ("near", "since"):
            cells.append(number - (running.own if kind == "near" else running.days)[row])
        else:
            cells.append(number - last)
            last = number
    running.last[path] = last
    return cells


def read(kind: str, path: str, cells: Sequence[Any], rows: Sequence[int], running: Running) -> list[Any]:
    """The values of one field, from its cells.

    Raises:
        ValueError, OverflowError: a distance leads to no value.
    """
    if not kind:
        return list(cells)
    text_of, last = _WRITING[kind], running.start(kind, path)
    values: list[Any] = []
    for row, cell in zip(rows, cells, strict=True):
        if type(cell) is not int:
            values.append(cell[0] if isinstance(cell, list) else cell)
        elif kind in ("near", "since"):
            values.append(text_of(cell + (running.own if kind == "near" else running.days)[row], running.tag))
        else:
            last += cell
            values.append(text_of(last, running.tag))
    running.last[path] = last
    return values


@lru_cache(maxsize=8192)
def id_number(text: str, tag: str) -> int | None:
    """The number in an id of ``tag``; None for any other text."""
    digits = text[len(tag) + 1 :]
    if not text.startswith(f"{tag}-") or not _SHORTEST <= len(digits) <= _LONGEST:
        return None
    number = 0
    for digit in digits:
        if digit not in _VALUE:
            return None
        number = number * 32 + _VALUE[digit]
    return number if _id_text(number, tag) == text else None


@lru_cache(maxsize=8192)
def _id_text(number: int, tag: str) -> str:
    if not 0 <= number < 32**_LONGEST:
        raise ValueError("no id has this number")
    digits = ""
    while number or len(digits) < _SHORTEST:
        number, digit = divmod(number, 32)
        digits = _DIGITS[digit] + digits
    return f"{tag}-{digits}"


@lru_cache(maxsize=8192)
def day_number(text: str, _tag: str = "") -> int | None:
    """The number of a day written ``2026-11-25``; None for any other text."""
    try:
        number = date.fromisoformat(text).toordinal()
    except ValueError:
        return None
    return number if _day_text(number) == text else None


@lru_cache(maxsize=8192)
def _day_text(number: int, _tag: str = "") -> str:
    return date.fromordinal(number).isoformat()


def moment_number(text: str, _tag: str = "") -> int | None:
    """Seconds of a moment written ``2026-11-25T09:20:00+08:00``; None for any other text."""
    if not text.endswith("+08:00"):
        return None
    try:
        number = (datetime.fromisoformat(text) - _EPOCH) // timedelta(seconds=1)
        return number if moment_text(number) == text else None
    except (ValueError, OverflowError):
        return None


def moment_text(number: int, _tag: str = "") -> str:
    """A moment in Beijing's time, from its seconds."""
    return (_EPOCH + timedelta(seconds=number)).isoformat(timespec="seconds")


def day_of(moment: int) -> int:
    """The number of the day in Beijing on which a moment falls."""
    return (moment + 8 * 3600) // 86400 + date(1970, 1, 1).toordinal()


_READING = {"id": id_number, "near": id_number, "day": day_number, "since": day_number, "moment": moment_number}
_WRITING = {"id": _id_text, "near": _id_text, "day": _day_text, "since": _day_text, "moment": moment_text}
