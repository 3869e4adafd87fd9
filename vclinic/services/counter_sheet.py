"""The counter for one prescription: batches taken first expiry first, and what one line gives changed by hand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from vclinic.diseases import diagnosis_of
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Refused
from vclinic.domain.stock import Allocation, Batch, Drug
from vclinic.rules.allocation import allocate
from vclinic.rules.routes import care_of
from vclinic.services.counter_checks import NOTHING_CHECKED, CounterChecks, counter_checks
from vclinic.services.regimen import changes_of, runs_out, usage
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.services.superseded import superseded_by
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, follow_ups, prescriptions, stock_ledger
from vclinic.storage.dispensings import DispensedLine, Dispensing

VALID_DAYS = 1  # 开具当日有效 (处方管理办法); up to 3 days where the prescriber says so
_FOUR_CHECKS = (
    ("prescription", "处方：科别、姓名、年龄"),
    ("drug", "药品：药名、剂型、规格、数量"),
    ("compatibility", "配伍：性状、用法用量"),
    ("reason", "合理：诊断"),
)


@dataclass(frozen=True, slots=True)
class CounterLine:
    """One drug at the counter: what was ordered, what is in stock, and all its batches, expired ones included.
    ``care`` is what the bag says to mind: the doctor's note, and what must be swallowed whole."""

    line_no: int
    drug: Drug
    usage: str
    days: int
    ordered: int
    allocation: Allocation
    on_hand: int
    batches: tuple[Batch, ...]
    days_left: int | None
    care: str = ""


@dataclass(frozen=True, slots=True)
class CounterSheet:
    """The counter for one prescription. ``recent`` are (day, text, left, level) of earlier dispensings; ``superseded``
    says by which prescription, or is empty; ``handed_before`` are (drug, base units) that superseded versions of the day
    handed out, of the drugs ordered: only the doctor knows whether they count; ``held`` says why drugs should wait: alerts
    of the resident's last visits; ``medicines`` are the checks as they stand now. Of a prescription that was handed out,
    ``given_on`` and ``given_by`` say when and by whom, and the lines what was given."""

    resident: ResidentRecord
    prescription_id: str
    doctor_name: str
    issued_on: date
    issued_at: datetime
    valid_until: date
    diagnosis: str
    lines: tuple[CounterLine, ...]
    recent: tuple[tuple[date, str, str, str], ...]
    allergies: str
    checks: tuple[Check, ...]
    review_on: date
    dispensing_id: str = ""
    given_on: date | None = None
    given_by: str = ""
    superseded: str = ""
    handed_before: tuple[tuple[str, int], ...] = ()
    held: tuple[str, ...] = ()
    medicines: CounterChecks = NOTHING_CHECKED

    @property
    def nothing_left(self) -> bool:
        """Whether what was handed out before is taken off, and covers all that is ordered."""
        given = any(line.allocation.given for line in self.lines)
        return bool(self.lines) and not given and covers(Counter(dict(self.handed_before)), self.lines)

    @property
    def total(self) -> int:
        """What the resident pays, in thousandths of a yuan."""
        return sum(line.allocation.amount for line in self.lines)


def covers(handed: Counter[str], lines: Iterable[CounterLine]) -> bool:
    """Whether so many units by drug are all that the lines order."""
    left = handed.copy()
    for line in lines:
        left[line.drug.id] -= line.ordered
    return all(units >= 0 for units in left.values())


def open_counter(station: Workstation, prescription_id: str) -> CounterSheet:
    """The counter for one prescription, allocated first expiry first."""
    with station.store.read() as session:
        stored = prescriptions.get(session, prescription_id)
        done = dispensings.of_prescriptions(session, [prescription_id])
        superseded = superseded_by(prescriptions.successor(session, stored))
        earlier = prescriptions.versions_of_day(session, stored.three.supersedes, stored.three.issued_on)
        given = dispensings.units_given(session, earlier)
    record = resident_record(station, stored.three.resident_id, with_timeline=False)
    sheet = compose(
        station,
        record,
        stored.three,
        prescription_id=prescription_id,
        doctor_name=stored.doctor_name,
        issued_at=stored.recorded_at,
    )
    if done:
        sheet = _as_given(sheet, done[0])
    return replace(
        sheet,
        superseded=superseded,
        handed_before=tuple({line.drug.id: given[line.drug.id] for line in sheet.lines if given[line.drug.id]}.items()),
        medicines=counter_checks(station, record, stored.three),
    )


def _as_given(sheet: CounterSheet, done: Dispensing) -> CounterSheet:
    """The record of what was handed out in the place of what would be taken today."""
    records = {line.line_no: line for line in done.record.lines}
    lines = tuple(
        _line_as_given(line, records[line.line_no]) if line.line_no in records else line for line in sheet.lines
    )
    return replace(sheet, lines=lines, dispensing_id=done.id, given_on=done.dispensed_on, given_by=done.doctor_name)


