"""What hypertension brings to the three prescriptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vclinic.diseases.advice import RegimenWords, goals
from vclinic.diseases.guarded import exercise_care, exercise_stop
from vclinic.diseases.hypertension.assess import is_emergency, treatment_goal
from vclinic.diseases.hypertension.rules import HypertensionRules
from vclinic.diseases.visits import JudgedVisit
from vclinic.rules.advice_library import AdviceLibrary
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.diet import draft_diet
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts

REGIMEN = RegimenWords("降压药", "血压")


def contribution(
    visit: JudgedVisit, person: PersonFacts, rules: HypertensionRules, catalog: Catalog, library: AdviceLibrary
) -> Contribution:
    """Diet, exercise, goals and the words above the medication column, drafted from the visit."""
    values = visit.values
    return Contribution(
        disease=library.disease,
        library_id=library.id,
        diet=draft_diet(lifestyle_of(values), person, library, catalog),
        exercise=library.exercise,
        blocked=blocked_today(values, rules) or exercise_stop(visit.assessment.alerts),
        careful=careful_today(values, rules) or exercise_care(visit.assessment.alerts),
        goals=goals(values, library, ("bp", treatment_goal(person.age, rules))),
        warnings=library.warnings,
        on_regimen=REGIMEN.advice(values, visit.assessment, rules),
    )


@dataclass(frozen=True, slots=True)
class _Signs:
    sbp: int
    dbp: int
    emergency_signs: tuple[str, ...]
    pregnant: bool


def blocked_today(values: Mapping[str, Any], rules: HypertensionRules) -> str:
    """Why there is no exercise today; empty when there may be."""
    sbp, dbp = values["sbp"], values["dbp"]
    if sbp > rules.no_exercise_sbp or dbp > rules.no_exercise_dbp:
        limit = f"{rules.no_exercise_sbp}/{rules.no_exercise_dbp}"
        return f"今日不运动：血压 {sbp}/{dbp}，高于 {limit}，血压控制后再评估"
    signs = _Signs(sbp, dbp, values.get("emergency_signs") or (), pregnant=False)  # with child: refer, and walk gently
    return "今日不运动：有危急情况，先转诊" if is_emergency(signs, rules) else ""


def careful_today(values: Mapping[str, Any], rules: HypertensionRules) -> str:
    """Why only the milder kinds of exercise today; empty when any."""
    sbp, dbp = values["sbp"], values["dbp"]
    if sbp < rules.careful_exercise_sbp and dbp < rules.careful_exercise_dbp:
        return ""
    return f"血压 {sbp}/{dbp}，不低于 {rules.careful_exercise_sbp}/{rules.careful_exercise_dbp}，先散步，不快走"
