"""The judgement of a diabetes visit: class, action, next date and referral, each with its reason.

National basic public-health service rules, third edition: §4 classification and intervention, §5 emergencies. Class and
action are found apart; neither overwrites the other.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from vclinic.diseases.diabetes.reasons import (
    CLAUSE_CLASS,
    CLAUSE_SCHEDULE,
    VisitFacts,
    adr,
    adr_uncontrollable,
    also_unsatisfied,
    complication,
    consecutive,
    emergencies,
    has_reaction,
    hints,
    unsatisfied,
)
from vclinic.diseases.diabetes.rules import DiabetesRules, mmol
from vclinic.diseases.shared import adherence_first, next_visit_reason
from vclinic.domain.dates import add_months
from vclinic.domain.follow_up import Assessment, Reason

# Ticked symptoms that may mean an emergency: the doctor is asked, the machine never decides.
_MAY_BE_EMERGENCY = {
    "2": ("thirst", "gut", "ketone_breath", "deep_breath"),
    "4": ("thirst", "gut", "ketone_breath", "deep_breath"),
    "5": ("vision",),
    "6": ("fever", "foot"),
    "9": ("gut", "ketone_breath"),
    "10": ("palpitation_sweat", "flushed"),
}


def assess(facts: VisitFacts, rules: DiabetesRules) -> Assessment:
    """Judge a visit (§4.0 class, §4.0b action in the table's order, first match)."""
    satisfied = rules.satisfied(facts.fbg)
    visit_class = _class(facts, satisfied)
    rows: tuple[tuple[Callable[[], Reason | None], str, str], ...] = (
        (lambda: next(iter(emergencies(facts, rules)), None), "EMERGENCY_REFER", "urgent"),
        (lambda: complication(facts), "REFER", "suggested"),
        (lambda: adr_uncontrollable(facts), "REFER", "suggested"),
        (lambda: consecutive(facts, rules), "REFER", "suggested"),
        (lambda: adr(facts), "ADJUST", "none"),
        (lambda: unsatisfied(facts, rules), "ADJUST", "none"),
    )
    for find, action, referral in rows:
        reason = find()
        if reason is not None:
            next_date = facts.visit_date + timedelta(days=rules.revisit_days)
            reasons = (
                reason,
                *_also(facts, rules, reason),
                *hints(facts, rules),
                next_visit_reason(action, next_date, rules, CLAUSE_SCHEDULE),
            )
            return Assessment(visit_class, satisfied, action, next_date, referral, reasons, rules.id)
    next_date = add_months(facts.visit_date, rules.routine_months)
    text = f"空腹血糖 {mmol(facts.fbg)}，低于 {mmol(rules.fbg_below)}，没有不良反应和并发症变化。"
    reasons = (
        Reason("satisfied", text, CLAUSE_CLASS),
        *hints(facts, rules),
        next_visit_reason("ROUTINE", next_date, rules, CLAUSE_SCHEDULE),
    )
    return Assessment(visit_class, satisfied, "ROUTINE", next_date, "none", reasons, rules.id)


def needs_emergency_question(symptom_codes: Sequence[str], heart_rate: int | None, rules: DiabetesRules) -> list[str]:
    """Signs (codes of `codes.DIABETES_EMERGENCY_SIGN`) the doctor should be asked about (§5): for the symptoms ticked,
    and for one fast pulse, which may or may not last."""
    asked = [sign for symptom in symptom_codes for sign in _MAY_BE_EMERGENCY.get(symptom, ())]
    if heart_rate is not None and heart_rate > rules.tachycardia_above:
        asked.append("tachycardia")
    if not asked:
        return []
    # the last one: whatever else cannot be dealt with here
    return list(dict.fromkeys(["consciousness", *asked, "other"]))


def treatment_goal(rules: DiabetesRules) -> str:
    """The treatment goal in words; a hint, never the measure of satisfaction (§7)."""
    return (
        f"治疗目标 空腹 {mmol(rules.goal_fbg_from)}–{mmol(rules.goal_fbg_to)}，餐后 <{mmol(rules.goal_pbg_below)}，"
        f"血压 <{rules.goal_sbp_below}/{rules.goal_dbp_below}"
    )


def _class(facts: VisitFacts, satisfied: bool) -> str:
    if facts.new_complication:
        return "4"
    if has_reaction(facts):
        return "3"
    return "1" if satisfied else "2"


def _also(facts: VisitFacts, rules: DiabetesRules, first: Reason) -> tuple[Reason, ...]:
    """What else is true and explains the class or the next step."""
    found: list[Reason] = list(emergencies(facts, rules)[1:])
    if first.code == "emergency" and (worse := complication(facts)) is not None:
        found.append(worse)
    if first.code not in ("adr", "hypoglycemia", "adr_uncontrollable") and (reaction := adr(facts)) is not None:
        found.append(reaction)
    spoken = ("unsatisfied", "unsatisfied_refer", "consecutive_unsatisfied")
    if first.code not in spoken and not rules.satisfied(facts.fbg):
        found.append(also_unsatisfied(facts, rules))
    if not rules.satisfied(facts.fbg):
        found += adherence_first(facts.med_adherence, CLAUSE_CLASS)
    return tuple(found)
