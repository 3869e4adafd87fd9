"""What type-2 diabetes brings to the three prescriptions (three prescriptions §3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vclinic.diseases.advice import RegimenWords, goals
from vclinic.diseases.diabetes.low_glucose import may_be_too_low
from vclinic.diseases.diabetes.reasons import OFTEN, emergencies
from vclinic.diseases.diabetes.rules import DiabetesRules, mmol
from vclinic.diseases.diabetes.visit import facts_of
from vclinic.diseases.guarded import exercise_care, exercise_stop
from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_library import AdviceLibrary, EnergyFigures
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.diet import draft_diet
from vclinic.rules.diet_line import in_words, with_figure
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts

STAPLE = "staple"
REGIMEN = RegimenWords("降糖药", "血糖")
_LOW_OFTEN = "低血糖频繁：降糖药不加量，联系上级看是否减量；胰岛素村里不调。"
_INSULIN_IS_SET_ABOVE = "血糖没达标，正在用胰岛素：剂量由上级调，村里不加减，请联系上级。"
_INFECTION = "6"  # of codes.DIABETES_SYMPTOM


def contribution(
    visit: JudgedVisit, person: PersonFacts, rules: DiabetesRules, catalog: Catalog, library: AdviceLibrary
) -> Contribution:
    """Diet, exercise, goals and the words above the medication column, drafted from the visit."""
    values = visit.values
    diet = [_drink(item) for item in draft_diet(lifestyle_of(values), person, library, catalog)]
    aim = f"空腹 {mmol(rules.goal_fbg_from)}–{mmol(rules.goal_fbg_to)}"
    often = values.get("hypoglycemia") == OFTEN
    return Contribution(
        disease=library.disease,
        library_id=library.id,
        diet=(staple(values, person, rules, library, lowered=lowers_glucose(person, catalog)), *diet),
        instead=frozenset(("fruit", "alcohol")),
        exercise=library.exercise,
        blocked=blocked_today(values, rules) or exercise_stop(visit.assessment.alerts),
        careful=careful_today(values, rules, lowered=lowers_glucose(person, catalog))
        or exercise_care(visit.assessment.alerts),
        goals=goals(values, library, ("fbg", aim)),
        warnings=warnings_for(person, library, catalog),
        on_regimen=REGIMEN.advice(
            values,
            visit.assessment,
            rules,
            first=_LOW_OFTEN if often else "",
            instead=_INSULIN_IS_SET_ABOVE if values.get("insulin") else "",
        ),
    )


def lowers_glucose(person: PersonFacts, catalog: Catalog) -> bool:
    """Whether this person takes what may lower glucose too far: a sulfonylurea or insulin."""
    return may_be_too_low(person.drugs, catalog) != ""


def staple(
    values: Mapping[str, Any], person: PersonFacts, rules: DiabetesRules, library: AdviceLibrary, *, lowered: bool
) -> DietItem:
    """Staple food by the form's own target; never less for somebody whose glucose is low (veto V18), and nobody whose
    drugs may lower it too far is told to eat less (V15)."""
    now, target, fbg = values.get("staple_now"), values.get("staple_target"), values.get("fbg")
    explain = _estimate(values.get("height_cm") or person.height_cm, library.energy)
    low = fbg is not None and fbg <= rules.fbg_low_warn
    if low or values.get("hypoglycemia") == OFTEN:
        text = f"主食每天 {now:g} 克，先不减，三餐按时吃" if now else "主食先不减，三餐按时吃"
        return in_words(STAPLE, "主食", text, "血糖偏低或常有低血糖，先定糖", unit="克/天")
    if target is None:
        text = _measured(values.get("height_cm") or person.height_cm, library.energy, lowered=lowered)
        return in_words(STAPLE, "主食", text, explain)
    text = f"主食每天 {target:g} 克（生重），分三餐吃"
    if lowered:
        return with_figure(STAPLE, "主食", ("=", float(target), "克/天"), f"{text}，不漏餐", explain)
    if now is not None and now > target:
        text = f"主食每天 {now:g} → {target:g} 克（生重），分三餐吃"
    return with_figure(STAPLE, "主食", ("<=", float(target), "克/天"), text, explain)


def _measured(height_cm: float | None, energy: EnergyFigures | None, *, lowered: bool) -> str:
    """Staple food where the doctor wrote no figure: what the height makes of it, as far as it is known."""
    meals = "，不漏餐" if lowered else ""
    if height_cm is None or energy is None:
        return f"主食定量，分三餐吃{meals}，每天几克由医生定"
    low, high = (energy.staple_food(kcal) for kcal in energy.kcal(height_cm))
    return f"主食定量，每天约 {low}–{high} 克（生重），分三餐吃{meals}"


def _estimate(height_cm: float | None, energy: EnergyFigures | None) -> str:
    """The usual estimate beside the doctor's figure; empty without a height."""
    if height_cm is None or energy is None:
        return ""
    low, high = energy.kcal(height_cm)
    grams = f"{energy.carbohydrate(low):.0f}–{energy.carbohydrate(high):.0f}"
    return f"按身高估算一天 {low:.0f}–{high:.0f} 千卡，其中米面薯 {grams} 克碳水"


