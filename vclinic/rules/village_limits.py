"""What a village clinic does not prescribe at all, and antibacterials, which it may only within limits
(prescription_and_drugs §1, §2, §3); and tablets that must not be broken."""

from collections.abc import Sequence

from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.domain.stock import Drug
from vclinic.rules.catalog import Catalog
from vclinic.rules.quantities import units_per_dose

ANTIBACTERIAL_DAYS = 3  # usual default of regional systems
_CONTROLLED = ("OPIOID", "BENZODIAZEPINE", "Z_DRUG")
_NOT_CONTROLLED = frozenset(("复方甘草",))  # holds opium for the interaction table's sake, but is no narcotic
_ALSO_CONTROLLED = frozenset(("苯巴比妥", "氯胺酮", "咪达唑仑", "水合氯醛"))
_UNDER_THE_SKIN = ("INSULIN", "GLP1RA")
_WHOLE = ("缓释", "控释", "肠溶", "胶囊", "滴丸")


def village_checks(orders: Sequence[MedicationOrder], catalog: Catalog) -> list[Check]:
    """Limits of a village clinic for the orders in force; drugs without a catalogue id are other people's."""
    checks: list[Check] = []
    for order in orders:
        drug = catalog.get(order.drug_id)
        if drug is None:
            continue
        if is_controlled(drug, catalog):
            text = f"{order.drug_name}：麻醉、精神药品，村卫生室不开，请转卫生院。"
            checks.append(
                Check(
                    "catalogue",
                    "forbid",
                    code="controlled",
                    text=text,
                    source="村卫生室默认禁用",
                    lines=(order.line_no,),
                )
            )
        elif is_infusion(drug, catalog):
            text = f"{order.drug_name}：村卫生室静脉用药要经县级批准，现在没有登记批准，不能开。"
            checks.append(
                Check(
                    "catalogue",
                    "forbid",
                    code="injection",
                    text=text,
                    source="村卫生室管理办法",
                    lines=(order.line_no,),
                )
            )
        if drug.antibacterial:
            checks += _antibacterial(order, drug)
        checks += _broken(order, drug)
    return checks


def is_controlled(drug: Drug, catalog: Catalog) -> bool:
    """Narcotic and psychotropic drugs, which a village clinic does not keep."""
    if drug.generic in _NOT_CONTROLLED:
        return False
    return drug.generic in _ALSO_CONTROLLED or any(drug.generic in catalog.members(name) for name in _CONTROLLED)


def is_infusion(drug: Drug, catalog: Catalog) -> bool:
    """An injection that is not given under the skin by the resident himself."""
    if "注射" not in drug.form:
        return False
    return not any(drug.generic in catalog.members(name) for name in _UNDER_THE_SKIN)


def _antibacterial(order: MedicationOrder, drug: Drug) -> list[Check]:
    lines, source = (order.line_no,), "抗菌药物临床应用管理办法"
    if drug.restricted:
        text = f"{order.drug_name}：目录标有 △ 的抗菌药，村医只能用非限制使用级，请核对本省分级目录。"
        checks = [
            Check("catalogue", "warn", code=f"{drug.generic}/antibacterial", text=text, source=source, lines=lines)
        ]
    else:
        text = f"{order.drug_name}：抗菌药，确有细菌感染才用，村医只能用非限制使用级。"
        checks = [
            Check("catalogue", "note", code=f"{drug.generic}/antibacterial", text=text, source=source, lines=lines)
        ]
    if order.days > ANTIBACTERIAL_DAYS:
        text = f"{order.drug_name}：抗菌药一般不超过 {ANTIBACTERIAL_DAYS} 天，现在 {order.days} 天，请写明理由。"
        checks.append(
            Check("days", "warn", code=f"{drug.generic}/antibacterial_days", text=text, source=source, lines=lines)
        )
    return checks


def _broken(order: MedicationOrder, drug: Drug) -> list[Check]:
    """A dose that breaks what must be swallowed whole: broken, it gives all of the drug at once or loses its
    coating."""
    if order.dose_value <= 0 or not any(mark in drug.form for mark in _WHOLE):
        return []
    per_dose = units_per_dose(order.dose_value, order.dose_unit, drug)
    if per_dose is None or per_dose.denominator == 1:
        return []
    text = f"{order.drug_name}：{drug.form}要整{drug.base_unit}吞，每次 {float(per_dose):g} {drug.base_unit}要掰开，请换规格或剂型。"
    return [
        Check("dose", "warn", code=f"{drug.generic}/broken", text=text, source="药品说明书", lines=(order.line_no,))
    ]
