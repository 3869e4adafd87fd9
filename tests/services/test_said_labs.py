"""Results in a line of JSON: nothing of them is dropped in silence, and none counts on a day it was not taken."""

from datetime import date
from typing import Any

import pytest

from vclinic.services.said_labs import read_labs

DAY, BEFORE = date(2026, 11, 24), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("code", "given", "value", "on"),
    [
        ("creatinine_umol_l", 190, 190, DAY),
        ("creatinine_umol_l", "190", 190, DAY),
        ("creatinine_umol_l", {"value": 190}, 190, DAY),
        ("creatinine_umol_l", {"value": 190, "on": "2026-11-01"}, 190, BEFORE),
        ("creatinine_umol_l", {"value": 190, "date": "2026-11-01"}, 190, BEFORE),
        ("creatinine_umol_l", {"value": 190, "on": None, "date": "2026-11-01"}, 190, BEFORE),
        ("creatinine_umol_l", {"value": 190, "on": "2026-11-24"}, 190, DAY),
        ("creatinine_umol_l", {"value": 2.0, "unit": "mg/dL"}, 176.8, DAY),
        ("creatinine_umol_l", {"value": 190, "unit": "μmol/L"}, 190, DAY),
        ("creatinine_umol_l", {"value": 190, "unit": ""}, 190, DAY),
        ("ldl_mmol_l", {"value": "100", "unit": "mg/dl"}, 2.58, DAY),
        ("urine_protein", "++", 2, DAY),
        ("urine_protein", "2+", 2, DAY),
        ("urine_protein", "±", 0.5, DAY),
        ("urine_protein", "阴性", 0, DAY),
        ("urine_protein", {"value": "＋", "date": "2026-11-01"}, 1, BEFORE),
        ("egfr", {"value": 42.5, "unit": "mL/min/1.73 m²"}, 42.5, DAY),
    ],
)
def test_a_result_is_read(code: str, given: Any, value: float, on: date) -> None:
    (result,), problems = read_labs({code: given}, DAY)
    assert problems == []
    assert (result.code, result.value, result.on) == (code, pytest.approx(value), on)


@pytest.mark.parametrize("given", [None, "", {}, {"value": None}, {"on": "2026-11-01"}, {"value": "", "unit": "mg/dL"}])
def test_nothing_measured_is_no_result(given: Any) -> None:
    assert read_labs({"creatinine_umol_l": given}, DAY) == ((), [])


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"value": 190, "taken": "2025-01-01"}, ".taken", "unknown_key"),
        ({"value": 190, "on": "2026-11-25"}, ".on", "after_visit"),
        ({"value": 190, "on": "去年"}, ".on", "not_a_date"),
        ({"value": 190, "unit": "克"}, ".unit", "unknown_unit"),
        ({"value": 190, "unit": 3}, ".unit", "unknown_unit"),
        ({"value": "高", "unit": "mg/dL"}, "", "not_a_number"),
        ({"value": 99, "unit": "mg/dL"}, "", "out_of_bounds"),
        ("高", "", "not_a_number"),
        (True, "", "not_a_number"),
        ([190], "", "not_a_number"),
        (5, "", "out_of_bounds"),
    ],
)
def test_what_cannot_be_is_said_and_not_counted(given: Any, field: str, code: str) -> None:
    results, problems = read_labs({"creatinine_umol_l": given}, DAY)
    assert results == ()
    assert [(problem.field, problem.code) for problem in problems] == [(f"person.labs.creatinine_umol_l{field}", code)]


def test_what_no_strip_says_is_said() -> None:
    assert [problem.code for problem in read_labs({"urine_protein": "有"}, DAY)[1]] == ["not_a_number"]


def test_each_is_read_for_itself() -> None:
    results, problems = read_labs({"egfr": 40, "potassium_mmol_l": "高", "alt": 3}, DAY, "visit")
    assert [result.code for result in results] == ["egfr"]
    assert [problem.field for problem in problems] == ["visit.potassium_mmol_l"]
