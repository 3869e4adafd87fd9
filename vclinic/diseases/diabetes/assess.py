"""The judgement of a diabetes visit: class, action, next date and referral, each with its reason.

National basic public-health service rules, third edition: §4 classification and intervention, §5 emergencies. Class and
action are found apart; neither overwrites the other.
"""

from collections.abc import Sequence

from vclinic.diseases.answers import complication, uncontrollable
from vclinic.diseases.diabetes.low_glucose import next_contact
from vclinic.diseases.diabetes.reasons import (
    CLAUSE_CLASS,
    CLAUSE_SCHEDULE,
    VisitFacts,
    adr,
    consecutive,
    emergencies,
    has_reaction,
    hints,
    satisfied,
    still_unsatisfied,
    unsatisfied,
)
from vclinic.diseases.diabetes.rules import DiabetesRules, mmol
from vclinic.diseases.judging import Clauses, Rows, judged
from vclinic.domain.follow_up import Assessment

# Ticked symptoms that may mean an emergency: the doctor is asked, the machine never decides.
_MAY_BE_EMERGENCY = {
    "2": ("thirst", "gut", "ketone_breath", "deep_breath"),
    "4": ("thirst", "gut", "ketone_breath", "deep_breath"),
    "5": ("vision",),
    "6": ("fever", "foot"),
    "9": ("gut", "ketone_breath"),
    "10": ("palpitation_sweat", "flushed"),
}

# alerts that the rows of §5 tell in their own words
_TOLD = frozenset(("severe_bp", "glucose_high", "glucose_low", "fever_above"))


def assess(facts: VisitFacts, rules: DiabetesRules) -> Assessment:
    """Judge a visit (§4.0 class, §4.0b action in the table's order, first match)."""
    previous = facts.previous
    reacted_on = previous.visit_date if previous is not None and previous.had_reaction else None
    rows = Rows(
        emergencies=emergencies(facts, rules),
        complication=complication(facts, CLAUSE_CLASS),
        uncontrollable=uncontrollable(facts, CLAUSE_CLASS, reaction=has_reaction(facts), last_on=reacted_on),
        consecutive=consecutive(facts, rules),
        reaction=adr(facts),
        unsatisfied=unsatisfied(facts, rules),
        still_unsatisfied=still_unsatisfied(facts, rules),
        satisfied=satisfied(facts, rules),
        hints=next_contact(facts, rules) + hints(facts, rules),
    )
    clauses = Clauses(CLAUSE_CLASS, CLAUSE_SCHEDULE)
    return judged(facts, rows, rules, clauses, satisfied=rules.satisfied(facts.fbg), told=_TOLD)


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
