"""The judgement of a hypertension visit: class, action, next date and referral, each with its reason.

National basic public-health service rules, third edition: §3 satisfaction, §4 classification and intervention,
§5 emergencies. Class and action are found apart; neither overwrites the other.
"""

from collections.abc import Callable
from datetime import timedelta

from vclinic.diseases.hypertension.reasons import (
    CLAUSE_CLASS,
    CLAUSE_SCHEDULE,
    EmergencyFacts,
    VisitFacts,
    adr,
    adr_uncontrollable,
    bp_satisfied,
    complication,
    consecutive,
    emergency,
    unsatisfied,
)
from vclinic.diseases.hypertension.rules import HypertensionRules
from vclinic.diseases.shared import adherence_first, next_visit_reason
from vclinic.domain.dates import add_months
from vclinic.domain.follow_up import Assessment, Reason

__all__ = ["VisitFacts", "assess", "bp_satisfied", "is_emergency", "needs_emergency_question", "treatment_goal"]

# Ticked symptoms that may mean an emergency: the doctor is asked, the machine never decides.
_MAY_BE_EMERGENCY = {
    "2": ("headache",),
    "3": ("vomiting",),
    "4": ("vision", "eye_pain"),
    "5": ("orthopnoea",),
    "6": ("palpitation", "chest_tightness"),
    "7": (),
    "10": (),
}


def assess(facts: VisitFacts, rules: HypertensionRules) -> Assessment:
    """Judge a visit (§4.0 class, §4.0b action in the table's order, first match)."""
    satisfied = bp_satisfied(facts.sbp, facts.dbp, facts.age, rules)
    visit_class = _class(facts, satisfied)
    rows: tuple[tuple[Callable[[], Reason | None], str, str], ...] = (
        (lambda: emergency(facts, rules), "EMERGENCY_REFER", "urgent"),
        (lambda: complication(facts), "REFER", "suggested"),
        (lambda: adr_uncontrollable(facts), "REFER", "suggested"),
        (lambda: consecutive(facts, satisfied, rules), "REFER", "suggested"),
        (lambda: adr(facts), "ADJUST", "none"),
        (lambda: unsatisfied(facts, satisfied, rules), "ADJUST", "none"),
    )
    for find, action, referral in rows:
        reason = find()
        if reason is not None:
            next_date = facts.visit_date + timedelta(days=rules.revisit_days)
            reasons = (
                reason,
                *_also(facts, satisfied, rules, reason),
                next_visit_reason(action, next_date, rules, CLAUSE_SCHEDULE),
            )
            return Assessment(visit_class, satisfied, action, next_date, referral, reasons, rules.id)
    next_date = add_months(facts.visit_date, rules.routine_months)
    high, low = rules.limits(facts.age)
    text = f"今天 {facts.sbp}/{facts.dbp}，低于 {high}/{low}（{facts.age} 岁），没有不良反应和并发症变化。"
    reasons = (Reason("satisfied", text, CLAUSE_CLASS), next_visit_reason("ROUTINE", next_date, rules, CLAUSE_SCHEDULE))
    return Assessment(visit_class, satisfied, "ROUTINE", next_date, "none", reasons, rules.id)


def is_emergency(visit: EmergencyFacts, rules: HypertensionRules) -> bool:
    """Whether a visit is an emergency (§5)."""
    return emergency(visit, rules) is not None


def needs_emergency_question(facts: VisitFacts) -> list[str]:
    """Signs (codes of `codes.EMERGENCY_SIGN`) the doctor should be asked about, for the symptoms ticked (§5)."""
    ticked = [symptom for symptom in facts.symptom_codes if symptom in _MAY_BE_EMERGENCY]
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


def _class(facts: VisitFacts, satisfied: bool) -> str:
    if facts.new_complication:
        return "4"
    if facts.adr == "2":
        return "3"
    return "1" if satisfied else "2"


def _also(facts: VisitFacts, satisfied: bool, rules: HypertensionRules, first: Reason) -> tuple[Reason, ...]:
    """What else is true and explains the class or the next step."""
    found: list[Reason] = []
    if first.code == "emergency" and (worse := complication(facts)) is not None:
        found.append(worse)
    if first.code not in ("adr", "adr_uncontrollable") and (reaction := adr(facts)) is not None:
        found.append(reaction)
    if first.code not in ("unsatisfied", "unsatisfied_refer", "consecutive_unsatisfied") and not satisfied:
        high, low = rules.limits(facts.age)
        text = f"今天 {facts.sbp}/{facts.dbp}，没降到 {high}/{low} 以下（{facts.age} 岁）。"
        found.append(Reason("unsatisfied", text, CLAUSE_CLASS))
    if not satisfied:
        found += adherence_first(facts.med_adherence, CLAUSE_CLASS)
    return tuple(found)
