"""A dose that breaks what must be swallowed whole."""

from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.checking.amounts import drug_of
from vclinic.rules.checking.case import Case, of_one
from vclinic.rules.quantities import told_amount, units_per_dose
from vclinic.rules.taken import Medicine

_COUNTED_WHOLE = ("片", "粒", "丸")
_WHOLE = ("缓释", "控释", "肠溶", "胶囊", "滴丸")


def broken(medicine: Medicine, order: MedicationOrder, case: Case) -> list[Check]:
    """A dose that breaks what must be swallowed whole: broken, it gives all of the drug at once or loses its coating."""
    drug, halve = drug_of(order, case), medicine.name.halve
    if drug is None:
        return _broken_of_others(medicine, order)
    if not (halve or any(mark in drug.form for mark in _WHOLE)):
        return []
    per_dose = units_per_dose(order.dose_value, order.dose_unit, drug)
    if per_dose is None or per_dose.denominator == 1:
        return []
    said = f"每次 {told_amount(per_dose)} {drug.base_unit}要掰开，"
    if halve == "yes" and per_dose.denominator == 2:
        severity, text = "note", f"{said}只可沿刻痕掰半，不嚼不碾，送水。"
    elif halve == "label":
        severity, text = "warn", f"{said}能不能掰看那一盒的说明书，没有刻痕不掰。"
    else:
        severity, text = "warn", f"{drug.form}要整{drug.base_unit}吞，{said}请换规格或剂型。"
    code = f"{drug.generic}/broken"
    return [of_one("dose", severity, code, text, medicine=medicine, mark="memory", source="药品说明书")]


def _broken_of_others(medicine: Medicine, order: MedicationOrder) -> list[Check]:
    """A part of a slow or coated tablet that is not of the catalogue, by its name; of milligrams nobody can tell."""
    slow = medicine.name.halve == "no" or any(mark in order.drug_name for mark in _WHOLE)
    if not slow or order.dose_unit not in _COUNTED_WHOLE or order.dose_value <= 0 or order.dose_value % 1 == 0:
        return []
    text = f"每次 {order.dose_value:g} {order.dose_unit}要掰开，缓释、控释、肠溶的药和胶囊不掰，请换规格或剂型。"
    code = f"{medicine.called[0]}/broken"
    return [of_one("dose", "warn", code, text, medicine=medicine, mark="memory", source="药品说明书")]
