"""The medication prescription drafted from the last regimen. The machine renews; it never invents a drug or a dose."""

from dataclasses import replace

from vclinic.domain.follow_up import Assessment, HypertensionFollowUp
from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.catalog import Catalog
from vclinic.rules.quantities import base_units, times_per_day


def draft_medication(
    regimen: tuple[MedicationOrder, ...], assessment: Assessment, catalog: Catalog, days: int, revisit_days: int
) -> tuple[MedicationOrder, ...]:
    """The last regimen renewed: for ``days``, or only up to the early revisit when something must be looked at again."""
    span = days if assessment.action == "ROUTINE" else revisit_days
    renewed: list[MedicationOrder] = []
    for place, order in enumerate(regimen, 1):
        drug = catalog.get(order.drug_id)
        quantity = base_units(order.dose_value, order.dose_unit, order.frequency, span, drug) if drug else 0
        if drug and not quantity:
            quantity = _as_written(order, span)
        renewed.append(
            replace(order, line_no=place, days=span, quantity=quantity, change="same", note=order.note, overrule="")
        )
    return tuple(renewed)


def _as_written(order: MedicationOrder, span: int) -> int:
    """What the doctor wrote last time, by hand because it cannot be computed; as many days, as much in proportion."""
    if times_per_day(order.frequency) is None or order.days <= 0:
        return order.quantity
    return -(-order.quantity * span // order.days)


def advice_on_regimen(visit: HypertensionFollowUp, assessment: Assessment) -> str:
    """What the column says above the lines when the visit was not satisfactory; empty when it was."""
    if assessment.action == "EMERGENCY_REFER":
        return "危急情况：先对症处理并转诊，用药由上级决定，这次不改。"
    if assessment.action == "REFER":
        return "已建议转诊，降压药加量或换药等卫生院意见，这次不改。"
    if assessment.action == "ADJUST" and visit.adr == "2":
        return f"有不良反应（{visit.adr_text}），请减量、停用或换药，并写明是哪一种药。"
    if assessment.action == "ADJUST" and visit.med_adherence in ("2", "3"):
        return "血压没达标，但药没按时吃：先纠正服药，照旧用药，2 周后再看。"
    if assessment.action == "ADJUST":
        return "血压没达标，按时吃药了：请考虑加量、换药或加一种药，由医生决定。"
    return ""
