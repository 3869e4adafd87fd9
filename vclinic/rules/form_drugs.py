"""用药情况 of the next follow-up form: what is taken now, after the prescriptions written since the last form."""

from collections.abc import Iterable, Sequence

from vclinic.domain.follow_up import DrugUse
from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.catalog import Catalog
from vclinic.rules.quantities import times_per_day
from vclinic.rules.taken import same_line

LINES = 4  # of the form


def drug_use(order: MedicationOrder) -> DrugUse:
    """How a form names a drug that is ordered."""
    return DrugUse(
        order.drug_name, float(times_per_day(order.frequency) or 1), f"{order.dose_value:g} {order.dose_unit}"
    )


def drugs_now(last: Sequence[DrugUse], orders: Iterable[MedicationOrder], catalog: Catalog) -> tuple[DrugUse, ...]:
    """``last`` form's lines as the ``orders`` written after it leave them: a line ordered here stands as it is ordered, what
    was stopped is gone, what is new comes after. Where the form has too few lines, drugs of others stay: nothing else
    knows them."""
    written = [(order, catalog.named(order.drug_name)) for order in orders]
    in_force = {order.line_no: drug_use(order) for order, _ in written if order.change != "stopped"}
    lines: list[tuple[DrugUse, bool]] = []
    for line in last:
        named = catalog.named(line.name)
        order = next((order for order, drug in written if same_line(named, drug)), None)
        if order is None:
            lines.append((line, False))
        elif order.line_no in in_force:
            lines.append((in_force.pop(order.line_no), True))
    lines += [(line, True) for line in in_force.values()]
    room = LINES - sum(1 for _, ours in lines if not ours)
    kept: list[DrugUse] = []
    for line, ours in lines:
        if not ours or room > 0:
            kept.append(line)
            room -= ours
    return tuple(kept)
