"""The exercise prescription by FITT, with this person's heart-rate range, what forbids exercise today and when to stop."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from vclinic.domain.follow_up import HypertensionFollowUp
from vclinic.domain.prescription import Check, ExerciseAdvice
from vclinic.rules.advice_library import AdviceLibrary
from vclinic.rules.catalog import Catalog
from vclinic.rules.hypertension import is_emergency
from vclinic.rules.person import PersonFacts
from vclinic.rules.rule_set import HypertensionRules


def heart_rate_range(age: int, low: float, high: float) -> tuple[int, int]:
    """Share of the greatest heart rate, 220 − age, in beats a minute, rounded half up (60 years, 60–70 %: 96–112)."""
    most = Decimal(220 - age)
    each = (int((most * Decimal(str(share))).quantize(Decimal(1), ROUND_HALF_UP)) for share in (low, high))
    first, last = each
    return first, last


def overlap(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Two diseases' intensities together: what both allow, or the lower range when they share nothing."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return (low, high) if low <= high else min(first, second, key=lambda each: each[1])


def blocked_today(visit: HypertensionFollowUp, rules: HypertensionRules) -> str:
    """Why there is no exercise today; empty when there may be."""
    if visit.sbp > rules.no_exercise_sbp or visit.dbp > rules.no_exercise_dbp:
        limit = f"{rules.no_exercise_sbp}/{rules.no_exercise_dbp}"
        return f"今日不运动：血压 {visit.sbp}/{visit.dbp}，高于 {limit}，血压控制后再评估"
    if is_emergency(visit, rules):
        return "今日不运动：有危急情况，先转诊"
    return ""


def draft_exercise(
    visit: HypertensionFollowUp, person: PersonFacts, library: AdviceLibrary, rules: HypertensionRules, catalog: Catalog
) -> ExerciseAdvice:
    """The advice of the visit's day."""
    figures = library.exercise
    blocked = blocked_today(visit, rules)
    careful = _careful(visit, rules)
    intensity, low, high, explain = _effort(person, library, catalog)
    return ExerciseAdvice(
        allowed=not blocked,
        blocked_because=blocked,
        types=figures.careful_types if careful else figures.types,
        times_per_week=max(figures.times_per_week, visit.ex_times_target),
        minutes=max(figures.minutes, visit.ex_minutes_target),
        intensity=intensity,
        hr_low=low,
        hr_high=high,
        hr_explain=explain,
        resistance=figures.resistance,
        progression=figures.progression,
        stop_rules=figures.stop_rules
        + tuple(words for disease, words in figures.stop_rules_with if disease in person.diseases),
    )


def effort_after(
    advice: ExerciseAdvice, person: PersonFacts, library: AdviceLibrary, catalog: Catalog
) -> ExerciseAdvice:
    """The advice after the drugs changed: heart rate or felt effort, asked again; the doctor's own wording stays."""
    intensity, low, high, explain = _effort(person, library, catalog)
    if (advice.hr_low is None) == (low is None):
        return advice
    ours = advice.intensity in (library.exercise.talk, library.exercise.rpe)
    return replace(
        advice,
        intensity=intensity if ours else advice.intensity,
        hr_low=low,
        hr_high=high,
        hr_explain=explain,
    )


def _effort(person: PersonFacts, library: AdviceLibrary, catalog: Catalog) -> tuple[str, int | None, int | None, str]:
    """(how it feels, lowest and highest heart rate, why); a β-blocker makes the heart rate no measure."""
    figures = library.exercise
    if any(catalog.belongs(name, "BETA_BLOCKER") for name in person.drugs):
        return figures.rpe, None, None, "正在服 β 受体阻滞剂，心率不准"
    low, high = heart_rate_range(person.age, figures.hr_low, figures.hr_high)
    return figures.talk, low, high, f"(220 − {person.age}) × {figures.hr_low:.0%}–{figures.hr_high:.0%}"


def _careful(visit: HypertensionFollowUp, rules: HypertensionRules) -> bool:
    return visit.sbp >= rules.careful_exercise_sbp or visit.dbp >= rules.careful_exercise_dbp


def exercise_checks(visit: HypertensionFollowUp, person: PersonFacts, rules: HypertensionRules) -> list[Check]:
    """What the exercise column checks."""
    blocked = blocked_today(visit, rules)
    if blocked:
        return [Check("exercise", "note", "blocked", blocked, "高血压运动建议")]
    found: list[Check] = []
    if _careful(visit, rules):
        text = f"血压 {visit.sbp}/{visit.dbp}，不低于 {rules.careful_exercise_sbp}/{rules.careful_exercise_dbp}，先散步，不快走"
        found.append(Check("exercise", "note", "careful", text, "较严版本，待当地核对"))
    if "chd" in person.diseases:
        found.append(Check("exercise", "note", "chd", "有冠心病，稳定时才运动，胸闷马上停", "冠心病运动处方"))
    if "heart_failure" in person.diseases:
        text = "有心衰，稳定并经上级评估后才运动，气短、腿肿马上停"
        found.append(Check("exercise", "note", "heart_failure", text, "冠心病运动处方"))
    if "stroke" in person.diseases:
        text = "有脑卒中，过了急性期、经康复人员评估后才运动，防跌倒"
        found.append(Check("exercise", "note", "stroke", text, "脑卒中运动处方"))
    for key, words in (("chd", "没有心绞痛"), ("heart_failure", "没有心衰")):
        if key not in person.diseases:
            found.append(Check("exercise", "ok", f"no_{key}", words))
    return found
