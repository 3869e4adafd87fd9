"""Hypertension as the rest of the program asks it."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from vclinic.diseases import shared
from vclinic.diseases.disease import Band, Disease, Earlier, Flag, JudgedVisit, Measure, Subject, before
from vclinic.diseases.hypertension.advice import contribution
from vclinic.diseases.hypertension.assess import VisitFacts, assess, needs_emergency_question, treatment_goal
from vclinic.diseases.hypertension.course import ADVERSE, REGIMENS, course, habits
from vclinic.diseases.hypertension.form import HYPERTENSION_FOLLOW_UP
from vclinic.diseases.hypertension.reasons import PreviousVisit
from vclinic.diseases.hypertension.rules import HypertensionRules, read_rules
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
    "consecutive_unsatisfied": "连续两次血压控制不满意",
}


class Hypertension(Disease[HypertensionRules]):
    """高血压患者健康管理, third edition."""

    key = "htn"
    label = "高血压"
    diagnosis = "原发性高血压"
    rule_kind = "hypertension"
    forms = (HYPERTENSION_FOLLOW_UP,)
    measures = (Measure("bp", "血压", "mmHg", ("sbp", "dbp")),)
    needed = ("sbp", "dbp")
    asked_first = "bp_readings"
    measured = ("sbp", "dbp", "heart_rate", "weight_kg")
    measured_label = "血压、心率、体重"
    flags = (
        Flag("new_complication", "新并发症或加重"),
        Flag("adr_uncontrollable", "不良反应难控制"),
        Flag("pregnant", "妊娠哺乳", fertile=True),
    )
    previous = {
        "sbp": Meaning("上次收缩压", "integer", "mmHg", 50, 300),
        "dbp": Meaning("上次舒张压", "integer", "mmHg", 30, 200),
        "adr": Meaning("上次药物不良反应", "code", codes=codes.ADR),
    }
    satisfied_name = "bp_satisfied"

    regimens = REGIMENS
    adverse_example = ADVERSE

    def read_rules(self, head: RuleHead, values: Values) -> HypertensionRules:
        return read_rules(head, values)

    def typed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(shared.means(values))

    def compute(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(shared.body_mass(values))

    def assess(
        self, values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier], rules: HypertensionRules
    ) -> Assessment | None:
        facts = _facts(values, subject, history)
        return None if facts is None else assess(facts, rules)

    def previous_problems(self, values: Mapping[str, Any]) -> list[Problem]:
        return shared.previous_pressure(values)

    def ask(self, values: Mapping[str, Any], subject: Subject, rules: HypertensionRules) -> tuple[str, ...]:
        facts = _facts(values, subject, ())
        return () if facts is None else tuple(needs_emergency_question(facts))

    def implausible(
        self, values: Mapping[str, Any], last: Mapping[str, Any], age: int, rules: HypertensionRules
    ) -> list[Problem]:
        found = shared.unlikely_weight(values, last, advice_bounds().body_mass_at(age).high)
        sbp = values.get("sbp")
        if sbp is not None and sbp < rules.low_sbp:
            text = f"收缩压 {sbp}，低于 {rules.low_sbp}，请复测；确实这样低，问有没有头晕乏力，减药或转诊，并写明。"
            found.append(Problem("sbp", "low", text))
        return found + shared.identical(values, last, self.measured, self.measured_label)

    def goal(self, age: int, rules: HypertensionRules) -> str:
        return treatment_goal(age, rules)

    def band(self, measure: Measure, age: int, rules: HypertensionRules) -> Band:
        high, low = rules.limits(age)
        return Band(((None, high), (None, low)), f"<{high}/{low}")

    def repeat_hint(self, values: Mapping[str, Any], rules: HypertensionRules) -> str:
        return shared.pressure_again(values, rules.reading_gap)

    def referral_reason(self, assessment: Assessment) -> str:
        named = [_REFERRALS[reason.code] for reason in assessment.reasons if reason.code in _REFERRALS]
        return named[0] if named else assessment.reasons[0].text

    def contribute(
        self, visit: JudgedVisit, person: PersonFacts, rules: HypertensionRules, catalog: Catalog
    ) -> Contribution:
        return contribution(visit, person, rules, catalog, load_advice(self.key))

    def course(self, kind: str, count: int, rng: random.Random) -> tuple[Mapping[str, Any], ...]:
        return course(kind, count, rng)

    def habits(self) -> Mapping[str, Any]:
        return habits()

    def cause(self, visit_class: str, values: Mapping[str, Any]) -> str:
        pressure = self.summary(values)
        return {
            "1": f"血压 {pressure} 达标，没有不良反应",
            "2": f"血压 {pressure} 没达标",
            "3": "有不良反应",
            "4": "有新的并发症或加重",
        }[visit_class]


def _facts(values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier]) -> VisitFacts | None:
    day = values.get("visit_date")
    age = subject.age_on(day) if day is not None else None
    if day is None or age is None or values.get("sbp") is None or values.get("dbp") is None:
        return None
    return VisitFacts(
        visit_date=day,
        age=age,
        sbp=values["sbp"],
        dbp=values["dbp"],
        adr="2" if values.get("adr_uncontrollable") else values.get("adr") or "1",  # while they contradict: the graver
        symptom_codes=values.get("symptom_codes") or (),
        emergency_signs=values.get("emergency_signs") or (),
        pregnant=values.get("pregnant") or False,
        new_complication=values.get("new_complication") or False,
        adr_uncontrollable=values.get("adr_uncontrollable") or False,
        med_adherence=values.get("med_adherence") or "",
        previous=_previous(before(history, day)),
        birth_date=subject.birth_date,
    )


def _previous(last: Earlier | None) -> PreviousVisit | None:
    if last is None:
        return None
    return PreviousVisit(
        last.visited_on,
        last.values.get("sbp"),
        last.values.get("dbp"),
        last.values.get("adr") or ("2" if last.visit_class == "3" else "1"),  # where nothing else is known, the class
        last.visit_class,
        last.satisfied,
    )


HYPERTENSION = Hypertension()