def _drink(item: DietItem) -> DietItem:
    """Drink with the danger it has for somebody with diabetes."""
    return replace(item, explain="喝酒容易低血糖，不空腹喝") if (item.item_code, item.op) == ("alcohol", "<=") else item


def warnings_for(person: PersonFacts, library: AdviceLibrary, catalog: Catalog) -> tuple[str, ...]:
    """The red flags of the card, and what the drugs taken add to them: days of illness (§5.2), low glucose (§5.1)."""
    added = (text for kind, text in library.warnings_with if any(_is(name, kind, catalog) for name in person.drugs))
    return (*library.warnings, *added)


def _is(name: str, kind: str, catalog: Catalog) -> bool:
    """Whether a drug as written is of a class, or is or contains a generic."""
    return catalog.belongs(name, kind) or kind in name or any(kind in generic for generic in catalog.generics_of(name))


def blocked_today(values: Mapping[str, Any], rules: DiabetesRules) -> str:
    """Why there is no exercise today; empty when there may be (vetoes V3, V18, V19)."""
    facts = facts_of(values, None)
    if facts is None:
        return ""
    for name, value in facts.glucoses:
        if value > rules.no_exercise_above:
            return f"今日不运动：{name} {mmol(value)}，高于 {mmol(rules.no_exercise_above)}"
    if facts.sbp > rules.no_exercise_sbp or facts.dbp > rules.no_exercise_dbp:
        limit = f"{rules.no_exercise_sbp}/{rules.no_exercise_dbp}"
        return f"今日不运动：血压 {facts.sbp}/{facts.dbp}，高于 {limit}，血压控制后再评估"
    if emergencies(facts, rules):
        return "今日不运动：有危急情况，先转诊"
    if facts.new_complication:
        return "今日不运动：有新的并发症或加重，先处理"
    if facts.temperature is not None and facts.temperature >= rules.no_exercise_temperature:
        return f"今日不运动：体温 {facts.temperature:g} ℃，发热先看病"
    if _INFECTION in facts.symptom_codes:
        return "今日不运动：有感染，好了再动"
    if facts.hypoglycemia == OFTEN:
        return "今日不运动：低血糖反复，先把血糖稳住"
    return ""


def careful_today(values: Mapping[str, Any], rules: DiabetesRules, *, lowered: bool) -> str:
    """Why only the milder kinds of exercise today, empty when any: drugs may lower a glucose too far that is low already."""
    fbg = values.get("fbg")
    if lowered and fbg is not None and fbg < rules.eat_first_below:
        return (
            f"空腹血糖 {mmol(fbg)}，低于 {mmol(rules.eat_first_below)}，正在用容易低血糖的药：先吃 15 克糖或主食，慢走"
        )
    return ""
