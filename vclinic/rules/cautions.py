"""Cautions of a drug for this person: allergy, pregnancy, kidney, age, diseases, drink; forbidden only where a source
says so, since most rows rest on memory and ask for a reason instead."""

import re

from vclinic.domain.prescription import Check, MedicationOrder, Severity
from vclinic.rules.catalog import Catalog
from vclinic.rules.drug_facts import Caution, evidence
from vclinic.rules.forbidden import forbidden_for, warned_for
from vclinic.rules.person import PersonFacts

_AGE = re.compile(r"age:(<|>=)(\d+)([ymd])")
_EGFR = re.compile(r"renal:egfr(?:<(\d+)|(\d+)-(\d+))")
_A_YEAR = {"y": 1, "m": 12, "d": 365}
# the table's disease keys that are called otherwise in a person's record
_DISEASE = {
    "hypertension": frozenset(("htn",)),
    "diabetes": frozenset(("t2dm",)),
    "cvd": frozenset(("chd", "stroke", "heart_failure")),
}


def caution_checks(order: MedicationOrder, generic: str, person: PersonFacts, catalog: Catalog) -> list[Check]:
    """All cautions of one order that apply."""
    checks: list[Check] = []
    rule = forbidden_for(order.drug_name, person, catalog)
    if rule is not None:
        checks.append(_check(order, "forbid", rule.code, rule.text, rule.source))
    else:
        checks += [
            _check(order, "warn", caution.code, caution.text, caution.source)
            for caution in warned_for(order.drug_name, person, catalog)
        ]
    for caution in catalog.cautions(generic):
        if not _applies(caution, person):
            continue
        kind, severity = _weight(caution)
        if rule is not None and severity == "warn" and kind == "caution":
            continue  # what is forbidden needs no further reasons
        code, text = f"{generic}/{caution.condition}", f"{caution.words}，{caution.advice}。"
        if caution.condition.startswith("renal:") and person.egfr is None:
            text = f"有慢性肾病，肾小球滤过率没有记录。{text}"
        checks.append(_check(order, severity, code, text=text, source=evidence(caution.verification), kind=kind))
    if person.allergy_text and generic in person.allergy_text:
        text = f"居民对{person.allergy_text}过敏，不能用。"
        checks.append(_check(order, "forbid", f"{generic}/allergy", text=text, source="药物过敏史", kind="allergy"))
    return checks


def _check(
    order: MedicationOrder, severity: Severity, code: str, text: str, source: str, kind: str = "caution"
) -> Check:
    return Check(kind, severity, code=code, text=f"{order.drug_name}：{text}", source=source, lines=(order.line_no,))


def _weight(caution: Caution) -> tuple[str, Severity]:
    """(kind, severity): an allergy to the group itself forbids, a cross-allergy asks for a reason."""
    if caution.condition.startswith("allergy:"):
        allergy: dict[str, Severity] = {"contraindicated": "forbid", "major": "warn", "moderate": "warn"}
        return "allergy", allergy.get(caution.severity, "note")
    if caution.kind == "skin_test":
        return "caution", "note"
    return "caution", "warn" if caution.severity in ("contraindicated", "major") else "note"


def _applies(caution: Caution, person: PersonFacts) -> bool:
    condition = caution.condition
    kind, _, what = condition.partition(":")
    match kind:
        case "allergy":
            return what in person.allergies
        case "skin_test":
            # most are tested before every use; cephalosporins only after an allergy
            return caution.severity == "major" or bool({"penicillin", "cephalosporin"} & set(person.allergies))
        case "pregnancy" | "lactation":
            return person.pregnant
        case "disease":
            return bool(_DISEASE.get(what, frozenset((what,))) & person.diseases)
        case "hepatic":
            return what == "any" and "hepatitis" in person.diseases  # how bad or how active nobody has said
        case "lifestyle":
            return what == "alcohol" and person.drinks
        case "age":
            return _of_age(condition, person.age)
        case "renal":
            return _kidney(condition, person)
        case _:
            return False


def _of_age(condition: str, age: int) -> bool:
    match = _AGE.fullmatch(condition)
    if match is None:
        return False
    bound = int(match[2]) / _A_YEAR[match[3]]
    return age < bound if match[1] == "<" else age >= bound


def _kidney(condition: str, person: PersonFacts) -> bool:
    """Within the range; with a kidney disease and no figure, every range is held possible."""
    match, egfr = _EGFR.fullmatch(condition), person.egfr
    if match is None:
        return False
    if egfr is None:
        return "ckd" in person.diseases
    if match[1] is not None:
        return egfr < int(match[1])
    return int(match[2]) <= egfr < int(match[3])
