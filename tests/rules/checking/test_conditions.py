"""Whether a condition of the caution tables holds for a person."""

from datetime import date
from typing import Any

import pytest

from tests.rules.people import PRESCRIPTION, order, person, report
from vclinic.rules.checking.conditions import has_allergy, holds, is_pregnant
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.person import PastReaction

SWOLLEN = PastReaction(("卡托普利",), frozenset(("ACEI",)), "swelling", "脸肿")


def ill(*keys: str) -> dict[str, Any]:
    return {"diseases": frozenset(keys)}


def potassium(value: float) -> dict[str, Any]:
    return {"labs": Labs(potassium_mmol_l=Lab(value, date(2026, 11, 24)))}


@pytest.mark.parametrize(
    ("condition", "known", "expected"),
    [
        ("age:<18y", {"age": 17}, True), ("age:<18y", {"age": 18}, False), ("age:>=65y", {"age": 65}, True), ("age:>=65y", {"age": 64}, False),
        ("age:<6m", {"age": 0}, True), ("age:<6m", {"age": 1}, False), ("age:<28d", {"age": 0}, True), ("age:>=6m", {"age": 0}, False), ("age:>=6m", {"age": 1}, True),
        ("age:<3m", {"age": 0, "age_months": 2}, True), ("age:<3m", {"age": 0, "age_months": 3}, False),
        ("age:<28d", {"age": 0, "age_days": 27}, True), ("age:<28d", {"age": 0, "age_days": 28}, False), ("age:>=6m", {"age": 0, "age_months": 6}, True),
        ("age:elderly", {"age": 90}, False),
        ("renal:egfr<30", {"egfr": 29.9}, True), ("renal:egfr<30", {"egfr": 30.0}, False), ("renal:egfr30-45", {"egfr": 30.0}, True),
        ("renal:egfr30-45", {"egfr": 45.0}, False), ("renal:egfr<30", {}, False), ("renal:egfr<30", ill("ckd"), True), ("renal:oliguria", ill("ckd"), False),
        ("disease:gout", ill("gout"), True), ("disease:gout", ill("hyperuricaemia"), False), ("disease:hypertension", ill("htn"), True),
        ("disease:cvd", ill("stroke"), True), ("disease:diabetes", ill("t2dm"), True),
        ("disease:hypotension", {"sbp": 89}, True), ("disease:hypotension", {"sbp": 90}, False), ("disease:hypotension", {}, False),
        ("disease:hyperkalaemia", potassium(5.6), True), ("disease:hyperkalaemia", potassium(5.5), False),
        ("disease:hypokalaemia", potassium(3.4), True), ("disease:hypokalaemia", potassium(3.5), False), ("disease:hypokalaemia", {}, False),
        ("hepatic:any", ill("hepatitis"), True), ("hepatic:severe", ill("hepatitis"), False), ("hepatic:severe", ill("cirrhosis"), True),
        ("hepatic:unheard", ill("cirrhosis"), False),
        ("lifestyle:alcohol", {"drinks": True}, True), ("lifestyle:alcohol", {}, False), ("lifestyle:heavy_alcohol", {"drinks": True}, False),
        ("lifestyle:heavy_alcohol", {"alcohol_g_day": 15.0}, False), ("lifestyle:heavy_alcohol", {"alcohol_g_day": 16.0}, True),
        ("lifestyle:heavy_alcohol", {"alcohol_g_day": 16.0, "sex_code": "1"}, False), ("lifestyle:driving", {"drinks": True}, False),
        ("pregnancy:any", {"pregnant": True}, True), ("pregnancy:T1", ill("pregnancy"), True), ("lactation", ill("lactation"), True),
        ("pregnancy:any", ill("lactation"), False),
        ("planning:pregnancy", {"age": 32}, True), ("planning:pregnancy", {"age": 32, "planning_pregnancy": False}, False),
        ("planning:pregnancy", {"age": 32, "planning_pregnancy": True}, True), ("planning:pregnancy", {"age": 50}, False),
        ("planning:pregnancy", {"age": 32, "sex_code": "1"}, False), ("planning:pregnancy", {"age": 32, "pregnant": True}, False),
        ("allergy:penicillin", {"allergies": ("penicillin",)}, True), ("allergy:nsaid", {"allergies": ("penicillin",)}, False),
        ("allergy:angioedema", {"reactions": (SWOLLEN,)}, True), ("allergy:penicillin", {"reactions": (SWOLLEN,)}, False),
        ("skin_test:penicillin", {}, True), ("skin_test:cephalosporin", {}, False), ("skin_test:cephalosporin", {"allergies": ("penicillin",)}, True),
        ("administration:mixing", {}, False), ("moon:full", {"age": 90}, False), ("", {}, False),
    ],
)  # fmt: skip
def test_a_condition_of_the_tables(condition: str, known: dict[str, Any], *, expected: bool) -> None:
    assert holds(condition, person(**known), PRESCRIPTION) is expected


def test_what_was_said_by_hand_is_an_answer() -> None:
    assert has_allergy(person(allergy_text="花粉"))
    assert not has_allergy(person(allergy_text="  "))
    assert is_pregnant(person(**ill("pregnancy")))


@pytest.mark.parametrize(
    ("keys", "severity"), [(("htn", "copd"), "note"), (("htn", "copd", "copd_exacerbation"), "warn")]
)
def test_a_selective_blocker_is_mild_in_steady_lungs_only(keys: tuple[str, ...], severity: str) -> None:
    checks = report([order("比索洛尔片")], person(heart_rate=72, **ill(*keys))).checks
    assert [check.severity for check in checks if check.code == "比索洛尔/disease:copd"] == [severity]
