"""Turning the pages of a list from the last row shown: what arrives meanwhile neither doubles a row nor hides one."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar, cast

from fastapi import Depends, Query
from pydantic import Field, StrictInt, StrictStr, TypeAdapter
from sqlalchemy import ColumnElement, Integer, and_, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from sync.server.console.lists import COUNTED, SIZE, Part
from sync.server.database.store import Condition

R = TypeVar("R")
Place = tuple[str | int, ...]
Text = Annotated[str, Query(max_length=400)]
_MARK: TypeAdapter[Place] = TypeAdapter(tuple[StrictStr | Annotated[StrictInt, Field(ge=0, lt=2**63)], ...])


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a page begins, as its address says; without a place it is the first page."""

    page: int = 1
    after: str = ""
    before: str = ""


def turned(page: Annotated[int, Query(ge=1, le=100_000)] = 1, after: Text = "", before: Text = "") -> Turn:
    """The page behind an address."""
    return Turn(page, after, before)


Turned = Annotated[Turn, Depends(turned)]


def itself(_session: Session, mark: Place) -> Place:
    """A mark that is the place."""
    return mark


@dataclass(frozen=True, slots=True)
class Order(Generic[R]):
    """How a list is sorted.

    Attributes:
        columns: (column, descending), the last one unique.
        mark: what of a row stands in the address. No names: addresses are kept by browsers.
        place: the row's values of the columns by its mark; None where there is none.
    """

    columns: Sequence[tuple[Mapped[Any], bool]]
    mark: Callable[[R], Place]
    place: Callable[[Session, Place], Place | None] = itself

    def kinds(self) -> list[type]:
        """What values a place has: a server would not compare text with a number."""
        types = [cast("ColumnElement[Any]", column).type for column, _ in self.columns]
        return [int if isinstance(kind, Integer) else str for kind in types]

    def by(self, *, back: bool = False) -> list[ColumnElement[Any]]:
        """For ``ORDER BY``; ``back`` from the end."""
        return [column.desc() if descending != back else column.asc() for column, descending in self.columns]

    def beyond(self, place: Place, *, back: bool = False) -> ColumnElement[bool]:
        """The rows after a place; ``back``: those before it."""
        steps: list[ColumnElement[bool]] = []
        for at, (column, descending) in enumerate(self.columns):
            same = [earlier == value for (earlier, _), value in zip(self.columns, place[:at], strict=False)]
            steps.append(and_(*same, column < place[at] if descending != back else column > place[at]))
        return or_(*steps)


Fetch = Callable[[Sequence[Condition], Sequence[ColumnElement[Any]], int], Sequence[R]]


def page_of(
    session: Session,
    order: Order[R],
    fetch: Fetch[R],
    turn: Turn,
    address: str,
    filters: Mapping[str, str],
    total: int,
    *,
    bounded: bool = False,
) -> tuple[Part, list[R]]:
    """A page and its rows.

    Args:
        fetch: rows by (more conditions, order, at most so many).
        address, filters, total: of the whole list; ``bounded`` where it was counted to `COUNTED` only.
    """
    back = bool(turn.before)
    place = place_of(session, order, turn)
    if place is None:
        back, turn = False, Turn()
    where = [order.beyond(place, back=back)] if place is not None else []
    rows = list(fetch(where, order.by(back=back), SIZE + 1))
    if back and len(rows) < SIZE:  # what stood before has moved away: the beginning, whole
        return page_of(
            session, order, fetch, turn=Turn(), address=address, filters=filters, total=total, bounded=bounded
        )
    more, rows = len(rows) > SIZE, rows[:SIZE]
    rows = rows[::-1] if back else rows
    marks = [json.dumps(order.mark(row), ensure_ascii=False, separators=(",", ":")) for row in (*rows[:1], *rows[-1:])]
    part = Part(
        address, filters, turn.page, total, len(rows),
        previous=marks[0] if marks else "", following=marks[-1] if marks and (more or back) else "",
        more_than_counted=bounded and total > COUNTED,
    )  # fmt: skip
    return part, rows


def place_of(session: Session, order: Order[Any], turn: Turn) -> Place | None:
    """Where in a list a page begins, as its address says; None for the beginning, and for what is no place."""
    try:
        mark = _MARK.validate_json(turn.before or turn.after)
    except ValueError:
        return None
    place = order.place(session, mark)
    return place if place is not None and list(map(type, place)) == order.kinds() else None
