"""Type-2 diabetes as the rest of the program asks it."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from vclinic.diseases import shared
from vclinic.diseases.diabetes.advice import contribution
from vclinic.diseases.diabetes.assess import assess, needs_emergency_question, treatment_goal
from vclinic.diseases.diabetes.course import ADVERSE, REGIMENS, course, habits
from vclinic.diseases.diabetes.field_list import from_field_list
from vclinic.diseases.diabetes.findings import findings
from vclinic.diseases.diabetes.form import DIABETES_FOLLOW_UP
from vclinic.diseases.diabetes.record import glucose
from vclinic.diseases.diabetes.rules import DiabetesRules, mmol, read_rules
from vclinic.diseases.diabetes.visit import facts_of
from vclinic.diseases.disease import Band, Disease, Earlier, Flag, JudgedVisit, Measure, Subject, before
from vclinic.diseases.finding import Finding
from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import Assessment
from vclinic.domain.problem import Problem
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.advice_library import load_advice
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.person import PersonFacts
from vclinic.rules.rule_set import RuleHead, Values

_REFERRALS = {
    "emergency": "危急情况",
    "complication": "出现新的并发症或原有并发症加重",
    "adr_uncontrollable": "药物不良反应难以控制",
    "consecutive_unsatisfied": "连续两次空腹血糖控制不满意",
}
_GLUCOSE = Measure("fbg", "空腹血糖", "mmol/L", ("fbg",), 1)
_PRESSURE = Measure("bp", "血压", "mmHg", ("sbp", "dbp"))


class Diabetes(Disease[DiabetesRules]):
    """2 型糖尿病患者健康管理, third edition."""

    key = "t2dm"
    label = "2 型糖尿病"
    diagnosis = "2 型糖尿病"
    rule_kind = "diabetes"
    forms = (DIABETES_FOLLOW_UP,)
    measures = (_GLUCOSE, _PRESSURE)
    needed = ("fbg", "sbp", "dbp")
    asked_first = "bp_readings"
    measured = ("fbg", "sbp", "dbp", "weight_kg")
    measured_label = "血糖、血压、体重"
    flags = (
        Flag("new_complication", "新并发症或加重"),
        Flag("adr_uncontrollable", "不良反应难控制"),
        Flag("pregnant", "妊娠哺乳", fertile=True),
    )
    previous = {
        "fbg": glucose("上次空腹血糖"),
        "adr": Meaning("上次药物不良反应", "code", codes=codes.ADR),
        "hypoglycemia": Meaning("上次低血糖反应", "code", codes=codes.HYPOGLYCEMIA),
    }
    satisfied_name = "fbg_satisfied"

    regimens = REGIMENS
    adverse_example = ADVERSE

    def read_rules(self, head: RuleHead, values: Values) -> DiabetesRules:
        return read_rules(head, values)

    def typed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(shared.means(values))

    def compute(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(shared.body_mass(values))

    def assess(
        self, values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier], rules: DiabetesRules
    ) -> Assessment | None:
        day = values.get("visit_date")
        facts = facts_of(values, before(history, day) if day is not None else None)
        return None if facts is None else assess(facts, rules)

    def from_field_list(self, document: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        return from_field_list(document)

    def ask(self, values: Mapping[str, Any], subject: Subject, rules: DiabetesRules) -> tuple[str, ...]:
        return tuple(needs_emergency_question(values.get("symptom_codes") or (), values.get("heart_rate"), rules))

    def implausible(
        self, values: Mapping[str, Any], last: Mapping[str, Any], age: int, rules: DiabetesRules
    ) -> list[Problem]:
        found = shared.unlikely_weight(values, last, advice_bounds().body_mass_at(age).high)
        fbg, pbg = values.get("fbg"), values.get("pbg")
        if fbg is not None and pbg is not None and pbg < fbg:
            text = f"餐后血糖 {mmol(pbg)} 比空腹 {mmol(fbg)} 还低，请核对是不是填反了。"
            found.append(Problem("pbg", "below_fasting", text))
        return found + shared.identical(values, last, self.measured, self.measured_label)

    def goal(self, age: int, rules: DiabetesRules) -> str:
        return treatment_goal(rules)

    def band(self, measure: Measure, age: int, rules: DiabetesRules) -> Band:
        if measure.key == _PRESSURE.key:
            high, low = rules.goal_sbp_below, rules.goal_dbp_below
            return Band(((None, high), (None, low)), f"<{high}/{low}")
        return Band(((rules.goal_fbg_from, rules.fbg_below),), f"{mmol(rules.goal_fbg_from)}–<{mmol(rules.fbg_below)}")

    def repeat_hint(self, values: Mapping[str, Any], rules: DiabetesRules) -> str:
        return shared.pressure_again(values, rules.reading_gap)

    def referral_reason(self, assessment: Assessment) -> str:
        named = [_REFERRALS[reason.code] for reason in assessment.reasons if reason.code in _REFERRALS]
        return named[0] if named else assessment.reasons[0].text

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

    def cause(self, visit_class: str, values: Mapping[str, Any]) -> str:
        figure = _GLUCOSE.text(values)
        return {
            "1": f"空腹血糖 {figure} 达标，没有不良反应",
            "2": f"空腹血糖 {figure} 没达标",
            "3": "有不良反应或频繁低血糖",
            "4": "有新的并发症或加重",
        }[visit_class]

    def findings(self, values: Mapping[str, Any], earlier: Sequence[Earlier], subject: Subject) -> list[Finding]:
        return findings(values, earlier)


DIABETES = Diabetes()
