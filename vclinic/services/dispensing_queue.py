"""The prescriptions of today that wait to be dispensed, and those that were."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.services.counter_sheet import VALID_DAYS, orders_to_dispense
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, prescriptions, residents


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A prescription of today. ``state``: waiting or done; ``total`` in thousandths of a yuan once dispensed."""

    prescription_id: str
    dispensing_id: str
    resident_id: str
    name: str
    sex_code: str
    age: int
    issued_at: datetime
    lines: int
    diseases: str
    state: str
    total: int


def queue(station: Workstation) -> tuple[QueueEntry, ...]:
    """Prescriptions issued today, waiting ones first; a superseded one only where it was handed out before."""
    today = station.clock.today()
    with station.store.read() as session:
        issued = prescriptions.issued_since(session, today - timedelta(days=VALID_DAYS - 1))
        given = {done.prescription_id: done for done in dispensings.of_prescriptions(session, [p.id for p in issued])}
        people = {
            prescription.three.resident_id: residents.get(session, prescription.three.resident_id).resident
            for prescription in issued
        }
    superseded = {prescription.three.supersedes for prescription in issued}
    entries: list[QueueEntry] = []
    for prescription in issued:
        orders = orders_to_dispense(prescription.three)
        person, done = people[prescription.three.resident_id], given.get(prescription.id)
        if not orders or (prescription.id in superseded and done is None):
            continue
        entries.append(
            QueueEntry(
                prescription_id=prescription.id,
                dispensing_id=done.id if done else "",
                resident_id=prescription.three.resident_id,
                name=person.name,
                sex_code=person.sex_code,
                age=age_on(person.birth_date, today),
                issued_at=prescription.recorded_at,
                lines=len(orders),
                diseases="、".join(codes.DISEASE.label(code) for code in prescription.three.diseases),
                state="done" if done else "waiting",
                total=done.total if done else 0,
            )
        )
    return tuple(sorted(entries, key=lambda entry: (entry.state == "done", -entry.issued_at.timestamp())))
