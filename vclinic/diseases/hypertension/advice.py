"""What hypertension brings to the three prescriptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vclinic.diseases.disease import JudgedVisit
from vclinic.diseases.hypertension.assess import is_emergency, treatment_goal
from vclinic.diseases.hypertension.rules import HypertensionRules
from vclinic.domain.follow_up import Assessment
from vclinic.rules.advice_library import AdviceLibrary
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.diet import draft_diet
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts


def contribution(
    visit: JudgedVisit, person: PersonFacts, rules: HypertensionRules, catalog: Catalog, library: AdviceLibrary
) -> Contribution:
    """Diet, exercise, goals and the words above the medication column, drafted from the visit."""
    values = visit.values
    goals = [("salt_g", f"<{library.salt_g:g}"), ("bp", treatment_goal(person.age, rules))]
    if values.get("weight_target") is not None:
        goals.append(("weight_kg", f"{values['weight_target']:.1f}"))
    return Contribution(
        disease=library.disease,
        library_id=library.id,
        diet=draft_diet(lifestyle_of(values), person, library, catalog),
        exercise=library.exercise,
        blocked=blocked_today(values, rules),
        careful=careful_today(values, rules),
        goals=tuple(goals),
        warnings=library.warnings,
        on_regimen=advice_on_regimen(values, visit.assessment, rules),
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
    signs = _Signs(sbp, dbp, values.get("emergency_signs") or (), bool(values.get("pregnant")))
    return "今日不运动：有危急情况，先转诊" if is_emergency(signs, rules) else ""


def careful_today(values: Mapping[str, Any], rules: HypertensionRules) -> str:
    """Why only the milder kinds of exercise today; empty when any."""
    sbp, dbp = values["sbp"], values["dbp"]
    if sbp < rules.careful_exercise_sbp and dbp < rules.careful_exercise_dbp:
        return ""
    return f"血压 {sbp}/{dbp}，不低于 {rules.careful_exercise_sbp}/{rules.careful_exercise_dbp}，先散步，不快走"


def advice_on_regimen(values: Mapping[str, Any], assessment: Assessment, rules: HypertensionRules) -> str:
    """What the column says above the lines when the visit was not satisfactory; empty when it was."""
    if assessment.action == "EMERGENCY_REFER":
        return "危急情况：先对症处理并转诊，用药由上级决定，这次不改。"
    if assessment.action == "REFER":
        return "已建议转诊，降压药加量或换药等卫生院意见，这次不改。"
    if assessment.action == "ADJUST" and values.get("adr") == "2":
        return f"有不良反应（{values.get('adr_text', '')}），请减量、停用或换药，并写明是哪一种药。"
    if assessment.action == "ADJUST" and values.get("med_adherence") in ("2", "3"):
        return f"血压没达标，但药没按时吃：先纠正服药，照旧用药，{rules.revisit_days // 7} 周后再看。"
    if assessment.action == "ADJUST":
        return "血压没达标，按时吃药了：请考虑加量、换药或加一种药，由医生决定。"
    return ""
