"""Figures as people write them: bounds are inclusive, a second unit is taken when it is named and asked about when not."""

import math
from typing import Any

import pytest
from hypothesis import given, strategies as st

from vclinic.diseases.diabetes.form import DIABETES_FOLLOW_UP
from vclinic.domain.fields import Meaning, OtherUnit
from vclinic.domain.problem import Problem
from vclinic.forms.figures import converted, read_figure, within

PULSE = Meaning("心率", "integer", "次/分", 30, 220)
WEIGHT = Meaning("体重", "decimal", "kg", 2, 300, decimals=1)
GLUCOSE = DIABETES_FOLLOW_UP.meanings["fbg"]
PLAIN = Meaning("数", "decimal", decimals=2)


def problem(meaning: Meaning, value: Any) -> Problem:
    read = read_figure("it", meaning, value)
    assert isinstance(read, Problem), read
    assert read.field == "it"
    return read


@pytest.mark.parametrize(
    ("meaning", "value", "read"),
    [
        (PULSE, "30", 30), (PULSE, "220", 220), (PULSE, 76.0, 76), (PULSE, "+76", 76), (PULSE, "076", 76),
        (WEIGHT, "2", 2.0), (WEIGHT, "300.0", 300.0), (WEIGHT, "64.55", 64.5), (WEIGHT, 64.56, 64.6), (WEIGHT, 64, 64.0),
        (PLAIN, "-3.14159", -3.14), (PLAIN, -(10**15), -1e15),
    ],
)  # fmt: skip
def test_a_figure_within_its_bounds(meaning: Meaning, value: Any, read: float) -> None:
    assert read_figure("it", meaning, value) == read


@pytest.mark.parametrize(
    ("meaning", "value", "code"),
    [
        (PULSE, "29", "out_of_bounds"), (PULSE, "221", "out_of_bounds"), (PULSE, 29.999, "not_a_number"),
        (WEIGHT, "1.99", "out_of_bounds"), (WEIGHT, "300.01", "out_of_bounds"), (PLAIN, 10**15 + 1, "out_of_bounds"),
        (PULSE, "76.0", "not_a_number"), (PULSE, "七十六", "not_a_number"), (PULSE, "7 6", "not_a_number"),
        (PULSE, "1234567890", "not_a_number"), (WEIGHT, "64.", "not_a_number"), (WEIGHT, ".5", "not_a_number"),
        (WEIGHT, "6e1", "not_a_number"), (WEIGHT, "1.2345678", "not_a_number"), (WEIGHT, math.nan, "not_a_number"),
        (WEIGHT, -math.inf, "not_a_number"), (WEIGHT, False, "not_a_number"), (WEIGHT, None, "not_a_number"),
        (WEIGHT, ["64"], "not_a_number"), (PULSE, "٧٦", ""), (PULSE, "²", "not_a_number"),
    ],
)  # fmt: skip
def test_what_is_no_figure_or_out_of_bounds(meaning: Meaning, value: Any, code: str) -> None:
    if code:
        assert problem(meaning, value).code == code
    else:  # Arabic-Indic digits are digits
        assert read_figure("it", meaning, value) == 76


def test_the_sentence_says_which_kind_of_figure_is_wanted() -> None:
    assert problem(PULSE, "x").text == "心率要填整数。"
    assert problem(WEIGHT, "x").text == "体重要填数字。"
    assert problem(PULSE, 76.5).text == "心率要填整数。"
    assert problem(WEIGHT, "301").text == "体重 301 不在 2–300 kg 之间，请核对。"
    assert problem(Meaning("龄", "integer", low=0), "-1").text == "龄 -1 不在 0–不限 之间，请核对。"
    assert problem(PLAIN, 10**400).text == "数的数字太大，请核对。"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7.2", 7.2), ("7.2mmol/L", 7.2), ("7.2 mmol/l", 7.2), ("126mg/dL", 7.0), ("126 MG/DL", 7.0), ("180 mg/dl", 10.0),
    ],
)  # fmt: skip
def test_blood_glucose_in_either_unit_when_it_is_named(typed: str, read: float) -> None:
    assert read_figure("fbg", GLUCOSE, typed) == read


@pytest.mark.parametrize("typed", ["126", "180", 126, 126.0])
def test_a_figure_that_fits_the_other_unit_only_is_asked_about_and_never_converted_silently(typed: Any) -> None:
    asked = problem(GLUCOSE, typed)
    assert (asked.code, asked.short) == ("unit_suspected", "单位？")
    assert "mg/dL" in asked.text
    assert "请改填" in asked.text


@pytest.mark.parametrize(
    ("typed", "code"),
    [("9 mg/dL", "unit_suspected"), ("9000 mg/dL", "unit_suspected"), ("x mg/dL", "not_a_number"), ("7,2 mmol/L", "not_a_number"), ("9999", "out_of_bounds")],
)  # fmt: skip
def test_a_figure_that_fits_neither_unit_is_refused(typed: str, code: str) -> None:
    assert problem(GLUCOSE, typed).code == code


@given(st.integers(40, 500))
def test_what_the_question_proposes_is_taken_as_it_stands(milligrams: int) -> None:
    assert GLUCOSE.other_unit is not None
    meant = converted(GLUCOSE.other_unit, milligrams)
    if within(GLUCOSE, meant) and not within(GLUCOSE, milligrams):
        asked = problem(GLUCOSE, milligrams)
        proposed = asked.text.partition("请改填 ")[2].partition("，")[0]
        assert read_figure("fbg", GLUCOSE, proposed) == meant
        assert read_figure("fbg", GLUCOSE, f"{milligrams} mg/dL") == meant


@given(st.floats(allow_nan=False), st.floats(0, 100), st.floats(100, 200))
def test_bounds_are_part_of_what_is_allowed(figure: float, low: float, high: float) -> None:
    meaning = Meaning("数", "decimal", low=low, high=high, decimals=6)
    assert within(meaning, low)
    assert within(meaning, high)
    assert isinstance(read_figure("it", meaning, figure), Problem) is not within(meaning, figure)


@pytest.mark.parametrize(("figure", "own"), [(126, 7.0), (180, 10.0), (100, 5.6), (0, 0.0), (90, 5.0)])
def test_eighteen_milligrams_are_one_millimole(figure: float, own: float) -> None:
    assert converted(OtherUnit("mg/dL", 18), figure) == own
