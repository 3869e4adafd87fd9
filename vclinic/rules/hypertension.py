"""The judgement of a hypertension visit: class, action, next date and referral, each with its reason.

National basic public-health service rules, third edition: §3 satisfaction, §4 classification and intervention,
§5 emergencies. Class and action are found apart; neither overwrites the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from vclinic.domain import codes
from vclinic.domain.dates import add_months, age_on
from vclinic.domain.follow_up import Assessment, PreviousVisit, Reason
from vclinic.rules.rule_set import HypertensionRules

CLAUSE_CLASS = "规范第三版 · 高血压分类干预"
CLAUSE_EMERGENCY = "规范第三版 · 高血压危急情况"
CLAUSE_SCHEDULE = "规范第三版 · 高血压随访间隔"

# Ticked symptoms that may mean an emergency: the doctor is asked, the machine never decides.
_MAY_BE_EMERGENCY = {
    "2": ("headache",),
    "3": ("vomiting",),
    "4": ("vision", "eye_pain"),
    "5": ("orthopnoea",),
    "6": ("palpitation", "chest_tightness"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """What the judgement needs of a visit.

    Attributes:
        age: full years on the day of the visit.
        emergency_signs: what the doctor confirmed as an emergency; empty means no.
        previous: the last valid visit of the same disease.
        birth_date: lets the previous pressure be judged at the age of that day.
    """

    visit_date: date
    age: int
    sbp: int
    dbp: int
    adr: str
    symptom_codes: tuple[str, ...] = ()
    emergency_signs: tuple[str, ...] = ()
    pregnant: bool = False
    new_complication: bool = False
    adr_uncontrollable: bool = False
    med_adherence: str = ""
    previous: PreviousVisit | None = None
    birth_date: date | None = None


def bp_satisfied(sbp: int, dbp: int, age: int, rules: HypertensionRules) -> bool:
    """Both pressures below the limits of the age (§3)."""
    high, low = rules.limits(age)
    return sbp < high and dbp < low


def assess(facts: VisitFacts, rules: HypertensionRules) -> Assessment:
    """Judge a visit (§4.0 class, §4.0b action in the table's order, first match)."""
    satisfied = bp_satisfied(facts.sbp, facts.dbp, facts.age, rules)
    visit_class = _class(facts, satisfied)
    rows: tuple[tuple[Callable[[], Reason | None], str, str], ...] = (
        (lambda: _emergency(facts, rules), "EMERGENCY_REFER", "urgent"),
        (lambda: _complication(facts), "REFER", "suggested"),
        (lambda: _adr_uncontrollable(facts), "REFER", "suggested"),
        (lambda: _consecutive(facts, satisfied, rules), "REFER", "suggested"),
        (lambda: _adr(facts), "ADJUST", "none"),
        (lambda: _unsatisfied(facts, satisfied, rules), "ADJUST", "none"),
    )
    for find, action, referral in rows:
        reason = find()
        if reason is not None:
            next_date = facts.visit_date + timedelta(days=rules.revisit_days)
            reasons = (reason, *_also(facts, satisfied, rules, reason), _schedule(action, next_date, rules))
            return Assessment(visit_class, satisfied, action, next_date, referral, reasons, rules.id)
    next_date = add_months(facts.visit_date, rules.routine_months)
    high, low = rules.limits(facts.age)
    text = f"今天 {facts.sbp}/{facts.dbp}，低于 {high}/{low}（{facts.age} 岁），没有不良反应和并发症变化。"
    reasons = (Reason("satisfied", text, CLAUSE_CLASS), _schedule("ROUTINE", next_date, rules))
    return Assessment(visit_class, satisfied, "ROUTINE", next_date, "none", reasons, rules.id)


def needs_emergency_question(facts: VisitFacts) -> list[str]:
    """Signs (codes of `codes.EMERGENCY_SIGN`) the doctor should be asked about, for the symptoms ticked (§5)."""
    asked = [sign for symptom in facts.symptom_codes for sign in _MAY_BE_EMERGENCY.get(symptom, ())]
    return ["consciousness", *asked] if asked else []


def treatment_goal(age: int, rules: HypertensionRules) -> str:
    """The treatment goal in words; a hint, never the measure of satisfaction (§8)."""
    if age >= rules.goal_age:
        return f"治疗目标 <{rules.old_goal_sbp_below}/{rules.old_goal_dbp_below}，能耐受再到 <140/90"
    return f"治疗目标 <{rules.goal_sbp_below}/{rules.goal_dbp_below}"


def _class(facts: VisitFacts, satisfied: bool) -> str:
    if facts.new_complication:
        return "4"
    if facts.adr == "2":
        return "3"
    return "1" if satisfied else "2"


def _emergency(facts: VisitFacts, rules: HypertensionRules) -> Reason | None:
    if facts.sbp >= rules.emergency_sbp or facts.dbp >= rules.emergency_dbp:
        limit = f"{rules.emergency_sbp}/{rules.emergency_dbp}"
        text = f"今天 {facts.sbp}/{facts.dbp}，达到 {limit}，属于危急情况，处理后马上转诊。"
        return Reason("emergency", text, CLAUSE_EMERGENCY)
    if facts.emergency_signs:
        signs = "、".join(codes.EMERGENCY_SIGN.label(sign) for sign in facts.emergency_signs)
        return Reason("emergency", f"医生确认有危急情况：{signs}，处理后马上转诊。", CLAUSE_EMERGENCY)
    if facts.pregnant and (facts.sbp >= rules.pregnancy_sbp or facts.dbp >= rules.pregnancy_dbp):
        text = f"妊娠期或哺乳期，今天 {facts.sbp}/{facts.dbp}，高于正常，马上转诊。"
        return Reason("emergency", text, CLAUSE_EMERGENCY)
    return None


def _complication(facts: VisitFacts) -> Reason | None:
    if facts.new_complication:
        return Reason("complication", "出现新的并发症，或原有并发症加重，建议转上级。", CLAUSE_CLASS)
    return None


def _adr_uncontrollable(facts: VisitFacts) -> Reason | None:
    if facts.adr != "2" and not facts.adr_uncontrollable:
        return None
    if facts.adr_uncontrollable:
        return Reason("adr_uncontrollable", "医生认为药物不良反应难以控制，建议转上级。", CLAUSE_CLASS)
    if facts.previous is not None and facts.previous.adr == "2":
        text = f"今天有不良反应，上次（{facts.previous.visit_date:%m-%d}）也有，难以控制，建议转上级。"
        return Reason("adr_uncontrollable", text, CLAUSE_CLASS)
    return None


def _consecutive(facts: VisitFacts, satisfied: bool, rules: HypertensionRules) -> Reason | None:
    previous = facts.previous
    if satisfied or previous is None:
        return None
    if rules.referral_trigger_count > 2 or _previous_satisfied(facts, previous, rules) is not False:
        return None
    high, low = rules.limits(facts.age)
    last = f"，上次 {previous.sbp}/{previous.dbp}" if previous.sbp is not None else "，上次也不满意"
    text = f"今天 {facts.sbp}/{facts.dbp}{last}，都没降到 {high}/{low} 以下（{facts.age} 岁），建议转上级。"
    return Reason("consecutive_unsatisfied", text, CLAUSE_CLASS)


def _previous_satisfied(facts: VisitFacts, previous: PreviousVisit, rules: HypertensionRules) -> bool | None:
    """From last time's own pressures, never from its class: with class 3 the pressure may have been high too."""
    if previous.sbp is not None and previous.dbp is not None:
        age = age_on(facts.birth_date, previous.visit_date) if facts.birth_date else _age_then(facts, previous)
        return bp_satisfied(previous.sbp, previous.dbp, age, rules)
    if previous.bp_satisfied is not None:
        return previous.bp_satisfied
    return {"1": True, "2": False}.get(previous.visit_class)


def _age_then(facts: VisitFacts, previous: PreviousVisit) -> int:
    """Age at the last visit when only today's is known: whole years passed are taken off."""
    return (
        facts.age - age_on(previous.visit_date, facts.visit_date)
        if previous.visit_date <= facts.visit_date
        else facts.age
    )


def _adr(facts: VisitFacts) -> Reason | None:
    if facts.adr == "2":
        return Reason("adr", "有药物不良反应，调整用药，2 周内再看。", CLAUSE_CLASS)
    return None


def _unsatisfied(facts: VisitFacts, satisfied: bool, rules: HypertensionRules) -> Reason | None:
    if satisfied:
        return None
    high, low = rules.limits(facts.age)
    text = f"今天 {facts.sbp}/{facts.dbp}，没降到 {high}/{low} 以下（{facts.age} 岁），第一次不满意。"
    return Reason("unsatisfied", text, CLAUSE_CLASS)


def _also(facts: VisitFacts, satisfied: bool, rules: HypertensionRules, first: Reason) -> tuple[Reason, ...]:
    """What else is true and explains the class or the next step."""
    found: list[Reason] = []
    if first.code == "emergency" and (complication := _complication(facts)) is not None:
        found.append(complication)
    if first.code not in ("adr", "adr_uncontrollable") and (adr := _adr(facts)) is not None:
        found.append(adr)
    if first.code not in ("unsatisfied", "consecutive_unsatisfied") and not satisfied:
        high, low = rules.limits(facts.age)
        text = f"今天 {facts.sbp}/{facts.dbp}，没降到 {high}/{low} 以下（{facts.age} 岁）。"
        found.append(Reason("unsatisfied", text, CLAUSE_CLASS))
    if not satisfied and facts.med_adherence in ("2", "3"):
        label = codes.ADHERENCE.label(facts.med_adherence)
        found.append(Reason("adherence_first", f"服药依从性是“{label}”，先纠正服药，再考虑调药。", CLAUSE_CLASS))
    return tuple(found)


def _schedule(action: str, next_date: date, rules: HypertensionRules) -> Reason:
    weeks = rules.revisit_days // 7
    if action == "ROUTINE":
        text = f"满意的 {rules.routine_months} 个月内再随访，最迟 {next_date}。"
    elif action == "ADJUST":
        text = f"{weeks} 周内再随访，最迟 {next_date}。"
    else:
        text = f"{weeks} 周内问转诊结果，最迟 {next_date}。"
    return Reason("schedule", text, CLAUSE_SCHEDULE)
