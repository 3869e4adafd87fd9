"""The exercise prescription by FITT, with this person's heart-rate range, what forbids exercise today and when to stop."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from vclinic.domain.prescription import Check, ExerciseAdvice
from vclinic.rules.advice_library import ExerciseFigures
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.lifestyle import Lifestyle
from vclinic.rules.person import PersonFacts


def heart_rate_range(age: int, low: float, high: float) -> tuple[int, int]:
    """Share of the greatest heart rate, 220 − age, in beats a minute, rounded half up (60 years, 60–70 %: 96–112)."""
    most = Decimal(220 - age)
    first, last = (int((most * Decimal(str(share))).quantize(Decimal(1), ROUND_HALF_UP)) for share in (low, high))
    return first, last


def overlap(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Two diseases' intensities together: what both allow, or the lower range when they share nothing."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return (low, high) if low <= high else min(first, second, key=lambda share: share[1])


def together(figures: Sequence[ExerciseFigures]) -> ExerciseFigures:
    """Several diseases' FITT as one (three prescriptions §8): the larger of lower bounds, what all intensities allow,
    every reason to stop. Wording is that of the first disease."""
    first = figures[0]
    shares = (first.hr_low, first.hr_high)
    for more in figures[1:]:
        shares = overlap(shares, (more.hr_low, more.hr_high))
    return replace(
        first,
        times_per_week=max(each.times_per_week for each in figures),
        minutes=max(each.minutes for each in figures),
        hr_low=shares[0],
        hr_high=shares[1],
        stop_rules=tuple(dict.fromkeys(rule for each in figures for rule in each.stop_rules)),
        stop_rules_with=tuple(dict.fromkeys(pair for each in figures for pair in each.stop_rules_with)),
    )


def draft_exercise(
    contributions: Sequence[Contribution], lifestyle: Lifestyle, person: PersonFacts, catalog: Catalog
) -> ExerciseAdvice:
    """The advice of the visit's day: what any disease forbids is forbidden."""
    figures = together([part.exercise for part in contributions])
    blocked = next((part.blocked for part in contributions if part.blocked), "")
    careful = any(part.careful for part in contributions)
    intensity, low, high, explain = _effort(person, figures, catalog)
    speak_for_themselves = {part.disease for part in contributions}
    return ExerciseAdvice(
        allowed=not blocked,
        blocked_because=blocked,
        types=figures.careful_types if careful else figures.types,
        times_per_week=max(figures.times_per_week, lifestyle.ex_times_target),
        minutes=max(figures.minutes, lifestyle.ex_minutes_target),
        intensity=intensity,
        hr_low=low,
        hr_high=high,
        hr_explain=explain,
        resistance=figures.resistance,
        progression=figures.progression,
        stop_rules=figures.stop_rules
        + tuple(
            rule
            for disease, rule in figures.stop_rules_with
            if disease in person.diseases and disease not in speak_for_themselves
        ),
    )


def effort_after(
    advice: ExerciseAdvice, contributions: Sequence[Contribution], person: PersonFacts, catalog: Catalog
) -> ExerciseAdvice:
    """The advice after the drugs changed: heart rate or felt effort, asked again; the doctor's own wording stays."""
    figures = together([part.exercise for part in contributions])
    intensity, low, high, explain = _effort(person, figures, catalog)
    if (advice.hr_low is None) == (low is None):
        return advice
    ours = advice.intensity in (figures.talk, figures.rpe)
    return replace(
        advice,
        intensity=intensity if ours else advice.intensity,
        hr_low=low,
        hr_high=high,
        hr_explain=explain,
    )


def _effort(person: PersonFacts, figures: ExerciseFigures, catalog: Catalog) -> tuple[str, int | None, int | None, str]:
    """(how it feels, lowest and highest heart rate, why); a β-blocker makes the heart rate no measure."""
    if any(catalog.belongs(name, "BETA_BLOCKER") for name in person.drugs):
        return figures.rpe, None, None, "正在服 β 受体阻滞剂，心率不准"
    low, high = heart_rate_range(person.age, figures.hr_low, figures.hr_high)
    return figures.talk, low, high, f"(220 − {person.age}) × {figures.hr_low:.0%}–{figures.hr_high:.0%}"


def exercise_checks(contributions: Sequence[Contribution], person: PersonFacts) -> list[Check]:
    """What the exercise column checks."""
    blocked = next((part.blocked for part in contributions if part.blocked), "")
    if blocked:
        return [Check("exercise", "note", "blocked", blocked, "一病三处方·运动禁忌")]
    found = [
        Check("exercise", "note", "careful", part.careful, "较严版本，待当地核对")
        for part in contributions
        if part.careful
    ]
    figures = together([part.exercise for part in contributions])
    found += [
        Check("exercise", "note", condition, text, "一病三处方")
        for condition, text in figures.notes_with
        if condition in person.diseases
    ]
    for condition, text in figures.clear_without:
        if condition not in person.diseases:
            found.append(Check("exercise", "ok", f"no_{condition}", text))
    return found
