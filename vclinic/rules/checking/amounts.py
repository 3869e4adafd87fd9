"""One dose as a figure that tables can be compared with: of tablets by their strength, of an inhaler by its puff."""

from fractions import Fraction

from vclinic.domain.prescription import MedicationOrder
from vclinic.domain.stock import Drug
from vclinic.rules.checking.case import Case
from vclinic.rules.puffs import counts_puffs, puff_in, puff_of
from vclinic.rules.quantities import amount_per_dose, converted
from vclinic.rules.taken import Medicine

PUFF = "揿"
_BREATHED = ("气雾", "粉雾", "吸入")
_FOR_A_NEBULISER = ("吸入用", "雾化", "吸入溶液")


def drug_of(order: MedicationOrder, case: Case) -> Drug | None:
    """The drug of the catalogue a line orders."""
    return case.catalog.get(order.drug_id)


def in_puffs(order: MedicationOrder, case: Case) -> bool:
    """Whether a line counts puffs, or capsules whose powder is breathed in."""
    drug = drug_of(order, case)
    return counts_puffs(order.dose_unit, order.drug_name, drug.form if drug else "")


def amount_of(medicine: Medicine, order: MedicationOrder, unit: str, case: Case, note: str = "") -> Fraction | None:
    """One dose in ``unit``; None when it cannot be told, as of tablets nobody knows the strength of.

    Args:
        note: what the table says beside its figures; it may say what a puff gives where the box was not named.
    """
    drug = drug_of(order, case)
    if in_puffs(order, case):
        return _of_puffs(medicine, order, unit, case, note)
    counted = drug is not None and order.dose_unit == drug.base_unit != unit
    if counted and not medicine.strength_known:
        return None
    return amount_per_dose(order.dose_value, order.dose_unit, unit, drug)


def _of_puffs(medicine: Medicine, order: MedicationOrder, unit: str, case: Case, note: str) -> Fraction | None:
    count = Fraction(str(order.dose_value))
    if unit == PUFF:
        return count
    if len(medicine.name.ingredients) != 1:
        return None
    drug = drug_of(order, case)
    if drug is not None and medicine.strength_known:
        puff = puff_of((drug,))
    else:
        puff = puff_of(filter(_is_inhaler, case.catalog.products(medicine.name.ingredients[0]))) or puff_in(note)
    return None if puff is None else converted(count * puff.amount, puff.unit, unit)


def _is_inhaler(drug: Drug) -> bool:
    return any(mark in drug.form for mark in _BREATHED) and not any(mark in drug.form for mark in _FOR_A_NEBULISER)