def _line_as_given(line: CounterLine, given: DispensedLine) -> CounterLine:
    """One drug with the batches it was taken from; beside each what is left of it by now."""
    left = {batch.id: batch.balance for batch in line.batches}
    taken = tuple(
        (
            Batch(
                id=part.batch_id,
                drug_id=given.drug_id,
                batch_no=part.batch_no,
                expires_on=part.expires_on,
                cost=0,
                price=part.price,
                balance=left.get(part.batch_id, 0) + part.quantity,
            ),
            part.quantity,
        )
        for part in given.batches
    )
    return replace(
        line,
        usage=given.usage,
        days=given.days,
        ordered=given.wanted,
        allocation=Allocation(given.drug_id, given.wanted, taken, short=0),
        on_hand=line.on_hand + given.quantity,
        batches=tuple(batch for batch, _ in taken),
    )


def compose(
    station: Workstation,
    record: ResidentRecord,
    three: ThreePrescriptions,
    prescription_id: str,
    doctor_name: str,
    issued_at: datetime,
) -> CounterSheet:
    """The counter for a prescription, stored or about to be."""
    orders = orders_to_dispense(three)
    today = station.clock.today()
    with station.store.read() as session:
        stock = stock_ledger.batches(session, [order.drug_id for order in orders])
        used = stock_ledger.used_since(session, today - timedelta(days=30))
    lines = tuple(_line(station, order, stock.get(order.drug_id, []), used, today) for order in orders)
    diagnosis = "、".join(diagnosis_of(code) for code in three.diseases)
    return CounterSheet(
        resident=record,
        prescription_id=prescription_id,
        doctor_name=doctor_name,
        issued_on=three.issued_on,
        issued_at=issued_at,
        valid_until=three.issued_on + timedelta(days=VALID_DAYS - 1),
        diagnosis=diagnosis,
        lines=lines,
        recent=_recent(station, record.id, today),
        allergies=allergies(record.resident),
        checks=tuple(Check("four", "ok", code, text) for code, text in _FOUR_CHECKS),
        review_on=three.review_on,
        held=_held(station, record.id),
    )


def _held(station: Workstation, resident_id: str) -> tuple[str, ...]:
    """Alerts of the last visit of each disease that keep drugs from being renewed as usual."""
    with station.store.read() as session:
        visits = follow_ups.of_resident(session, resident_id)
    newest = {visit.disease: visit for visit in reversed(visits)}
    alerts = (alert for visit in newest.values() for alert in visit.assessment.alerts)
    return tuple(dict.fromkeys(alert.text for alert in alerts if alert.severity in ("hold", "urgent")))


def reallocate(station: Workstation, sheet: CounterSheet, line_no: int, quantity: int) -> CounterSheet:
    """The counter after the doctor changed what one line gives.

    Raises:
        Refused: ``quantity`` is negative or more than was prescribed.
    """
    lines: list[CounterLine] = []
    for line in sheet.lines:
        if line.line_no == line_no:
            if not 0 <= quantity <= line.ordered:
                raise Refused("quantity", f"实发数量要在 0–{line.ordered} {line.drug.base_unit} 之间，不能多于处方。")
            allocation = allocate(line.drug.id, quantity, line.batches, station.clock.today())
            lines.append(replace(line, allocation=allocation))
        else:
            lines.append(line)
    return replace(sheet, lines=tuple(lines))


def orders_to_dispense(three: ThreePrescriptions) -> list[MedicationOrder]:
    """The lines that are handed out here: not stopped, not from elsewhere, and with a quantity."""
    return [order for order in three.medication if order.drug_id and order.quantity > 0 and order.change != "stopped"]


def _line(
    station: Workstation, order: MedicationOrder, batches: list[Batch], used: Mapping[str, int], today: date
) -> CounterLine:
    drug = station.catalog.drug(order.drug_id)
    usable = sum(batch.balance for batch in batches if not batch.expired_on(today))
    monthly = used.get(order.drug_id, 0)
    return CounterLine(
        line_no=order.line_no,
        drug=drug,
        usage=usage(order, drug),
        days=order.days,
        ordered=order.quantity,
        allocation=allocate(order.drug_id, order.quantity, batches, today),
        on_hand=usable,
        batches=tuple(batch for batch in batches if batch.balance > 0),
        days_left=usable * 30 // monthly if monthly else None,
        care=care_of(drug.form, order.note),
    )


def _recent(station: Workstation, resident_id: str, today: date) -> tuple[tuple[date, str, str, str], ...]:
    with station.store.read() as session:
        given = dispensings.of_resident(session, resident_id, 20)
        versions = prescriptions.of_resident(session, resident_id)
    recent: list[tuple[date, str, str, str]] = []
    named: set[str] = set()
    for dispensing in given:
        for line in dispensing.record.lines:
            if line.drug_id in named or not line.quantity:
                continue
            named.add(line.drug_id)
            changes = changes_of(versions, line.drug_id, line.drug_name)
            ends = runs_out(given, line.drug_id, line.drug_name, changes)
            days = (ends - today).days if ends else 0
            left = "已用完" if days < 0 else "今天用完" if days == 0 else f"家里还有 {days} 天"
            text = f"{line.drug_name} {line.quantity} {line.base_unit}"
            recent.append((dispensing.dispensed_on, text, left, "warn" if days <= 0 else "normal"))
    return tuple(recent[:3])
