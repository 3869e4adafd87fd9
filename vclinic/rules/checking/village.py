"""What a village clinic does not prescribe at all, antibacterials by grade, △ of the catalogue, and how many drugs
(prescription_and_drugs §1, §2, §3)."""

from vclinic.domain.prescription import Check, Severity
from vclinic.domain.stock import Drug
from vclinic.rules.catalog import Catalog
from vclinic.rules.checking.by_name import (
    ALSO_CONTROLLED,
    CONTROLLED,
    NOT_CONTROLLED,
    UNDER_THE_SKIN,
    named_antibacterial,
    named_controlled,
    named_injection,
)
from vclinic.rules.checking.case import Case, lines_of, names_of, of_one
from vclinic.rules.taken import Medicine

_GRADES = "抗菌药物临床应用管理办法"
_ANTIBACTERIAL = "抗菌药，确有细菌感染才用，村医只能用非限制使用级。"


def village_checks(case: Case) -> list[Check]:
    """Limits of a village clinic for what we order."""
    checks: list[Check] = []
    restricted: list[Medicine] = []
    for medicine in case.ours:
        drug = case.catalog.get(medicine.order.drug_id) if medicine.order is not None else None
        if drug is not None:
            checks += _one(medicine, drug, case.catalog)
            if drug.restricted:
                restricted.append(medicine)
        else:
            checks += _by_name(medicine, case.catalog)
    if restricted:
        text = f"{names_of(restricted)}：目录标有 △，要由有相应资质的医师处方，或在专科医师指导下用。"
        checks.append(_whole("note", "restricted", text, "国家基本药物目录", restricted))
    if len(case.ours) > case.rules.most_drugs:
        text = f"一张处方最多 {case.rules.most_drugs} 种药，现在有 {len(case.ours)} 种，请分开开。"
        checks.append(_whole("forbid", "R5", text, "处方管理办法"))
    return checks


def _whole(severity: Severity, code: str, text: str, source: str, medicines: list[Medicine] | None = None) -> Check:
    meant = medicines or []
    return Check(
        "catalogue",
        severity,
        code=code,
        text=text,
        source=source,
        lines=lines_of(meant),
        drugs=tuple(dict.fromkeys(name for medicine in meant for name in medicine.called)),
        mark="verified",
    )


def _one(medicine: Medicine, drug: Drug, catalog: Catalog) -> list[Check]:
    checks: list[Check] = []
    if is_controlled(drug, catalog):
        checks.append(_controlled(medicine))
    elif is_infusion(drug, catalog):
        checks.append(_injection(medicine))
    if drug.antibacterial:
        code = f"{drug.generic}/antibacterial"
        if drug.restricted:
            text = "目录标有 △ 的抗菌药，村医只能用非限制使用级，请核对本省分级目录。"
            checks.append(_said(medicine, "warn", code, text, _GRADES))
        else:
            checks.append(_said(medicine, "note", code, _ANTIBACTERIAL, _GRADES))
    return checks


def _by_name(medicine: Medicine, catalog: Catalog) -> list[Check]:
    """The same limits for a line that names no product of the catalogue: 罗氏芬, 注射用头孢曲松钠."""
    checks: list[Check] = []
    if named_controlled(medicine.name):
        checks.append(_controlled(medicine))
    elif named_injection(medicine.name):
        checks.append(_injection(medicine))
    severity = named_antibacterial(medicine.name, catalog)
    if severity is not None:
        text = (
            _ANTIBACTERIAL
            if severity == "note"
            else "抗菌药，使用级别不知道，村医只能用非限制使用级，请核对本省分级目录。"
        )
        checks.append(_said(medicine, severity, f"{medicine.called[0]}/antibacterial", text, _GRADES))
    return checks


def _controlled(medicine: Medicine) -> Check:
    text = "麻醉、精神药品，村卫生室不开，请转卫生院。"
    return _said(medicine, "forbid", "controlled", text, "村卫生室默认禁用")


def _injection(medicine: Medicine) -> Check:
    text = "村卫生室静脉用药要经县级批准，现在没有登记批准，不能开。"
    return _said(medicine, "forbid", "injection", text, "村卫生室管理办法")


def _said(medicine: Medicine, severity: Severity, code: str, text: str, source: str) -> Check:
    return of_one("catalogue", severity, code, text, medicine=medicine, mark="memory", source=source)


def is_controlled(drug: Drug, catalog: Catalog) -> bool:
    """Narcotic and psychotropic drugs, which a village clinic does not keep."""
    if drug.generic in NOT_CONTROLLED:
        return False
    return drug.generic in ALSO_CONTROLLED or any(drug.generic in catalog.members(name) for name in CONTROLLED)


def is_infusion(drug: Drug, catalog: Catalog) -> bool:
    """An injection that is not given under the skin by the resident himself."""
    if "注射" not in drug.form:
        return False
    return not any(drug.generic in catalog.members(name) for name in UNDER_THE_SKIN)
