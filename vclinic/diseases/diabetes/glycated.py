"""Glycated haemoglobin: told beside the fasting glucose and never in its place (diabetes §7, prescription_and_drugs §12.2)."""

from collections.abc import Mapping
from typing import Any

from vclinic.diseases.diabetes.reasons import CLAUSE_HINT
from vclinic.diseases.diabetes.rules import DiabetesRules
from vclinic.diseases.visits import Subject
from vclinic.domain.alert import Alert
from vclinic.rules.known_limits import known_limits

_NAME = "糖化血红蛋白"


def glycated_in(values: Mapping[str, Any], subject: Subject) -> float | None:
    """The result that counts at a visit with a day, in per cent: the one on its form, else the one on record."""
    written, on = values.get("hba1c"), values.get("hba1c_date")
    if written is not None and (on is None or known_limits().lab_counts(on, values["visit_date"])):
        return written
    return subject.hba1c


def hba1c_alerts(values: Mapping[str, Any], subject: Subject, rules: DiabetesRules) -> tuple[Alert, ...]:
    """What a result asks for. It changes no class and holds nothing up: far too high it wants a referral."""
    result = glycated_in(values, subject)
    if result is None or result < rules.goal_hba1c_below:
        return ()
    if result > rules.refer_hba1c_above:
        text = f"{_NAME} {result:.1f}%，高于 {rules.refer_hba1c_above:.1f}%：建议转诊；分类仍按空腹血糖。"
        return (_note("hba1c_high", f"{_NAME}过高", text, "suggested"),)
    easier = f"高龄、脆弱的可放宽到 <{rules.frail_goal_hba1c_below:.1f}%"
    text = f"{_NAME} {result:.1f}%，没到 <{rules.goal_hba1c_below:.1f}%（{easier}）；分类仍按空腹血糖。"
    return (_note("hba1c_over_goal", f"{_NAME}没达标", text, "none"),)


def _note(code: str, name: str, text: str, referral: str) -> Alert:
    return Alert(code, name, "note", text, referral=referral, source=CLAUSE_HINT, mark="memory")
