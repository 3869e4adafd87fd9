"""The medication prescription drafted from the last regimen. The machine renews; it never invents a drug or a dose."""

from collections.abc import Iterable
from dataclasses import replace

from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.catalog import Catalog
from vclinic.rules.quantities import base_units, times_per_day


def renewal_days(actions: Iterable[str], days: int, revisit_days: int) -> int:
    """How long drugs are renewed for: ``days``, or only up to the early revisit when a disease must be looked at again."""
    return days if all(action == "ROUTINE" for action in actions) else revisit_days


def draft_medication(regimen: tuple[MedicationOrder, ...], catalog: Catalog, days: int) -> tuple[MedicationOrder, ...]:
    """The last regimen renewed for ``days``."""
    renewed: list[MedicationOrder] = []
    for place, order in enumerate(regimen, 1):
        drug = catalog.get(order.drug_id)
        quantity = base_units(order.dose_value, order.dose_unit, order.frequency, days, drug) if drug else 0
        if drug and not quantity:
            quantity = _as_written(order, days)
        renewed.append(
            replace(order, line_no=place, days=days, quantity=quantity, change="same", note=order.note, overrule="")
        )
    return tuple(renewed)


def _as_written(order: MedicationOrder, days: int) -> int:
    """What the doctor wrote last time, by hand because it cannot be computed; as many days, as much in proportion."""
    if times_per_day(order.frequency) is None or order.days <= 0:
        return order.quantity
    return -(-order.quantity * days // order.days)
