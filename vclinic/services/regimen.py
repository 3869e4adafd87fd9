"""What a resident takes now and when it runs out, from the prescription in force and what was handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vclinic.domain import codes
from vclinic.domain.prescription import MedicationOrder
from vclinic.domain.stock import Drug
from vclinic.rules.catalog import load_catalog
from vclinic.rules.doses_taken import DoseChange, dose_changes, last_day
from vclinic.rules.spoken_dose import is_half, spoken_dose
from vclinic.services.resident_record import ResidentRecord
from vclinic.services.workstation import Workstation
from vclinic.storage import dispensings, follow_ups
from vclinic.storage.dispensings import DispensedLine, Dispensing
from vclinic.storage.prescriptions import Prescription

_SOON = 5  # days


@dataclass(frozen=True, slots=True)
class RegimenLine:
    """One drug in use. ``level``: normal, warn (runs out within days) or danger (has run out). ``order`` is None for
    a drug that only the follow-up form names; ``days_left`` where nobody knows."""

    drug_name: str
    strength: str
    usage: str
    left_text: str
    level: str
    order: MedicationOrder | None
    days_left: int | None = None

    @property
    def lasts(self) -> bool:
        """Whether enough is at home for longer than the few days people come early."""
        return self.days_left is not None and self.days_left > _SOON


def usage(order: MedicationOrder, drug: Drug | None = None, *, brief: bool = False) -> str:
    """每天 1 次，每次 1 片（5 mg），早晨. The dose stays as written where it cannot be said in tablets of ``drug``;
    ``brief`` leaves the milligrams out, for the resident who counts tablets."""
    written = f"{order.dose_value:g} {order.dose_unit}"
    said = _in_tablets(order, drug) if drug is not None else ""
    dose = written if said in ("", written) else said if brief else f"{said}（{written}）"
    text = f"{codes.FREQUENCY.label(order.frequency)}，每次 {dose}"
    return f"{text}，{order.timing}" if order.timing else text


def _in_tablets(order: MedicationOrder, drug: Drug) -> str:
    """What is said of breaking is read only where a tablet would have to be broken."""
    dose, unit = order.dose_value, order.dose_unit
    return spoken_dose(dose, unit, drug, load_catalog().halve(drug) if is_half(dose, unit, drug) else "")


def active_orders(prescription: Prescription | None) -> tuple[MedicationOrder, ...]:
    """The lines in force: stopped ones left out."""
    if prescription is None:
        return ()
    return tuple(order for order in prescription.three.medication if order.change != "stopped")


def regimen_lines(
    station: Workstation, record: ResidentRecord, orders: list[Prescription], today: date
) -> tuple[RegimenLine, ...]:
    """Drugs in use, the prescription in force first, then what only the last form names."""
    with station.store.read() as session:
        given = dispensings.of_resident(session, record.id)
        visits = follow_ups.of_resident(session, record.id, limit=1)
    lines: list[RegimenLine] = []
    for order in active_orders(orders[0] if orders else None):
        changes = changes_of(orders, order.drug_id, order.drug_name)
        ends = runs_out(given, order.drug_id, order.drug_name, changes)
        text, level = _left(ends, today)
        lines.append(
            RegimenLine(
                order.drug_name,
                order.strength,
                usage=usage(order, station.catalog.get(order.drug_id)),
                left_text=text,
                level=level,
                order=order,
                days_left=(ends - today).days if ends else None,
            )
        )
    known = {line.drug_name for line in lines}
    if visits:
        for drug in follow_ups.values_of(visits[0]).get("drugs") or ():
            if not any(name in drug.name or drug.name in name for name in known):
                dosing = f"每天 {drug.times_per_day:g} 次，每次 {drug.dose_text}"
                lines.append(RegimenLine(drug.name, "", usage=dosing, left_text="", level="normal", order=None))
    return tuple(lines)


def changes_of(versions: Sequence[Prescription], drug_id: str, name: str) -> tuple[DoseChange, ...]:
    """The days on which the daily amount of a drug changed, from all versions of the prescription."""
    dated = [(version.three.issued_on, version.three.version, version.three.medication) for version in versions]
    ordered = [(day, orders) for day, _, orders in sorted(dated, key=lambda one: one[:2])]
    return dose_changes(ordered, drug_id, name, load_catalog())


def runs_out(given: Sequence[Dispensing], drug_id: str, name: str, changes: Sequence[DoseChange] = ()) -> date | None:
    """The last day the tablets handed out will reach; None when none were handed out here. What is left on a day the dose
    changes lasts as long as it does at the new dose: after doubling, 42 tablets are 21 days."""
    handed = [
        (dispensing.dispensed_on, _days(line, [change for change in changes if change.on == dispensing.dispensed_on]))
        for dispensing in given
        for line in dispensing.record.lines
        if (drug_id and line.drug_id == drug_id) or (not drug_id and line.drug_name == name)
    ]
    return last_day(handed, changes)


def _days(line: DispensedLine, changes_of_day: Sequence[DoseChange]) -> int:
    """How many days a line lasts at the dose its day ends with: what went out before the dose was changed that day was
    counted by the dose before."""
    if not line.wanted or not line.days:
        return 0
    days, daily = line.days * line.quantity // line.wanted, Fraction(line.wanted, line.days)
    for change in changes_of_day:
        if abs(daily - change.before) < abs(daily - change.after):
            days, daily = int(days * change.before / change.after), change.after
    return days


def _left(ends: date | None, today: date) -> tuple[str, str]:
    if ends is None:
        return "没有领药记录", "normal"
    days = (ends - today).days
    if days < 0:
        return f"已断药 {-days} 天", "danger"
    if days == 0:
        return "今天用完", "warn"
    return f"还有 {days} 天", "warn" if days <= _SOON else "normal"


def drug_events(orders: list[Prescription]) -> tuple[tuple[date, str], ...]:
    """Days on which the drugs changed, for the trend: 加缬沙坦, 停依那普利."""
    events: list[tuple[date, str]] = []
    marks = {"new": "加", "stopped": "停", "adjusted": "调"}
    for prescription in orders:
        if prescription.three.version == 1:
            continue
        changed = [
            marks[order.change] + order.drug_name for order in prescription.three.medication if order.change in marks
        ]
        if changed:
            events.append((prescription.three.issued_on, "、".join(changed)))
    return tuple(sorted(events))
