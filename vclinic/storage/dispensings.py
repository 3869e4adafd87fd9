"""Dispensings: what was handed out on a prescription, batch by batch, and its one possible reversal."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from vclinic.domain.problem import Refused
from vclinic.forms.document import from_json, to_json
from vclinic.storage import stock_ledger
from vclinic.storage.tables import DispensingRow
from vclinic.storage.unit_of_work import UnitOfWork, compact


@dataclass(frozen=True, slots=True)
class Taken:
    """Base units taken from one batch at its price in thousandths of a yuan."""

    batch_id: str
    batch_no: str
    expires_on: date
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class DispensedLine:
    """One drug: what was prescribed and what was handed out, with the reason where less was given."""

    line_no: int
    drug_id: str
    drug_name: str
    base_unit: str
    usage: str
    days: int
    wanted: int
    quantity: int
    batches: tuple[Taken, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DispensingRecord:
    """What one act of dispensing says, besides who and when."""

    lines: tuple[DispensedLine, ...]
    four_checks: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dispensing:
    """A stored dispensing."""

    id: str
    resident_id: str
    prescription_id: str
    kind: str
    reverses: str
    dispensed_on: date
    total: int
    record: DispensingRecord
    doctor_name: str
    recorded_at: datetime


def save(
    work: UnitOfWork,
    resident_id: str,
    prescription_id: str,
    record: DispensingRecord,
    day: date,
    doctor: tuple[str, str],
    reverses: str | None = None,
) -> str:
    """Hand out (or, with ``reverses``, take back) and move the ledger in the same commit. Returns the id.

    Raises:
        Refused: ``batch_expired``, ``stock_short``, ``already_reversed`` (told by the database).
    """
    made = work.new_id()
    kind = "reversal" if reverses else "dispense"
    sign = 1 if reverses else -1
    total = sum(taken.price * taken.quantity for line in record.lines for taken in line.batches)
    document: dict[str, Any] = to_json(record) | {
        "resident_id": resident_id,
        "prescription_id": prescription_id,
        "kind": kind,
        "reverses": reverses,
        "dispensed_on": day.isoformat(),
        "total": -sign * total,
        "doctor_id": doctor[0],
        "doctor_name": doctor[1],
    }
    row = DispensingRow(
        id=made,
        resident_id=resident_id,
        prescription_id=prescription_id,
        kind=kind,
        reverses=reverses,
        dispensed_on=day.isoformat(),
        total=-sign * total,
        record=compact(to_json(record)),
        doctor_id=doctor[0],
        doctor_name=doctor[1],
    )
    change_id = work.put(row, document)
    for line in record.lines:
        for taken in line.batches:
            stock_ledger.move(
                work,
                taken.batch_id,
                kind,
                quantity=sign * taken.quantity,
                moved_on=day,
                source_id=made,
                line_no=line.line_no,
                change_id=change_id,
            )
    return made


def reverse(work: UnitOfWork, dispensing_id: str, day: date, doctor: tuple[str, str], reason: str) -> str:
    """Take a dispensing back, once; what was moved moves back to the same batches."""
    row = work.session.get(DispensingRow, dispensing_id)
    if row is None or row.kind != "dispense":
        raise Refused("not_a_dispensing", "找不到这次发药，不能冲销。")
    record: dict[str, Any] = json.loads(row.record) | {"reason": reason}
    parsed = from_json(DispensingRecord, record)
    return save(
        work, row.resident_id, row.prescription_id, record=parsed, day=day, doctor=doctor, reverses=dispensing_id
    )


def get(session: Session, dispensing_id: str) -> Dispensing:
    """One dispensing.

    Raises:
        LookupError: no such id.
    """
    row = session.get(DispensingRow, dispensing_id)
    if row is None:
        raise LookupError(dispensing_id)
    return from_row(row)


def of_resident(session: Session, resident_id: str, limit: int = 20) -> list[Dispensing]:
    """Dispensings that stand (not taken back), newest first."""
    return _standing(history(session, resident_id, limit))


def history(session: Session, resident_id: str, limit: int = 20) -> list[Dispensing]:
    """Everything handed out and taken back, newest first."""
    statement = (
        select(DispensingRow)
        .where(DispensingRow.resident_id == resident_id)
        .order_by(col(DispensingRow.dispensed_on).desc(), col(DispensingRow.id).desc())
        .limit(limit)
    )
    return [from_row(row) for row in session.exec(statement)]


def of_prescriptions(session: Session, prescription_ids: list[str]) -> list[Dispensing]:
    """Dispensings that stand, of some prescriptions."""
    dispensings: list[Dispensing] = []
    for start in range(0, len(prescription_ids), 500):
        part = prescription_ids[start : start + 500]
        statement = select(DispensingRow).where(col(DispensingRow.prescription_id).in_(part))
        dispensings.extend(from_row(row) for row in session.exec(statement))
    return _standing(dispensings)


def units_given(session: Session, prescription_ids: list[str]) -> Counter[str]:
    """Base units by drug that some prescriptions gave and that were not taken back."""
    units: Counter[str] = Counter()
    for dispensing in of_prescriptions(session, prescription_ids):
        for line in dispensing.record.lines:
            units[line.drug_id] += line.quantity
    return units


def _standing(dispensings: list[Dispensing]) -> list[Dispensing]:
    taken_back = {dispensing.reverses for dispensing in dispensings if dispensing.reverses}
    return [
        dispensing for dispensing in dispensings if dispensing.kind == "dispense" and dispensing.id not in taken_back
    ]


def from_row(row: DispensingRow) -> Dispensing:
    """A row as the domain knows it."""
    return Dispensing(
        row.id,
        row.resident_id,
        prescription_id=row.prescription_id,
        kind=row.kind,
        reverses=row.reverses or "",
        dispensed_on=date.fromisoformat(row.dispensed_on),
        total=row.total,
        record=from_json(DispensingRecord, json.loads(row.record)),
        doctor_name=row.doctor_name,
        recorded_at=datetime.fromisoformat(row.recorded_at),
    )
