"""Visits the township sent back: what is wrong with which field, and by when."""

from dataclasses import dataclass
from datetime import date, datetime

from vclinic.diseases.catalog import form
from vclinic.domain.dates import age_on
from vclinic.services.desk import Desk
from vclinic.storage import notices, residents


@dataclass(frozen=True, slots=True)
class ReturnedVisit:
    """A returned follow-up; ``remarks`` are (the field's label, the remark verbatim)."""

    follow_up_id: str
    resident_id: str
    name: str
    sex_code: str
    age: int
    visit_date: date
    remarks: tuple[tuple[str, str], ...]
    general: str
    deadline: date | None
    reviewer: str
    returned_at: datetime
    overdue: bool


def returned(desk: Desk) -> tuple[ReturnedVisit, ...]:
    """Earliest deadline first."""
    today = desk.clock.today()
    found: list[ReturnedVisit] = []
    with desk.store.read() as session:
        for row, verdict in notices.returned_follow_ups(session):
            resident = residents.get(session, row.resident_id).resident
            spec = form(row.form_id, row.form_version)
            labels = tuple(
                (item.caption if (item := spec.item_of(field)) else field or "总意见", text)
                for field, text in verdict.remarks
            )
            found.append(
                ReturnedVisit(
                    row.id,
                    row.resident_id,
                    resident.name,
                    resident.sex_code,
                    age_on(resident.birth_date, today),
                    date.fromisoformat(row.visited_on),
                    labels,
                    verdict.general,
                    verdict.deadline,
                    verdict.reviewer,
                    verdict.decided_at,
                    verdict.deadline is not None and verdict.deadline < today,
                )
            )
    return tuple(found)
