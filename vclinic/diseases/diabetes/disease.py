"""Type-2 diabetes as the rest of the program asks it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vclinic.diseases import shared
from vclinic.diseases.answers import FLAGS
from vclinic.diseases.diabetes.advice import contribution
from vclinic.diseases.diabetes.assess import assess, needs_emergency_question, treatment_goal
from vclinic.diseases.diabetes.course import ADVERSE, REGIMENS, course, habits
from vclinic.diseases.diabetes.field_list import from_field_list
from vclinic.diseases.diabetes.findings import findings
from vclinic.diseases.diabetes.form import DIABETES_FOLLOW_UP
from vclinic.diseases.diabetes.glycated import hba1c_alerts
from vclinic.diseases.diabetes.record import glucose
from vclinic.diseases.diabetes.rules import DiabetesRules, mmol
from vclinic.diseases.diabetes.visit import FELT, facts_of
from vclinic.diseases.disease import Disease
from vclinic.diseases.finding import Finding
from vclinic.diseases.guarded import asked
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

_GLUCOSE = Measure("fbg", "空腹血糖", "mmol/L", ("fbg",), 1)
_PRESSURE = Measure("bp", "血压", "mmHg", ("sbp", "dbp"))


class Diabetes(Disease[DiabetesRules]):
    """2 型糖尿病患者健康管理, third edition."""

    key = "t2dm"
    label = "2 型糖尿病"
    diagnosis = "2 型糖尿病"
    rules_type = DiabetesRules
    rule_kind = "diabetes"
    forms = (DIABETES_FOLLOW_UP,)
    measures = (_GLUCOSE, _PRESSURE)
    needed = ("fbg", "sbp", "dbp")
    asked_first = "bp_readings"
    measured = ("fbg", "sbp", "dbp", "weight_kg")
    measured_label = "血糖、血压、体重"
    flags = FLAGS
    previous = {
        "fbg": glucose("上次空腹血糖"),
        "adr": Meaning("上次药物不良反应", "code", codes=codes.ADR),
        "hypoglycemia": Meaning("上次低血糖反应", "code", codes=codes.HYPOGLYCEMIA),
    }
    satisfied_name = "fbg_satisfied"
    felt = FELT
    reaction_label = "有不良反应或频繁低血糖"

    regimens = REGIMENS
    adverse_example = ADVERSE

    def assess(
        self, values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier], rules: DiabetesRules
    ) -> Assessment | None:
        day = values.get("visit_date")
        facts = facts_of(values, before(history, day) if day is not None else None, subject)
        if facts is None:
            return None
        return assess(replace(facts, alerts=(*facts.alerts, *hba1c_alerts(values, subject, rules))), rules)

    def from_field_list(self, document: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        return from_field_list(document)

    def ask(self, values: Mapping[str, Any], subject: Subject, rules: DiabetesRules) -> tuple[str, ...]:
        symptoms, heart_rate = values.get("symptom_codes") or (), values.get("heart_rate")
        signs = asked(values, subject, FELT, needs_emergency_question(symptoms, heart_rate, rules))
        return tuple(
            sign for sign in signs if sign in codes.DIABETES_EMERGENCY_SIGN
        )  # bleeding is asked about as other

    def odd(self, values: Mapping[str, Any], rules: DiabetesRules) -> list[Problem]:
        fbg, pbg = values.get("fbg"), values.get("pbg")
        if fbg is None or pbg is None or pbg >= fbg:
            return []
        text = f"餐后血糖 {mmol(pbg)} 比空腹 {mmol(fbg)} 还低，请核对是不是填反了。"
        return [Problem("pbg", "below_fasting", text)]

    def goal(self, age: int, rules: DiabetesRules) -> str:
        return treatment_goal(rules)

    def band(self, measure: Measure, age: int, rules: DiabetesRules) -> Band:
        if measure.key == _PRESSURE.key:
            high, low = rules.goal_sbp_below, rules.goal_dbp_below
            return Band(((None, high), (None, low)), f"<{high}/{low}")
        return Band(((rules.goal_fbg_from, rules.fbg_below),), f"{mmol(rules.goal_fbg_from)}–<{mmol(rules.fbg_below)}")

    def repeat_hint(self, values: Mapping[str, Any], rules: DiabetesRules) -> str:
        return shared.pressure_again(values, rules.reading_gap)

    def summary(self, values: Mapping[str, Any]) -> str:
        figure = _GLUCOSE.text(values)
        return f"空腹 {figure}" if figure else ""

    def contribute(
        self, visit: JudgedVisit, person: PersonFacts, rules: DiabetesRules, catalog: Catalog
    ) -> Contribution:
        return contribution(visit, person, rules, catalog, load_advice(self.key))

    def course(self, kind: str, count: int, rng: random.Random) -> tuple[Mapping[str, Any], ...]:
        return course(kind, count, rng)

    def habits(self) -> Mapping[str, Any]:
        return habits()

    def findings(self, values: Mapping[str, Any], earlier: Sequence[Earlier], subject: Subject) -> list[Finding]:
        return findings(values, earlier)


DIABETES = Diabetes()
