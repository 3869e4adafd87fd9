"""Who is due: what Today is made from, read from `care` without reading a visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session

from vclinic.storage.unit_of_work import compact

_QUERY = """
    SELECT resident_id, disease, enrolled_on, follow_up_id, visited_on, next_visit_on, satisfied, action, summary
    FROM care WHERE managed = 1 AND resident_id IN ({whose}) ORDER BY resident_id
"""
_OF_DUE = _QUERY.format(
    whose="""SELECT resident_id FROM care WHERE managed = 1 AND (next_visit_on IS NULL OR next_visit_on <= :until)
        AND disease IN (SELECT value FROM json_each(:diseases))
        UNION SELECT resident_id FROM care WHERE managed = 1 AND visited_on > :today
        AND disease IN (SELECT value FROM json_each(:diseases))"""
)
_OF_RESIDENTS = _QUERY.format(whose="SELECT value FROM json_each(:ids)")


@dataclass(frozen=True, slots=True)
class Managed:
    """A resident under management for a disease and the last valid visit; its fields are None before the first."""

    resident_id: str
    disease: str
    enrolled_on: date
    follow_up_id: str | None
    visited_on: date | None
    next_visit_on: date | None
    satisfied: bool | None
    action: str | None
    summary: str


def due(session: Session, diseases: Iterable[str], until: date, today: date) -> list[Managed]:
    """Everything that those are under management for who are due up to a day for one of ``diseases``, or never came
    for it, or whose last visit is dated after today: a wrong clock must not keep anybody off the list."""
    days = {"until": until.isoformat(), "today": today.isoformat()}
    return _asked(session, _OF_DUE, days | {"diseases": compact(list(diseases))})


def of_residents(session: Session, resident_ids: Iterable[str]) -> list[Managed]:
    """Everything that some residents are under management for."""
    return _asked(session, _OF_RESIDENTS, {"ids": compact(list(resident_ids))})


def _asked(session: Session, query: str, parameters: dict[str, str]) -> list[Managed]:
    return [_managed(*row) for row in session.connection().execute(sql(query), parameters).all()]


def _managed(*row: Any) -> Managed:
    return Managed(
        resident_id=row[0],
        disease=row[1],
        enrolled_on=date.fromisoformat(row[2]),
        follow_up_id=row[3],
        visited_on=date.fromisoformat(row[4]) if row[4] else None,
        next_visit_on=date.fromisoformat(row[5]) if row[5] else None,
        satisfied=None if row[6] is None else bool(row[6]),
        action=row[7],
        summary=row[8] or "",
    )


def latest_visit(session: Session) -> date | None:
    """The day of the latest visit of anybody; None before the first."""
    latest: str | None = session.connection().execute(sql("SELECT max(visited_on) FROM care")).scalar_one()
    return date.fromisoformat(latest) if latest else None


def entry_seconds_on(session: Session, day: date) -> list[int]:
    """Entry time in seconds of each visit of a day."""
    query = sql("SELECT entry_seconds FROM follow_up WHERE visited_on = :day AND status = 'valid'")
    return sorted(row[0] for row in session.connection().execute(query, {"day": day.isoformat()}))
