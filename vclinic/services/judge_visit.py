"""The judgement of a visit while it is typed: pure and quick enough for every key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic.domain.follow_up import Assessment
from vclinic.domain.problem import Problem
from vclinic.forms import draft
from vclinic.forms.spec import Context
from vclinic.rules.rule_set import RuleBook
from vclinic.services.visit_sheet import VisitSheet, person_facts


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the machine makes of the values so far.

    Attributes:
        problems: what cannot be saved, field by field.
        implausible: what may be true but wants a reason.
        assessment: None while what it needs is missing or wrong.
        computed: values the machine fills in.
        emergency_question: signs to ask the doctor about, codes of the form's ``emergency_signs``.
        goal_text: the treatment goal, written beside the appraisal band and never mixed with it.
        summary: the visit in a word: 152/94. figures: of the disease's first measure; empty while one is missing.
        revisit_weeks, routine_months: how soon the next visit is, by the rule set in force.
    """

    problems: tuple[Problem, ...]
    implausible: tuple[Problem, ...]
    assessment: Assessment | None
    computed: dict[str, Any]
    emergency_question: tuple[str, ...]
    goal_text: str
    summary: str
    figures: tuple[float, ...] = ()
    revisit_weeks: int = 0
    routine_months: int = 0


def judge(sheet: VisitSheet, values: Mapping[str, Any], today: date, rules: RuleBook) -> Judgement:
    """Judge ``values``. An overruled field is left to the caller: ``computed`` always says what the machine thinks."""
    disease, form = sheet.disease, sheet.form
    typed = disease.typed(values)
    given = dict(values) | typed
    context = Context(today, person_facts(sheet.resident.resident))
    machine = {name: given.pop(name, None) for name in ("visit_class", "next_visit_date")}
    parsed, problems = draft.parse_values(form, given, context)
    problems = _without_echoes(sheet, problems)
    computed: dict[str, Any] = typed | disease.compute(parsed)
    day = parsed.get("visit_date")
    wrong = {problem.field for problem in problems}
    assessment: Assessment | None = None
    question: tuple[str, ...] = ()
    goal = ""
    implausible: list[Problem] = []
    weeks = months = 0
    if day is not None and "visit_date" not in wrong:
        rule_set, subject = disease.rules_on(rules, day), sheet.subject
        weeks, months = rule_set.revisit_days // 7, rule_set.routine_months
        age = subject.age_on(day) or 0
        goal = disease.goal(age, rule_set)
        implausible = disease.implausible(parsed, sheet.last, age, rule_set)
        written_in = {form.stands_for.get(name, name) for name in disease.needed}
        if not wrong.intersection((*disease.needed, *written_in)):
            question = disease.ask(parsed, subject, rule_set)
            known = parsed | computed
            assessment = disease.assess(known, subject, sheet.others, rule_set)
            assessment = assessment or disease.at_once(known, subject, rule_set)
        if assessment is not None:
            computed |= {"visit_class": assessment.visit_class, "next_visit_date": assessment.next_visit_date}
            if assessment.referral != "none":
                computed["referral_reason"] = disease.referral_reason(assessment)
                computed["referral_org_dept"] = sheet.referral_org
    chosen = {name: value for name, value in machine.items() if value not in (None, "")}
    problems += _required(sheet, parsed | computed | chosen, problems)
    _, late = draft.parse_values(form, {"visit_date": day, **(computed | chosen)}, context) if day else ({}, [])
    problems += [problem for problem in late if problem.field in ("visit_class", "next_visit_date")]
    return Judgement(
        problems=tuple(problems),
        implausible=tuple(implausible),
        assessment=assessment,
        computed=computed,
        emergency_question=question,
        goal_text=goal,
        summary=disease.summary(parsed | computed),
        figures=disease.measures[0].figures(parsed | computed),
        revisit_weeks=weeks,
        routine_months=months,
    )


def _without_echoes(sheet: VisitSheet, problems: list[Problem]) -> list[Problem]:
    """Problems without that of a mean whose readings are wrong already: one mistake gets one sentence."""
    wrong = {problem.field for problem in problems}
    echoes = {name for name, source in sheet.form.stands_for.items() if source in wrong}
    return [problem for problem in problems if problem.field not in echoes]


def _required(sheet: VisitSheet, filled: Mapping[str, Any], known: list[Problem]) -> list[Problem]:
    """What is not filled in. What the machine works out is not asked for while what it needs is wrong or missing."""
    wrong = {problem.field for problem in known}
    form, needed = sheet.form, set(sheet.disease.needed)
    sources = {form.stands_for.get(name, name) for name in needed}
    waiting = {name for name in needed if form.stands_for.get(name) in wrong}
    if wrong & (needed | sources) or any(filled.get(name) in (None, "", ()) for name in needed):
        waiting |= {"visit_class", "next_visit_date"}
    return [
        Problem(name, "required", f"请填写{meaning.label}。")
        for name, meaning in form.meanings.items()
        if name in form.required and name not in wrong | waiting and filled.get(name) in (None, "", ())
    ]
