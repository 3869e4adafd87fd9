"""The three prescriptions of a visit, kept version by version."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from vclinic.domain.prescription import ThreePrescriptions
from vclinic.forms.document import from_json, to_json
from vclinic.storage.tables import FollowUpRow, PrescriptionRow
from vclinic.storage.unit_of_work import UnitOfWork, compact


@dataclass(frozen=True, slots=True)
class Prescription:
    """A stored prescription."""

    id: str
    revision: int
    three: ThreePrescriptions
    doctor_id: str
    doctor_name: str
    recorded_at: datetime


def save(
    work: UnitOfWork,
    three: ThreePrescriptions,
    doctor_id: str,
    doctor_name: str,
    *,
    known_id: str = "",
    base: int = 0,
    reason: str = "",
) -> str:
    """Store the three prescriptions; returns their id. ``known_id`` and ``base`` correct one already stored, and the
    ``reason`` is kept with the change."""
    made = known_id or work.new_id()
    document = to_json(three) | {"doctor_id": doctor_id, "doctor_name": doctor_name}
    if three.follow_up_id:
        document["follow_up_id"] = three.follow_up_id  # where older programs look for it
    if reason:
        document["correction_reason"] = reason
    row = PrescriptionRow(
        id=made,
        resident_id=three.resident_id,
        reasons=compact([list(reason) for reason in three.reasons]),
        diseases=" ".join(three.diseases),
        issued_on=three.issued_on.isoformat(),
        review_on=three.review_on.isoformat(),
        version=three.version,
        supersedes=three.supersedes,
        rule_set_id=three.rule_set_id,
        record=compact(to_json(three)),
        doctor_id=doctor_id,
        doctor_name=doctor_name,
    )
    work.put(row, document, base)
    return made


def get(session: Session, prescription_id: str) -> Prescription:
    """One prescription.

    Raises:
        LookupError: no such id.
    """
    row = session.get(PrescriptionRow, prescription_id)
    if row is None:
        raise LookupError(prescription_id)
    return _prescription(row)


def latest(session: Session, resident_id: str) -> Prescription | None:
    """The prescription in force: the highest version of a resident."""
    newest = of_resident(session, resident_id, 1)
    return newest[0] if newest else None


def successor(session: Session, prescription: Prescription) -> Prescription | None:
    """The newest prescription that supersedes one; None while it is in force."""
    row = session.exec(
        select(PrescriptionRow)
        .where(PrescriptionRow.resident_id == prescription.three.resident_id)
        .where(PrescriptionRow.supersedes == prescription.id)
        .order_by(col(PrescriptionRow.version).desc())
    ).first()
    return _prescription(row) if row else None


def versions_of_day(session: Session, newest: str, day: date) -> list[str]:
    """A prescription of a day and those it superseded on that day, newest first; ``newest`` may be empty."""
    versions: list[str] = []
    row = session.get(PrescriptionRow, newest)
    while row is not None and row.issued_on == day.isoformat():
        versions.append(row.id)
        row = session.get(PrescriptionRow, row.supersedes)
    return versions


def of_resident(session: Session, resident_id: str, limit: int = 50) -> list[Prescription]:
    """All versions, newest first."""
    statement = (
        select(PrescriptionRow)
        .where(PrescriptionRow.resident_id == resident_id)
        .order_by(col(PrescriptionRow.version).desc())
        .limit(limit)
    )
    return [_prescription(row) for row in session.exec(statement)]


def of_follow_up(session: Session, follow_up_id: str) -> Prescription | None:
    """The prescription drawn up at a visit, for its disease alone or for several."""
    visit = session.get(FollowUpRow, follow_up_id)
    if visit is None:
        return None
    reason = compact(["follow_up", follow_up_id])
    row = session.exec(
        select(PrescriptionRow)
        .where(PrescriptionRow.resident_id == visit.resident_id, col(PrescriptionRow.reasons).contains(reason))
        .order_by(col(PrescriptionRow.version).desc())
    ).first()
    return _prescription(row) if row else None


def issued_since(session: Session, day: date) -> list[Prescription]:
    """Prescriptions issued on or after a day, oldest first: the dispensing queue."""
    statement = select(PrescriptionRow).where(PrescriptionRow.issued_on >= day.isoformat()).order_by(PrescriptionRow.id)
    return [_prescription(row) for row in session.exec(statement)]


def _prescription(row: PrescriptionRow) -> Prescription:
    three = three_from(json.loads(row.record))
    return Prescription(
        row.id,
        row.revision,
        three=three,
        doctor_id=row.doctor_id,
        doctor_name=row.doctor_name,
        recorded_at=datetime.fromisoformat(row.recorded_at),
    )


def three_from(document: dict[str, Any]) -> ThreePrescriptions:
    """A stored document; the first schema named one follow-up where reasons stand now."""
    if "reasons" not in document:
        document = document | {"reasons": [["follow_up", document["follow_up_id"]]]}
    return from_json(ThreePrescriptions, {name: value for name, value in document.items() if name != "follow_up_id"})
