"""Dispensing: the queue of prescriptions, the counter where batches are taken first expiry first, the act itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from vclinic.diseases import diagnosis_of
from vclinic.domain import codes
from vclinic.domain.dates import age_on
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Refused
from vclinic.domain.stock import Allocation, Batch, Drug
from vclinic.rules.allocation import allocate
from vclinic.rules.routes import care_of
from vclinic.services.regimen import runs_out, usage
from vclinic.services.resident_record import ResidentRecord, allergies, resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, prescriptions, residents, stock_ledger
from vclinic.storage.dispensings import DispensedLine, DispensingRecord, Taken
from vclinic.storage.unit_of_work import UnitOfWork

VALID_DAYS = 1  # 开具当日有效 (处方管理办法); up to 3 days where the prescriber says so
_FOUR_CHECKS = (
    ("prescription", "处方：科别、姓名、年龄"),
    ("drug", "药品：药名、剂型、规格、数量"),
    ("compatibility", "配伍：性状、用法用量"),
    ("reason", "合理：诊断"),
)


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
    """The counter for one prescription. ``recent`` are (day, text, left, level) of earlier dispensings."""

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

    @property
    def total(self) -> int:
        """What the resident pays, in thousandths of a yuan."""
        return sum(line.allocation.amount for line in self.lines)


def queue(station: Workstation) -> tuple[QueueEntry, ...]:
    """Prescriptions issued today, waiting ones first."""
    today = station.clock.today()
    with station.store.read() as session:
        issued = prescriptions.issued_since(session, today - timedelta(days=VALID_DAYS - 1))
        given = {each.prescription_id: each for each in dispensings.of_prescriptions(session, [p.id for p in issued])}
        people = {each.three.resident_id: residents.get(session, each.three.resident_id).resident for each in issued}
    entries: list[QueueEntry] = []
    for each in issued:
        orders = _orders(each.three)
        if not orders:
            continue
        person, done = people[each.three.resident_id], given.get(each.id)
        entries.append(
            QueueEntry(
                each.id,
                done.id if done else "",
                each.three.resident_id,
                person.name,
                person.sex_code,
                age_on(person.birth_date, today),
                each.recorded_at,
                len(orders),
                "、".join(codes.DISEASE.label(code) for code in each.three.diseases),
                "done" if done else "waiting",
                done.total if done else 0,
            )
        )
    return tuple(sorted(entries, key=lambda entry: (entry.state == "done", -entry.issued_at.timestamp())))


def counter(station: Workstation, prescription_id: str) -> CounterSheet:
    """The counter for one prescription, allocated first expiry first."""
    with station.store.read() as session:
        stored = prescriptions.get(session, prescription_id)
        done = dispensings.of_prescriptions(session, [prescription_id])
    record = resident_record(station, stored.three.resident_id, with_timeline=False)
    sheet = compose(station, record, stored.three, prescription_id, stored.doctor_name, stored.recorded_at)
    return replace(sheet, dispensing_id=done[0].id if done else "")


def compose(
    station: Workstation,
    record: ResidentRecord,
    three: ThreePrescriptions,
    prescription_id: str,
    doctor_name: str,
    issued_at: datetime,
) -> CounterSheet:
    """The counter for a prescription, stored or about to be."""
    orders = _orders(three)
    today = station.clock.today()
    with station.store.read() as session:
        stock = stock_ledger.batches(session, [order.drug_id for order in orders])
        used = stock_ledger.used_since(session, today - timedelta(days=30))
    lines = tuple(_line(station, order, stock.get(order.drug_id, []), used, today) for order in orders)
    diagnosis = "、".join(diagnosis_of(code) for code in three.diseases)
    return CounterSheet(
        record,
        prescription_id,
        doctor_name,
        three.issued_on,
        issued_at,
        three.issued_on + timedelta(days=VALID_DAYS - 1),
        diagnosis,
        lines,
        _recent(station, record.id, today),
        allergies(record.resident),
        tuple(Check("four", "ok", code, text) for code, text in _FOUR_CHECKS),
        three.review_on,
    )


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
            found = allocate(line.drug.id, quantity, line.batches, station.clock.today())
            lines.append(replace(line, allocation=found))
        else:
            lines.append(line)
    return replace(sheet, lines=tuple(lines))


def dispense(
    station: Workstation, sheet: CounterSheet, confirmed_checks: bool, reasons: Mapping[int, str] | None = None
) -> str:
    """Hand out what the counter shows; returns the dispensing's id.

    Raises:
        Refused: the four checks are not confirmed, the prescription is not of today or already dispensed, a shortage
            has no reason, nothing is given, or stock and expiry say no (the database has the last word).
    """
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return store(station, work, sheet, confirmed_checks, reasons or {})


def store(
    station: Workstation, work: UnitOfWork, sheet: CounterSheet, confirmed_checks: bool, reasons: Mapping[int, str]
) -> str:
    """Dispense within an act."""
    today = station.clock.today()
    if not confirmed_checks:
        raise Refused("four_checks", "请先完成四查十对，再发药。")
    if today > sheet.valid_until:
        raise Refused("prescription_expired", f"处方 {sheet.issued_on} 开具，当日有效，已过期，请重新开方。")
    if dispensings.of_prescriptions(work.session, [sheet.prescription_id]):
        raise Refused("already_dispensed", "这张处方已经发过药了，不能重复发。")
    lines: list[DispensedLine] = []
    for line in sheet.lines:
        given, reason = line.allocation.given, reasons.get(line.line_no, "").strip()
        if given < line.ordered and not reason:
            name, unit = line.drug.name, line.drug.base_unit
            raise Refused("short_reason", f"{name}少发 {line.ordered - given} {unit}，请写明原因。")
        lines.append(
            DispensedLine(
                line.line_no,
                line.drug.id,
                line.drug.name,
                line.drug.base_unit,
                line.usage,
                line.days,
                line.ordered,
                given,
                tuple(
                    Taken(batch.id, batch.batch_no, batch.expires_on, quantity, batch.price)
                    for batch, quantity in line.allocation.taken
                ),
                reason,
            )
        )
    if not any(line.quantity for line in lines):
        raise Refused("nothing_given", "没有可发的药，没有保存。")
    record = DispensingRecord(tuple(lines), confirmed_checks)
    return dispensings.save(work, sheet.resident.id, sheet.prescription_id, record, today, station.signature)


def reverse_dispensing(station: Workstation, dispensing_id: str, reason: str) -> str:
    """Take a dispensing back, once, with a reason; the drugs return to their batches."""
    if not reason.strip():
        raise Refused("reason_required", "冲销发药要写明原因。")
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return dispensings.reverse(work, dispensing_id, station.clock.today(), station.signature, reason.strip())


@dataclass(frozen=True, slots=True)
class BagLabel:
    """What is written on the bag of one drug and batch."""

    resident_name: str
    drug_name: str
    strength: str
    quantity_text: str
    usage: str
    batch_no: str
    expires_on: date
    day: date
    clinic: str
    doctor: str
    care: str = ""


def bag_labels(station: Workstation, sheet: CounterSheet) -> tuple[BagLabel, ...]:
    """One label a batch that is handed out."""
    return tuple(
        BagLabel(
            sheet.resident.resident.name,
            line.drug.name,
            line.drug.strength,
            f"{quantity} {line.drug.base_unit}",
            line.usage,
            batch.batch_no,
            batch.expires_on,
            station.clock.today(),
            station.clinic.name,
            station.doctor.name,
            line.care,
        )
        for line in sheet.lines
        for batch, quantity in line.allocation.taken
    )


def _orders(three: ThreePrescriptions) -> list[MedicationOrder]:
    return [order for order in three.medication if order.drug_id and order.quantity > 0 and order.change != "stopped"]


def _line(
    station: Workstation, order: MedicationOrder, batches: list[Batch], used: Mapping[str, int], today: date
) -> CounterLine:
    drug = station.catalog.drug(order.drug_id)
    usable = sum(batch.balance for batch in batches if not batch.expired_on(today))
    monthly = used.get(order.drug_id, 0)
    return CounterLine(
        order.line_no,
        drug,
        usage(order, drug),
        order.days,
        order.quantity,
        allocate(order.drug_id, order.quantity, batches, today),
        usable,
        tuple(batch for batch in batches if batch.balance > 0),
        usable * 30 // monthly if monthly else None,
        care_of(drug.form, order.note),
    )


def _recent(station: Workstation, resident_id: str, today: date) -> tuple[tuple[date, str, str, str], ...]:
    with station.store.read() as session:
        given = dispensings.of_resident(session, resident_id, 20)
    found: list[tuple[date, str, str, str]] = []
    named: set[str] = set()
    for each in given:
        for line in each.record.lines:
            if line.drug_id in named or not line.quantity:
                continue
            named.add(line.drug_id)
            ends = runs_out(given, line.drug_id, line.drug_name)
            days = (ends - today).days if ends else 0
            left = "已用完" if days < 0 else "今天用完" if days == 0 else f"家里还有 {days} 天"
            text = f"{line.drug_name} {line.quantity} {line.base_unit}"
            found.append((each.dispensed_on, text, left, "warn" if days <= 0 else "normal"))
    return tuple(found[:3])
