"""The kidney: no tick for a drug that depends on it while its figure is not known."""

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case, names_of, not_compared
from vclinic.rules.checking.cautions import caution_checks


def renal_checks(case: Case) -> list[Check]:
    """The rows by eGFR, and which drugs could not be compared with one."""
    checks = caution_checks(case, "renal", "renal:")
    if case.person.egfr is not None:
        return checks
    depending = [
        medicine
        for medicine in case.medicines
        if any(row.condition.startswith("renal:egfr") for row in case.catalog.cautions_for(medicine.name))
    ]
    if depending:
        ill = "有慢性肾病，" if "ckd" in case.person.diseases else ""
        text = f"{names_of(depending)}：{ill}没有近期肌酐，没有按肾功能比对。"
        checks.append(not_compared("renal", "no_egfr", text, depending))
    return checks
