"""The judgement of a visit while it is typed: pure and quick enough for every key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic.domain.dates import age_on
from vclinic.domain.follow_up import Assessment
from vclinic.domain.problem import Problem
from vclinic.forms import draft
from vclinic.forms.hypertension import mean_pressure
from vclinic.forms.spec import Context
from vclinic.rules.hypertension import VisitFacts, assess, needs_emergency_question, treatment_goal
from vclinic.rules.rule_set import RuleBook
from vclinic.services.visit_sheet import VisitSheet, person_facts

_WEIGHT_JUMP = 0.10
_LOW_SBP = 90
_BMI_GOAL = 23.9  # upper end of 18.5–23.9, adult hypertension dietary guide 2023


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the machine makes of the values so far.

    Attributes:
        problems: what cannot be saved, field by field.
        implausible: what may be true but wants a reason.
        assessment: None while pressure or date are missing or wrong.
        computed: values the machine fills in.
        emergency_question: signs to ask the doctor about, codes of `codes.EMERGENCY_SIGN`.
        goal_text: the treatment goal, written beside the appraisal band and never mixed with it.
    """

    problems: tuple[Problem, ...]
    implausible: tuple[Problem, ...]
    assessment: Assessment | None
    computed: dict[str, Any]
    emergency_question: tuple[str, ...]
    goal_text: str


def judge(sheet: VisitSheet, values: Mapping[str, Any], today: date, rules: RuleBook) -> Judgement:
    """Judge ``values``. An overruled field is left to the caller: ``computed`` always says what the machine thinks."""
    given = dict(values) | _means(values)
    context = Context(today, person_facts(sheet.resident.resident))
    machine = {name: given.pop(name, None) for name in ("visit_class", "next_visit_date")}
    parsed, problems = draft.parse_values(sheet.form, given, context)
    if any(each.field == "bp_readings" for each in problems):
        problems = [each for each in problems if each.field not in ("sbp", "dbp")]  # their mean is no second mistake
    computed: dict[str, Any] = {name: given[name] for name in ("sbp", "dbp") if name in given}
    computed |= _bmi(parsed)
    day = parsed.get("visit_date")
    assessment: Assessment | None = None
    question: tuple[str, ...] = ()
    goal = ""
    if day is not None and not any(each.field == "visit_date" for each in problems):
        facts = _facts(sheet, parsed, day)
        rule_set = rules.hypertension_on(day)
        goal = treatment_goal(facts.age if facts else age_on(sheet.resident.resident.birth_date, day), rule_set)
        if facts is not None and not any(each.field in ("sbp", "dbp", "bp_readings") for each in problems):
            question = tuple(needs_emergency_question(facts))
            assessment = assess(facts, rule_set)
            computed |= {"visit_class": assessment.visit_class, "next_visit_date": assessment.next_visit_date}
            if assessment.referral != "none":
                computed["referral_reason"] = _referral_reason(assessment)
                computed["referral_org_dept"] = sheet.referral_org
    chosen = {name: value for name, value in machine.items() if value not in (None, "")}
    problems += _required(sheet, parsed | computed | chosen, problems)
    _, late = draft.parse_values(sheet.form, {"visit_date": day, **(computed | chosen)}, context) if day else ({}, [])
    problems += [each for each in late if each.field in ("visit_class", "next_visit_date")]
    return Judgement(tuple(problems), _implausible(sheet, parsed), assessment, computed, question, goal)


def _means(values: Mapping[str, Any]) -> dict[str, Any]:
    """sbp and dbp as the mean of complete readings, rounded half up; nothing when there are no readings."""
    pairs: list[tuple[int, int]] = []
    for high, low in values.get("bp_readings") or ():
        if str(high).strip().isdecimal() and str(low).strip().isdecimal():
            pairs.append((int(high), int(low)))
    return dict(zip(("sbp", "dbp"), mean_pressure(pairs), strict=True)) if pairs else {}


def _bmi(parsed: Mapping[str, Any]) -> dict[str, float]:
    height = parsed.get("height_cm")
    if not height:
        return {}
    square = (height / 100) ** 2
    pairs = (("weight_kg", "bmi"), ("weight_target", "bmi_target"))
    return {to: round(parsed[of] / square, 1) for of, to in pairs if parsed.get(of)}


def _facts(sheet: VisitSheet, parsed: Mapping[str, Any], day: date) -> VisitFacts | None:
    if parsed.get("sbp") is None or parsed.get("dbp") is None:
        return None
    born = sheet.resident.resident.birth_date
    return VisitFacts(
        visit_date=day,
        age=age_on(born, day),
        sbp=parsed["sbp"],
        dbp=parsed["dbp"],
        adr="2" if parsed.get("adr_uncontrollable") else parsed.get("adr") or "1",  # while they contradict: the graver
        symptom_codes=parsed.get("symptom_codes", ()),
        emergency_signs=parsed.get("emergency_signs", ()),
        pregnant=parsed.get("pregnant") or False,
        new_complication=parsed.get("new_complication") or False,
        adr_uncontrollable=parsed.get("adr_uncontrollable") or False,
        med_adherence=parsed.get("med_adherence") or "",
        previous=next((each for each in sheet.others if each.visit_date <= day), None),
        birth_date=born,
    )


def _referral_reason(assessment: Assessment) -> str:
    names = {
        "emergency": "危急情况",
        "complication": "出现新的并发症或原有并发症加重",
        "adr_uncontrollable": "药物不良反应难以控制",
        "consecutive_unsatisfied": "连续两次血压控制不满意",
    }
    found = [names[reason.code] for reason in assessment.reasons if reason.code in names]
    return found[0] if found else assessment.reasons[0].text


def _required(sheet: VisitSheet, filled: Mapping[str, Any], known: list[Problem]) -> list[Problem]:
    wrong = {each.field for each in known}
    found: list[Problem] = []
    for name, meaning in sheet.form.meanings.items():
        if name in sheet.form.required and name not in wrong and filled.get(name) in (None, "", ()):
            if name in ("sbp", "dbp", "visit_class", "next_visit_date") and "bp_readings" in wrong:
                continue
            found.append(Problem(name, "required", f"请填写{meaning.label}。"))
    return found


def _implausible(sheet: VisitSheet, parsed: Mapping[str, Any]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    weight, target = parsed.get("weight_kg"), parsed.get("weight_target")
    before = sheet.last.get("weight_kg")
    if weight and before and abs(weight - before) / before > _WEIGHT_JUMP:
        text = f"体重 {weight:.1f} kg，上次 {before:.1f} kg，差了一成以上，请核对。"
        found.append(Problem("weight_kg", "jump", text))
    height = parsed.get("height_cm")
    heavy = height and weight and weight / (height / 100) ** 2 > _BMI_GOAL
    if weight and target and target > weight and heavy:
        text = f"目标体重 {target:.1f} kg 比现在 {weight:.1f} kg 还重，而体质指数已高于 23.9。"
        found.append(Problem("weight_target", "heavier_than_now", text))
    sbp = parsed.get("sbp")
    if sbp is not None and sbp < _LOW_SBP:
        text = f"收缩压 {sbp}，低于 {_LOW_SBP}，请复测；确实这样低，问有没有头晕乏力，减药或转诊，并写明。"
        found.append(Problem("sbp", "low", text))
    last = sheet.last
    measured = ("sbp", "dbp", "heart_rate", "weight_kg")
    if all(last.get(name) and parsed.get(name) == last[name] for name in measured):
        found.append(Problem("sbp", "identical", "血压、心率、体重与上次完全相同，请核对是不是今天量的。"))
    return tuple(found)
