"""Everybody in the hypertension register with their last visit, in one query: what Today is made from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session

_QUERY = """
    SELECT r.id, e.enrolled_on, f.id, f.visited_on, f.sbp, f.dbp, f.bp_satisfied, f.visit_class, f.action,
           f.next_visit_on
    FROM enrolment e
    JOIN resident r ON r.id = e.resident_id
    LEFT JOIN follow_up f ON f.id = (
        SELECT v.id FROM follow_up v WHERE v.resident_id = r.id AND v.disease = e.disease AND v.status = 'valid'
        ORDER BY v.visited_on DESC, v.id DESC LIMIT 1)
    WHERE e.disease = :disease AND e.ended_on IS NULL AND r.status = '0'
"""


@dataclass(frozen=True, slots=True)
class Managed:
    """A resident under management and the last valid visit; the visit's fields are None before the first."""

    resident_id: str
    enrolled_on: date
    follow_up_id: str | None
    visited_on: date | None
    sbp: int | None
    dbp: int | None
    satisfied: bool | None
    visit_class: str | None
    action: str | None
    next_visit_on: date | None


def managed(session: Session, disease: str = "htn") -> list[Managed]:
    """Everybody under management for a disease."""
    return [_managed(*row) for row in session.connection().execute(sql(_QUERY), {"disease": disease})]


def _managed(*row: Any) -> Managed:
    return Managed(
        row[0],
        date.fromisoformat(row[1]),
        row[2],
        date.fromisoformat(row[3]) if row[3] else None,
        row[4],
        row[5],
        None if row[6] is None else bool(row[6]),
        row[7],
        row[8],
        date.fromisoformat(row[9]) if row[9] else None,
    )


def entry_seconds_on(session: Session, day: date) -> list[int]:
    """Entry time in seconds of each visit of a day."""
    query = sql("SELECT entry_seconds FROM follow_up WHERE visited_on = :day AND status = 'valid'")
    return sorted(row[0] for row in session.connection().execute(query, {"day": day.isoformat()}))
