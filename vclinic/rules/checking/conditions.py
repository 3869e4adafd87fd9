"""Whether a condition of the caution tables holds for a person: ``renal:egfr<30``, ``disease:gout``, ``age:>=65y``."""

import re

from vclinic.rules.person import PersonFacts
from vclinic.rules.prescription_rules import PrescriptionRules

_AGE = re.compile(r"age:(<|>=)(\d+)([ymd])")
_EGFR = re.compile(r"renal:egfr(?:<(\d+)|(\d+)-(\d+))")
# the tables' disease keys that a person's record calls otherwise, or that a disease of the record implies
_DISEASE = {
    "hypertension": frozenset(("htn",)),
    "diabetes": frozenset(("t2dm", "t1dm")),
    "cvd": frozenset(("chd", "stroke", "heart_failure", "acute_coronary")),
    "chd": frozenset(("chd", "acute_coronary")),
    "heart_failure": frozenset(("heart_failure", "cor_pulmonale")),
    "bleeding": frozenset(("bleeding", "ich")),
    "gout": frozenset(("gout", "acute_gout")),
    "acute_gout": frozenset(("acute_gout",)),
}
# what was measured rather than diagnosed: how the codes of the guard's alerts begin
_MEASURED = {"hypotension": "low_sbp", "hyperkalaemia": "potassium_high", "hypokalaemia": "potassium_low"}
_LIVER = {
    "any": frozenset(("hepatitis", "cirrhosis", "active_liver")),
    "active": frozenset(("cirrhosis", "active_liver")),
    "moderate": frozenset(("cirrhosis",)),
    "severe": frozenset(("cirrhosis",)),
    "cirrhosis": frozenset(("cirrhosis",)),
}


def holds(condition: str, person: PersonFacts, rules: PrescriptionRules) -> bool:
    """Whether a condition holds; what nobody asked about does not. A kidney disease without a figure is held to be of
    every degree."""
    kind, _, what = condition.partition(":")
    match kind:
        case "allergy":
            swollen = any(reaction.kind == "swelling" for reaction in person.reactions)
            swollen = swollen or "angioedema" in person.diseases
            return what in person.allergies or (what == "angioedema" and swollen)
        case "skin_test":
            # most are tested before every use; cephalosporins only after an allergy
            return what != "cephalosporin" or bool({"penicillin", "cephalosporin"} & set(person.allergies))
        case "pregnancy":
            return is_pregnant(person)
        case "lactation":
            return is_pregnant(person) or "lactation" in person.diseases
        case "planning":
            return _may_become_pregnant(person, rules)
        case "disease":
            return _ill(what, person)
        case "hepatic":
            return bool(_LIVER.get(what, frozenset()) & person.diseases)
        case "lifestyle":
            return _drinks(what, person, rules)
        case "age":
            return _of_age(condition, person)
        case "renal":
            return _kidney(condition, person)
        case _:
            return False


def has_allergy(person: PersonFacts) -> bool:
    """Whether any allergy is known; then somebody asked."""
    return bool(person.allergies or person.allergic_to or person.allergy_text.strip())


def is_pregnant(person: PersonFacts) -> bool:
    """Pregnant or breast-feeding, as the form or the record says."""
    return person.pregnant or "pregnancy" in person.diseases


def can_become_pregnant(person: PersonFacts, rules: PrescriptionRules) -> bool:
    """A woman of child-bearing age who is not pregnant."""
    of_age = rules.childbearing_from <= person.age <= rules.childbearing_to
    return person.sex_code == "2" and of_age and not is_pregnant(person)


def _may_become_pregnant(person: PersonFacts, rules: PrescriptionRules) -> bool:
    """Asked once a year: until she said no, she may."""
    return can_become_pregnant(person, rules) and person.planning_pregnancy is not False


def _ill(what: str, person: PersonFacts) -> bool:
    if _DISEASE.get(what, frozenset((what,))) & person.diseases:
        return True
    # the one guard knows the limits
    return what in _MEASURED and any(alert.code.startswith(_MEASURED[what]) for alert in person.alerts)


def _drinks(what: str, person: PersonFacts, rules: PrescriptionRules) -> bool:
    grams = person.alcohol_g_day or 0
    heavily = grams > rules.heavy_drink(person.sex_code) or "heavy_alcohol" in person.diseases
    if what == "alcohol":
        return person.drinks or grams > 0 or heavily or "alcohol" in person.diseases
    return what == "heavy_alcohol" and heavily


def _of_age(condition: str, person: PersonFacts) -> bool:
    match = _AGE.fullmatch(condition)
    if match is None:
        return False
    exact = {"y": person.age, "m": person.age_months, "d": person.age_days}[match[3]]
    if exact is None:  # only the years are known: an infant may be that young
        return person.age < 1 if match[1] == "<" else person.age >= 1
    bound = int(match[2])
    return exact < bound if match[1] == "<" else exact >= bound


def _kidney(condition: str, person: PersonFacts) -> bool:
    match, egfr = _EGFR.fullmatch(condition), person.egfr
    if match is None:
        return False
    if egfr is None:
        return "ckd" in person.diseases
    if match[1] is not None:
        return egfr < int(match[1])
    return int(match[2]) <= egfr < int(match[3])
