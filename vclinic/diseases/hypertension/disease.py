"""Hypertension as the rest of the program asks it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vclinic.diseases import shared
from vclinic.diseases.answers import FLAGS, answered
from vclinic.diseases.disease import Disease
from vclinic.diseases.guarded import SICK_SYMPTOMS, Felt, alerts_of, asked
from vclinic.diseases.hypertension.advice import contribution
from vclinic.diseases.hypertension.assess import (
    VisitFacts,
    assess,
    bp_satisfied,
    needs_emergency_question,
    treatment_goal,
)
from vclinic.diseases.hypertension.course import ADVERSE, REGIMENS, course, habits
from vclinic.diseases.hypertension.form import HYPERTENSION_FOLLOW_UP
from vclinic.diseases.hypertension.reasons import PreviousVisit
from vclinic.diseases.hypertension.resistant import resistant_to
from vclinic.diseases.hypertension.rules import HypertensionRules
from vclinic.diseases.hypertension.secondary import secondary_to
from vclinic.diseases.measure import Band, Measure
from vclinic.diseases.visits import Earlier, JudgedVisit, Subject, before
from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import Assessment
from vclinic.domain.problem import Problem
from vclinic.rules.advice_library import load_advice
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.person import PersonFacts

_FELT = Felt(unwell=frozenset("256"), ankles="9", sick=SICK_SYMPTOMS)  # 头痛头晕, 呼吸困难, 心悸胸闷; 下肢水肿


class Hypertension(Disease[HypertensionRules]):
    """高血压患者健康管理, third edition."""

    key = "htn"
    label = "高血压"
    diagnosis = "原发性高血压"
    rules_type = HypertensionRules
    rule_kind = "hypertension"
    forms = (HYPERTENSION_FOLLOW_UP,)
    measures = (Measure("bp", "血压", "mmHg", ("sbp", "dbp")),)
    needed = ("sbp", "dbp")
    asked_first = "bp_readings"
    measured = ("sbp", "dbp", "heart_rate", "weight_kg")
    measured_label = "血压、心率、体重"
    flags = FLAGS
    previous = {
        "sbp": Meaning("上次收缩压", "integer", "mmHg", 50, 300),
        "dbp": Meaning("上次舒张压", "integer", "mmHg", 30, 200),
        "adr": Meaning("上次药物不良反应", "code", codes=codes.ADR),
    }
    satisfied_name = "bp_satisfied"
    felt = _FELT

    regimens = REGIMENS
    adverse_example = ADVERSE

    def assess(
        self, values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier], rules: HypertensionRules
    ) -> Assessment | None:
        facts = _facts(values, subject, history)
        if facts is None:
            return None
        satisfied = bp_satisfied(facts.sbp, facts.dbp, facts.age, rules)
        resistant = () if satisfied else resistant_to(values, subject)
        secondary = secondary_to(subject, facts.visit_date)
        return assess(replace(facts, alerts=(*facts.alerts, *resistant, *secondary)), rules)

    def previous_problems(self, values: Mapping[str, Any]) -> list[Problem]:
        return shared.previous_pressure(values)

    def ask(self, values: Mapping[str, Any], subject: Subject, rules: HypertensionRules) -> tuple[str, ...]:
        signs = asked(values, subject, _FELT, needs_emergency_question(values.get("symptom_codes") or ()))
        return tuple(
            sign for sign in signs if sign in codes.EMERGENCY_SIGN
        )  # a diabetic's foot is asked about as other

    def odd(self, values: Mapping[str, Any], rules: HypertensionRules) -> list[Problem]:
        sbp = values.get("sbp")
        if sbp is None or sbp >= rules.low_sbp:
            return []
        text = f"收缩压 {sbp}，低于 {rules.low_sbp}，请复测；确实这样低，问有没有头晕乏力，减药或转诊，并写明。"
        return [Problem("sbp", "low", text)]

    def goal(self, age: int, rules: HypertensionRules) -> str:
        return treatment_goal(age, rules)

    def band(self, measure: Measure, age: int, rules: HypertensionRules) -> Band:
        high, low = rules.limits(age)
        return Band(((None, high), (None, low)), f"<{high}/{low}")

    def repeat_hint(self, values: Mapping[str, Any], rules: HypertensionRules) -> str:
        return shared.pressure_again(values, rules.reading_gap)

    def contribute(
        self, visit: JudgedVisit, person: PersonFacts, rules: HypertensionRules, catalog: Catalog
    ) -> Contribution:
        return contribution(visit, person, rules, catalog, load_advice(self.key))

    def course(self, kind: str, count: int, rng: random.Random) -> tuple[Mapping[str, Any], ...]:
        return course(kind, count, rng)

    def habits(self) -> Mapping[str, Any]:
        return habits()


def _facts(values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier]) -> VisitFacts | None:
    day = values.get("visit_date")
    age = subject.age_on(day) if day is not None else None
    if day is None or age is None or values.get("sbp") is None or values.get("dbp") is None:
        return None
    return VisitFacts(
        **answered(values),
        alerts=alerts_of(values, subject, _FELT),
        age=age,
        sbp=values["sbp"],
        dbp=values["dbp"],
        previous=_previous(before(history, day)),
        birth_date=subject.birth_date,
    )


def _previous(last: Earlier | None) -> PreviousVisit | None:
    if last is None:
        return None
    return PreviousVisit(
        last.visited_on,
        last.values.get("sbp"),
        dbp=last.values.get("dbp"),
        adr=last.values.get("adr")
        or ("2" if last.visit_class == "3" else "1"),  # where nothing else is known, the class
        visit_class=last.visit_class,
        satisfied=last.satisfied,
    )


HYPERTENSION = Hypertension()
