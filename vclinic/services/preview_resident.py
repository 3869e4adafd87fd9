"""The pane beside a list: why to see this person, recent pressures, drugs in use, allergies."""

from dataclasses import dataclass
from datetime import date

from vclinic.services.desk import Desk
from vclinic.services.due_today import WorkRow
from vclinic.services.regimen import RegimenLine, regimen_lines
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.storage import follow_ups, prescriptions

_READINGS = 4


@dataclass(frozen=True, slots=True)
class BpPoint:
    """One visit's pressure in mmHg."""

    on: date
    sbp: int
    dbp: int
    satisfied: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """``why`` holds the sentences of the pane; ``readings`` are oldest first."""

    record: ResidentRecord
    why: tuple[str, ...]
    readings: tuple[BpPoint, ...]
    regimen: tuple[RegimenLine, ...]
    allergies: str


def preview(desk: Desk, resident_id: str, row: WorkRow | None = None) -> Preview:
    """The pane for one resident; ``row`` is the worklist's line where the list is Today's."""
    record = resident_record(desk, resident_id, with_timeline=False)
    with desk.store.read() as session:
        visits = follow_ups.of_resident(session, resident_id, limit=_READINGS)
        orders = prescriptions.of_resident(session, resident_id)
    points = tuple(
        BpPoint(visit.record.visit_date, visit.record.sbp, visit.record.dbp, visit.assessment.bp_satisfied)
        for visit in reversed(visits)
    )
    why = [f"{row.due_text}；{row.why.rstrip('。')}。"] if row is not None else []
    why += [reason.text for reason in visits[0].assessment.reasons[:2]] if visits else []
    regimen = regimen_lines(desk, record, orders, desk.clock.today())
    return Preview(record, tuple(why), points, regimen, allergies(record.resident))
