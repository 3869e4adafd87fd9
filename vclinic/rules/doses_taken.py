"""How long tablets last when the dose changes while there are some left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.catalog import Catalog
from vclinic.rules.quantities import times_per_day, units_per_dose


@dataclass(frozen=True, slots=True)
class DoseChange:
    """From ``on`` another number of base units is taken a day."""

    on: date
    before: Fraction
    after: Fraction


def daily_units(order: MedicationOrder, catalog: Catalog) -> Fraction | None:
    """Base units a day; None when it cannot be told, or the drug is stopped."""
    drug, times = catalog.get(order.drug_id), times_per_day(order.frequency)
    if drug is None or times is None or order.change == "stopped" or order.dose_value <= 0:
        return None
    units = units_per_dose(order.dose_value, order.dose_unit, drug)
    return None if units is None else units * times


def dose_changes(
    prescribed: Sequence[tuple[date, Sequence[MedicationOrder]]], drug_id: str, name: str, catalog: Catalog
) -> tuple[DoseChange, ...]:
    """Changes of one drug's daily units between prescriptions, oldest first; a prescription that says nothing of it that
    can be counted is passed over."""
    changes: list[DoseChange] = []
    known: Fraction | None = None
    for day, orders in prescribed:
        meant = [order for order in orders if (order.drug_id == drug_id if drug_id else order.drug_name == name)]
        daily = next((units for order in meant if (units := daily_units(order, catalog)) is not None), None)
        if daily is None:
            continue
        if known is not None and daily != known:
            changes.append(DoseChange(day, known, daily))
        known = daily
    return tuple(changes)


def last_day(handed: Sequence[tuple[date, int]], changes: Sequence[DoseChange] = ()) -> date | None:
    """The last day that has a tablet. ``handed``: (day, how many days it lasts at the dose of that day); what is left over
    is taken first, a gap is not made good, and what is left when the dose changes lasts at the new one."""
    acts: list[tuple[date, int, int | DoseChange]] = [(day, 1, days) for day, days in handed if days > 0]
    acts += [(change.on, 0, change) for change in changes]
    ends: date | None = None
    for day, _, act in sorted(acts, key=lambda act: act[:2]):
        if isinstance(act, int):
            start = day if ends is None or ends < day else ends + timedelta(days=1)
            ends = start + timedelta(days=act - 1)
        elif ends is not None and ends >= day:
            left = int(((ends - day).days + 1) * act.before / act.after)
            ends = day + timedelta(days=left - 1)
    return ends
