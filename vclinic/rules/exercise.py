"""The exercise prescription by FITT, with this person's heart-rate range, what forbids exercise today and when to stop."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from vclinic.domain.prescription import Check, ExerciseAdvice
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.advice_library import ExerciseFigures
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.lifestyle import Lifestyle
from vclinic.rules.person import PersonFacts

# What makes 220 − age no measure of effort, in words for the doctor.
_SETS_THE_PULSE = (
    ("BETA_BLOCKER", "β 受体阻滞剂"), ("NDHP_CCB", "维拉帕米或地尔硫䓬"), ("伊伐布雷定", "伊伐布雷定"),
)  # fmt: skip


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
        times_per_week=max(figure.times_per_week for figure in figures),
        minutes=max(figure.minutes for figure in figures),
        hr_low=shares[0],
        hr_high=shares[1],
        stop_rules=tuple(dict.fromkeys(rule for figure in figures for rule in figure.stop_rules)),
        stop_rules_with=tuple(dict.fromkeys(pair for figure in figures for pair in figure.stop_rules_with)),
    )


def draft_exercise(
    contributions: Sequence[Contribution],
    lifestyle: Lifestyle,
    person: PersonFacts,
    catalog: Catalog,
    *,
    first: bool = False,
    most_minutes: int | None = None,
) -> ExerciseAdvice:
    """The advice of the visit's day: what any disease forbids is forbidden. ``first``: no exercise was prescribed before,
    so it begins with little (§1.4); ``most_minutes``: what the last prescription and the weeks since then allow."""
    figures = together([part.exercise for part in contributions])
    bounds = advice_bounds()
    longest = bounds.minutes_at(person.age, short_of_breath="copd" in person.diseases, first=first)
    blocked = next((part.blocked for part in contributions if part.blocked), "") or _not_aimed_at(lifestyle)
    careful = any(part.careful for part in contributions) or _fast(person)
    intensity, low, high, explain = _effort(person, figures, catalog)
    speak_for_themselves = {part.disease for part in contributions}
    return ExerciseAdvice(
        allowed=not blocked,
        blocked_because=blocked,
        types=figures.careful_types if careful else figures.types,
        times_per_week=min(_aim(lifestyle.ex_times_target, figures.times_per_week), bounds.times(first=first)),
        minutes=min(_aim(lifestyle.ex_minutes_target, figures.minutes), longest, most_minutes or longest),
        intensity=intensity,
        hr_low=low,
        hr_high=high,
        hr_explain=explain,
        resistance="" if person.pregnant else figures.resistance,
        progression=figures.progression,
        stop_rules=figures.stop_rules
        + tuple(
            rule
            for disease, rule in figures.stop_rules_with
            if disease in person.diseases and disease not in speak_for_themselves
        )
        + (("肚子痛、见红、胎动少，马上停，去医院",) if person.pregnant else ()),
    )


def highest_rate(contributions: Sequence[Contribution], age: int) -> int:
    """The upper end of the heart rates that would be prescribed, in beats a minute."""
    figures = together([part.exercise for part in contributions])
    return heart_rate_range(age, figures.hr_low, figures.hr_high)[1]


def _aim(target: int | None, guide: int) -> int:
    """What the doctor aims at on the form; the guide's figure where he wrote nothing (§1.4)."""
    return guide if target is None else target


def _not_aimed_at(lifestyle: Lifestyle) -> str:
    """Why there is none although nothing forbids it: the doctor's own aim is none."""
    if 0 in (lifestyle.ex_times_target, lifestyle.ex_minutes_target):
        return "今日不运动：随访表上运动目标是 0"
    return ""


def effort_after(
    advice: ExerciseAdvice, contributions: Sequence[Contribution], person: PersonFacts, catalog: Catalog
) -> ExerciseAdvice:
    """The advice after the drugs changed: heart rate or felt effort, asked again; the doctor's own wording stays."""
    figures = together([part.exercise for part in contributions])
    intensity, low, high, explain = _effort(person, figures, catalog)
    if (advice.hr_low is None) == (low is None):
        return advice
    ours = advice.intensity in (figures.talk, figures.rpe, advice_bounds().talk)
    return replace(
        advice,
        intensity=intensity if ours else advice.intensity,
        hr_low=low,
        hr_high=high,
        hr_explain=explain,
    )


def _effort(person: PersonFacts, figures: ExerciseFigures, catalog: Catalog) -> tuple[str, int | None, int | None, str]:
    """(how it feels, lowest and highest heart rate, why). Where a drug sets the pulse, or the pulse at rest is out of
    bounds, it is no measure (§1.2, V1, V5–V7)."""
    if person.pregnant:
        return advice_bounds().talk, None, None, "妊娠期或哺乳期，不按心率"
    for kind, drugs in _SETS_THE_PULSE:
        if any(catalog.belongs(name, kind) or kind in catalog.generics_of(name) for name in person.drugs):
            return figures.rpe, None, None, f"正在服 {drugs}，心率不准"
    low, high = heart_rate_range(person.age, figures.hr_low, figures.hr_high)
    if person.heart_rate is not None and person.heart_rate < advice_bounds().slow_pulse:
        return figures.rpe, None, None, f"静息心率 {person.heart_rate}，太慢，先问上级"
    if person.heart_rate is not None and (_fast(person) or person.heart_rate > high):
        return figures.rpe, None, None, f"静息心率 {person.heart_rate}，太快，先查原因"
    return figures.talk, low, high, f"(220 − {person.age}) × {figures.hr_low:.0%}–{figures.hr_high:.0%}"


def _fast(person: PersonFacts) -> bool:
    return person.heart_rate is not None and person.heart_rate > advice_bounds().fast_pulse


def exercise_checks(contributions: Sequence[Contribution], person: PersonFacts, *, first: bool = False) -> list[Check]:
    """What the exercise column checks; ``first``: no exercise was prescribed before."""
    blocked = next((part.blocked for part in contributions if part.blocked), "")
    if blocked:
        return [Check("exercise", "note", "blocked", blocked, "一病三处方·运动禁忌")]
    checks = [
        Check("exercise", "note", "careful", part.careful, "较严版本，待当地核对")
        for part in contributions
        if part.careful
    ]
    if first:
        checks.append(_begins_with_little())
    figures = together([part.exercise for part in contributions])
    checks += [
        Check("exercise", "note", condition, text, "一病三处方")
        for condition, text in figures.notes_with
        if condition in person.diseases
    ]
    for condition, text in figures.clear_without:
        if person.diseases_asked and condition not in person.diseases:  # nobody asked: nothing is said
            checks.append(Check("exercise", "ok", f"no_{condition}", text))
    return checks


def _begins_with_little() -> Check:
    bounds = advice_bounds()
    most = f"每次不超过 {bounds.first_minutes} 分钟，每周不超过 {bounds.first_times} 次"
    text = f"首张运动处方：{most}，以后每周加不超过 {bounds.first_step_minutes} 分钟。"
    return Check("exercise", "note", "first", text, "一病三处方·上限，待当地核对")
