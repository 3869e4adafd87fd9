"""The three prescriptions of one visit drafted together, so that drugs, diet and exercise know of each other, and what
several diseases bring agrees: the stricter wins, what one forbids is forbidden (three prescriptions §8)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from vclinic.domain.prescription import Check, DietItem, MedicationOrder, ThreePrescriptions
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.diet_line import in_words
from vclinic.rules.exercise import draft_exercise, highest_rate
from vclinic.rules.habits import SMOKING
from vclinic.rules.lifestyle import Lifestyle
from vclinic.rules.medication import draft_medication
from vclinic.rules.person import PersonFacts
from vclinic.rules.vetoes import Veto, diet_after, exercise_after, said, vetoes

_SMOKING_FIRST = frozenset(("copd", "chd", "dm_foot"))  # to whom it does more than any other line (§1.4)
CONFLICT = "conflict"  # origin of a line that several diseases do not agree on


def draft_three(
    contributions: Sequence[Contribution],
    *,
    lifestyle: Lifestyle,
    person: PersonFacts,
    regimen: tuple[MedicationOrder, ...],
    previous: ThreePrescriptions | None,
    catalog: Catalog,
    days: int,
    issued_on: date,
    review_on: date,
    signs: DaySigns | None = None,
) -> ThreePrescriptions:
    """Draft from what each disease of the visit brings; the doctor's own diet and exercise lines of last time are
    carried on.

    Args:
        regimen: the orders in force before the visit. days: how long they are renewed for.
        review_on: the earliest next visit of the diseases.
        signs: of the day, for what must never be advised; nothing was measured when left out.
    """
    vetoed = vetoes_of(contributions, person, signs or DaySigns(), catalog)
    diet = diet_after(merge_diet(contributions), vetoed)
    exercise = draft_exercise(
        contributions,
        lifestyle,
        person,
        catalog,
        first=begins_exercise(previous),
        most_minutes=minutes_since(previous, issued_on),
    )
    if previous is not None:
        known = {item.item_code for item in diet}
        diet += tuple(
            replace(item, origin="carried")
            for item in previous.diet
            if item.origin in ("doctor", "carried") and item.item_code not in known
        )
        exercise = replace(exercise, doctor_notes=previous.exercise.doctor_notes)
    return ThreePrescriptions(
        resident_id="",
        reasons=(),
        diseases=tuple(part.disease for part in contributions if not part.beside),
        issued_on=issued_on,
        review_on=review_on,
        medication=draft_medication(regimen, catalog, days),
        diet=smoking_first(diet) if _SMOKING_FIRST & person.diseases else diet,
        exercise=exercise_after(exercise, vetoed),
        goals=merge_goals(contributions),
        warnings=merge_warnings(contributions),
        not_advised=said(vetoed),
        rule_set_id=" ".join(part.library_id for part in contributions),
    )


def smoking_first(diet: tuple[DietItem, ...]) -> tuple[DietItem, ...]:
    """The lines with the one that says to stop smoking before all others."""
    return tuple(sorted(diet, key=lambda item: item.item_code != SMOKING))


def vetoes_of(
    contributions: Sequence[Contribution], person: PersonFacts, signs: DaySigns, catalog: Catalog
) -> tuple[Veto, ...]:
    """What must never be advised to this person on this day, the most important first. Whatever a disease forbids exercise
    for today is a danger or an illness of the day (V3), unless another row says it closer."""
    rate = person.heart_rate if signs.heart_rate is None else signs.heart_rate
    signs = replace(signs, heart_rate=rate, pulse_most=highest_rate(contributions, person.age))
    rows = vetoes(person, signs, catalog)
    because = next((part.blocked for part in contributions if part.blocked), "")
    if because and not any(veto.row.stop for veto in rows):
        return vetoes(person, replace(signs, danger=because), catalog)
    return rows


def minutes_since(previous: ThreePrescriptions | None, day: date) -> int | None:
    """The longest one time may last on ``day`` after what was prescribed last; None when nothing was."""
    if previous is None or not previous.exercise.allowed:
        return None
    weeks = (day - previous.issued_on).days // 7
    return advice_bounds().minutes_after(previous.exercise.minutes, weeks)


def begins_exercise(previous: ThreePrescriptions | None) -> bool:
    """Whether nobody prescribed exercise so far: no prescription, or one of a day without."""
    return previous is None or not previous.exercise.allowed


def merge_diet(contributions: Sequence[Contribution]) -> tuple[DietItem, ...]:
    """One line an item, in the order of the first disease that has it: upper limits the smallest, lower ones the
    largest, ranges what both allow; a disease that speaks instead of the others has the word."""
    items: dict[str, DietItem] = {}
    spoken_for: set[str] = set()
    for part in contributions:
        for item in part.diet:
            code = item.item_code
            if code in part.instead and code not in spoken_for:
                items[code] = item
                spoken_for.add(code)
            elif code not in items:
                items[code] = item
            elif code not in spoken_for:
                items[code] = _stricter(items[code], item)
    return tuple(items.values())


def _stricter(one: DietItem, other: DietItem) -> DietItem:
    """The line that asks for more; equal or incomparable ones stay as they were."""
    if one.value is None or other.value is None or one.unit != other.unit:
        return one
    if one.op in ("<", "<=") and other.op in ("<", "<="):
        return other if other.value < one.value else one
    if one.op in (">=", "range") and other.op == ">=":
        return other if other.value > one.value else one
    if one.op == other.op == "range":
        return _both(one, other)
    return one


def _both(one: DietItem, other: DietItem) -> DietItem:
    """Two ranges as one; without anything in common no figure, and both are named (M2)."""
    lows, highs = (one.value or 0, other.value or 0), (one.high or 0, other.high or 0)
    low, high = max(lows), min(highs)
    if low <= high:
        narrower = one if (one.value, one.high) == (low, high) else other
        if (narrower.value, narrower.high) == (low, high):
            return narrower
        return replace(
            one, value=low, high=high, text=f"{one.label} {low:g}–{high:g} {one.unit}", explain="几种病合起来"
        )
    text = f"{one.label}：几种病的要求合不到一起，请医生定"
    return in_words(one.item_code, one.label, text, f"{one.text}；{other.text}", origin=CONFLICT)


def diet_checks(diet: Sequence[DietItem], drafted: Sequence[DietItem]) -> list[Check]:
    """Ranges of ``drafted`` without anything in common block: the doctor writes the line in ``diet`` anew, or takes it
    out, and says why (§8)."""
    checks: list[Check] = []
    written = {item.item_code: item for item in diet}
    for item in drafted:
        if item.origin != CONFLICT:
            continue
        chosen = written.get(item.item_code)
        undecided = chosen is not None and chosen.origin == CONFLICT
        text = f"{item.label}：几种病的要求合不到一起（{item.explain}）{'，请改写这一条并写明理由。' if undecided else '。'}"
        severity = "forbid" if undecided else "warn"
        checks.append(Check("diet", severity, f"diet/{item.item_code}", text, "一病三处方·多病合并"))
    return checks


def merge_warnings(contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """Every red flag once."""
    return tuple(dict.fromkeys(warning for part in contributions for warning in part.warnings))


def merge_goals(contributions: Sequence[Contribution]) -> tuple[tuple[str, str], ...]:
    """Each goal once, as the first disease that has it says it."""
    goals: dict[str, str] = {}
    for part in contributions:
        for name, value in part.goals:
            goals.setdefault(name, value)
    return tuple(goals.items())
