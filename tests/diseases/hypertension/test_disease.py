"""Hypertension as the rest of the program asks it."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.rules.people import DAY, RULES, values
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.diseases.visits import Earlier, Subject

SUBJECT = Subject(date(1968, 3, 12), "2", 156.0)


def test_values_and_history_make_the_facts() -> None:
    history = (Earlier(DAY + timedelta(days=9), values()), Earlier(DAY - timedelta(days=90), values(sbp=150), "2"))
    assessment = HYPERTENSION.assess(values(sbp=152, dbp=94), SUBJECT, history, RULES)
    assert assessment is not None
    assert (assessment.action, assessment.referral) == ("REFER", "suggested")
    assert HYPERTENSION.referral_reason(assessment) == "连续两次血压控制不满意"


@pytest.mark.parametrize("missing", ["visit_date", "sbp", "dbp"])
def test_without_what_it_needs_there_is_no_judgement(missing: str) -> None:
    given = values() | {missing: None}
    assert HYPERTENSION.assess(given, SUBJECT, (), RULES) is None
    assert HYPERTENSION.ask(given, SUBJECT, RULES) == ()


def test_without_an_age_there_is_no_judgement() -> None:
    assert HYPERTENSION.assess(values(), Subject(None), (), RULES) is None


def test_a_reason_without_a_name_of_its_own_is_told_whole() -> None:
    assessment = HYPERTENSION.assess(values(sbp=146), SUBJECT, (), RULES)
    assert assessment is not None
    assert HYPERTENSION.referral_reason(assessment) == assessment.reasons[0].text


def test_signs_are_asked_about() -> None:
    assert "headache" in HYPERTENSION.ask(values(symptom_codes=("2",)), SUBJECT, RULES)


def test_readings_become_their_mean_as_they_are_typed() -> None:
    assert HYPERTENSION.typed({"bp_readings": (("152", "94"), ("148", "9x"))}) == {"sbp": 152, "dbp": 94}
    assert HYPERTENSION.typed({}) == {}
    assert HYPERTENSION.repeat_hint({"bp_readings": ((150, 90), (138, 84))}, RULES).startswith("两次相差超过 10")
    assert HYPERTENSION.repeat_hint({"bp_readings": ((150, 90),)}, RULES) == ""


@pytest.mark.parametrize(
    ("changes", "last", "codes"),
    [
        ({}, {}, []),
        ({"sbp": 86, "dbp": 50}, {}, ["low"]),
        ({"weight_kg": 85.0}, {"weight_kg": 64.5}, ["jump"]),
        ({"weight_kg": 85.0, "weight_target": 90.0}, {}, ["heavier_than_now"]),
        ({}, values(), ["identical"]),
    ],
)
def test_what_wants_a_reason(changes: dict[str, Any], last: dict[str, Any], codes: list[str]) -> None:
    assert [check.code for check in HYPERTENSION.implausible(values(**changes), last, 58, RULES)] == codes


def test_what_the_machine_fills_in() -> None:
    assert HYPERTENSION.compute(values(weight_target=58.0)) == {"bmi": 26.5, "bmi_target": 23.8}
    assert HYPERTENSION.compute({"weight_kg": 64.0}) == {}


def test_in_a_few_words() -> None:
    assert HYPERTENSION.summary(values()) == "136/84"
    assert HYPERTENSION.figures(values()) == {"sbp": 136, "dbp": 84}
    assert HYPERTENSION.cause("2", values(sbp=152)) == "血压 152/84 没达标"
    assert HYPERTENSION.band(HYPERTENSION.measures[0], 70, RULES).text == "<150/90"
    assert HYPERTENSION.goal(58, RULES) == "治疗目标 <130/80"
    assert HYPERTENSION.findings(values(), (), SUBJECT) == []
    assert HYPERTENSION.previous_problems({"sbp": 80, "dbp": 120})
