"""The judgement of a hypertension visit: class, action, next date and referral, each with its reason.

National basic public-health service rules, third edition: §3 satisfaction, §4 classification and intervention,
§5 emergencies. Class and action are found apart; neither overwrites the other.
"""

from collections.abc import Sequence

from vclinic.diseases.answers import complication, reaction_today, uncontrollable
from vclinic.diseases.hypertension.reasons import (
    CLAUSE_CLASS,
    CLAUSE_SCHEDULE,
    EmergencyFacts,
    VisitFacts,
    bp_satisfied,
    consecutive,
    emergency,
    satisfied,
    still_unsatisfied,
    unsatisfied,
    with_child,
)
from vclinic.diseases.hypertension.rules import HypertensionRules
from vclinic.diseases.judging import Clauses, Rows, judged
from vclinic.domain.follow_up import Assessment

__all__ = ["VisitFacts", "assess", "bp_satisfied", "is_emergency", "needs_emergency_question", "treatment_goal"]

# Ticked symptoms that may mean an emergency: the doctor is asked, the machine never decides.
_MAY_BE_EMERGENCY = {
    "2": ("headache", "speech", "one_side_weak"),
    "3": ("vomiting",),
    "4": ("vision", "eye_pain"),
    "5": ("orthopnoea", "chest_pain"),
    "6": ("palpitation", "chest_tightness", "chest_pain"),
    "7": ("bleeding",),
    "8": ("one_side_weak", "speech"),
    "9": ("edema_breath", "orthopnoea"),
    "10": (),
}
TOLD = frozenset(("severe_bp", "pregnant_high_bp"))  # alerts that the rows of §5 tell in their own words


def assess(facts: VisitFacts, rules: HypertensionRules) -> Assessment:
    """Judge a visit (§4.0 class, §4.0b action in the table's order, first match)."""
    good = bp_satisfied(facts.sbp, facts.dbp, facts.age, rules)
    dangerous, previous = emergency(facts, rules), facts.previous
    reacted_on = previous.visit_date if previous is not None and previous.adr == "2" else None
    rows = Rows(
        emergencies=() if dangerous is None else (dangerous,),
        complication=complication(facts, CLAUSE_CLASS),
        uncontrollable=uncontrollable(facts, CLAUSE_CLASS, reaction=facts.adr == "2", last_on=reacted_on),
        consecutive=consecutive(facts, good, rules),
        reaction=reaction_today(facts, CLAUSE_CLASS),
        unsatisfied=unsatisfied(facts, good, rules),
        still_unsatisfied=still_unsatisfied(facts, rules),
        satisfied=satisfied(facts, rules),
        hints=with_child(facts, rules),
    )
    return judged(facts, rows, rules, Clauses(CLAUSE_CLASS, CLAUSE_SCHEDULE), satisfied=good, told=TOLD)


def is_emergency(visit: EmergencyFacts, rules: HypertensionRules) -> bool:
    """Whether a visit is an emergency (§5)."""
    return emergency(visit, rules) is not None


def needs_emergency_question(symptom_codes: Sequence[str]) -> list[str]:
    """Signs (codes of `codes.EMERGENCY_SIGN`) the doctor should be asked about, for the symptoms ticked (§5)."""
    ticked = [symptom for symptom in symptom_codes if symptom in _MAY_BE_EMERGENCY]
    if not ticked:
        return []
    # the last one: whatever else cannot be dealt with here
    return ["consciousness", *(sign for symptom in ticked for sign in _MAY_BE_EMERGENCY[symptom]), "other"]


def treatment_goal(age: int, rules: HypertensionRules) -> str:
    """The treatment goal in words; a hint, never the measure of satisfaction (§8)."""
    if age >= rules.goal_age:
        then = f"能耐受再到 <{rules.old_goal_then_sbp_below}/{rules.old_goal_then_dbp_below}"
        return f"治疗目标 <{rules.old_goal_sbp_below}/{rules.old_goal_dbp_below}，{then}"
    return f"治疗目标 <{rules.goal_sbp_below}/{rules.goal_dbp_below}"
