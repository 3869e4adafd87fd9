"""Dispensing: what the counter shows is handed out, once, and may be taken back, once."""

from collections.abc import Mapping

from vclinic.domain.problem import Refused
from vclinic.services.counter_checks import counter_checks
from vclinic.services.counter_sheet import CounterSheet, covers
from vclinic.services.resident_record import resident_record
from vclinic.services.superseded import superseded_by
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, prescriptions
from vclinic.storage.dispensings import DispensedLine, DispensingRecord, Taken
from vclinic.storage.unit_of_work import UnitOfWork


def dispense(
    station: Workstation, sheet: CounterSheet, confirmed_checks: bool, reasons: Mapping[int, str] | None = None
) -> str:
    """Hand out what the counter shows; returns the dispensing's id.

    Raises:
        Refused: the four checks are not confirmed, the prescription is not of today, already dispensed or superseded,
            a shortage has no reason, nothing is given, a check forbids it now, or stock and expiry say no (the database has the last word).
    """
    with station.store.read() as session:
        three = prescriptions.get(session, sheet.prescription_id).three
    record = resident_record(station, three.resident_id, with_timeline=False)
    closed = counter_checks(station, record, three).closed
    if closed:
        raise Refused("forbidden", f"不能发：{closed[0].text}请医生改处方。")
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return store(station, work, sheet, confirmed_checks, reasons or {})


def store(
    station: Workstation, work: UnitOfWork, sheet: CounterSheet, confirmed_checks: bool, reasons: Mapping[int, str]
) -> str:
    """Dispense within an act. Where earlier versions of the day handed out all of it, the dispensing is empty, and ends
    the prescription."""
    today = station.clock.today()
    if not confirmed_checks:
        raise Refused("four_checks", "请先完成四查十对，再发药。")
    if today > sheet.valid_until:
        raise Refused("prescription_expired", f"处方 {sheet.issued_on} 开具，当日有效，已过期，请重新开方。")
    if dispensings.of_prescriptions(work.session, [sheet.prescription_id]):
        raise Refused("already_dispensed", "这张处方已经发过药了，不能重复发。")
    prescription = prescriptions.get(work.session, sheet.prescription_id)
    newer = prescriptions.successor(work.session, prescription)
    if newer is not None:
        raise Refused("superseded", superseded_by(newer))
    lines: list[DispensedLine] = []
    for line in sheet.lines:
        given, reason = line.allocation.given, reasons.get(line.line_no, "").strip()
        if given < line.ordered and not reason:
            name, unit = line.drug.name, line.drug.base_unit
            raise Refused("short_reason", f"{name}少发 {line.ordered - given} {unit}，请写明原因。")
        lines.append(
            DispensedLine(
                line_no=line.line_no,
                drug_id=line.drug.id,
                drug_name=line.drug.name,
                base_unit=line.drug.base_unit,
                usage=line.usage,
                days=line.days,
                wanted=line.ordered,
                quantity=given,
                batches=tuple(
                    Taken(batch.id, batch.batch_no, batch.expires_on, quantity, batch.price)
                    for batch, quantity in line.allocation.taken
                ),
                reason=reason,
            )
        )
    earlier = prescriptions.versions_of_day(work.session, prescription.three.supersedes, prescription.three.issued_on)
    handed = dispensings.units_given(work.session, earlier)
    if not any(line.quantity for line in lines) and not covers(handed, sheet.lines):
        raise Refused("nothing_given", "没有可发的药，没有保存。")
    record = DispensingRecord(tuple(lines), confirmed_checks)
    return dispensings.save(
        work, sheet.resident.id, sheet.prescription_id, record=record, day=today, doctor=station.signature
    )


def reverse_dispensing(station: Workstation, dispensing_id: str, reason: str) -> str:
    """Take a dispensing back, once, with a reason; the drugs return to their batches."""
    if not reason.strip():
        raise Refused("reason_required", "冲销发药要写明原因。")
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return dispensings.reverse(work, dispensing_id, station.clock.today(), station.signature, reason.strip())
