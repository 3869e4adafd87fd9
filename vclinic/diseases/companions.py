"""Advice for diseases that are known and have no visit of this day: those not followed up here yet, and those whose figures
nobody took. They bring diet, exercise and red flags, and judge nothing."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from vclinic.diseases.diabetes.advice import lowers_glucose, staple, warnings_for
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.rules.advice_library import load_advice
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.diet import draft_diet
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts
from vclinic.rules.rule_set import RuleBook

KNOWN = ("htn", "t2dm", "copd", "chd", "stroke", "dyslipidaemia", "ckd")
GENERAL = "general"
_DIABETES_TOO = frozenset(("t1dm", "dm_foot"))  # eat and walk as people with type 2 do


def companions(
    person: PersonFacts,
    values: Mapping[str, Any],
    judged: Collection[str],
    *,
    day: date,
    book: RuleBook,
    catalog: Catalog,
) -> tuple[Contribution, ...]:
    """What the person's other diseases bring beside those ``judged``; the general advice where there is none at all."""
    known = set(person.diseases)
    if _DIABETES_TOO & known:
        known.add(DIABETES.key)
    keys = [key for key in KNOWN if key in known and key not in judged]
    if not keys and not judged:
        keys = [GENERAL]
    return tuple(_beside(key, person, values, day=day, book=book, catalog=catalog) for key in keys)


def _beside(
    key: str, person: PersonFacts, values: Mapping[str, Any], *, day: date, book: RuleBook, catalog: Catalog
) -> Contribution:
    library = load_advice(key)
    diet = draft_diet(lifestyle_of(values), person, library, catalog)
    instead: frozenset[str] = frozenset()
    if key == DIABETES.key:
        rules = DIABETES.rules_on(book, day)
        diet = (staple(values, person, rules, library, lowered=lowers_glucose(person, catalog)), *diet)
        instead = frozenset(("fruit", "alcohol"))
    return Contribution(
        disease=key,
        library_id=library.id,
        diet=diet,
        exercise=library.exercise,
        instead=instead,
        warnings=warnings_for(person, library, catalog),
        beside=True,
    )
