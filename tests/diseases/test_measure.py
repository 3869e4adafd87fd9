"""Figures as doctors write them, for trends, lists and columns."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from vclinic.diseases.measure import Measure, as_written

PRESSURE = Measure("bp", "血压", "mmHg", ("sbp", "dbp"))
GLUCOSE = Measure("fbg", "空腹血糖", "mmol/L", ("fbg",), 1)


@pytest.mark.parametrize(
    ("figure", "decimals", "text"),
    [
        (152, 0, "152"), (152.0, 0, "152"), (7, 1, "7.0"), (7.0, 2, "7.00"), (6.95, 1, "6.95"), (6.95, 0, "6.95"),
        (10.1, 1, "10.1"), (10.10, 0, "10.1"), (16.70, 1, "16.7"), (0.5, 0, "0.5"), (0, 1, "0.0"), (7.004, 1, "7.0"),
    ],
)  # fmt: skip
def test_no_place_is_lost_that_was_measured_and_none_is_added(figure: float, decimals: int, text: str) -> None:
    assert as_written(figure, decimals) == text


@given(st.integers(100, 4000))
def test_a_glucose_reads_back_as_what_was_measured(hundredths: int) -> None:
    figure = hundredths / 100
    assert float(as_written(figure, 1)) == figure


@given(st.integers(100, 4000), st.integers(100, 4000))
def test_different_figures_are_never_written_alike(one: int, other: int) -> None:
    assert (as_written(one / 100, 1) == as_written(other / 100, 1)) is (one == other)


@pytest.mark.parametrize(
    ("measure", "values", "figures", "text"),
    [
        (PRESSURE, {"sbp": 152, "dbp": 94}, (152, 94), "152/94"),
        (PRESSURE, {"sbp": 152}, (), ""),
        (PRESSURE, {"sbp": 152, "dbp": None}, (), ""),
        (PRESSURE, {}, (), ""),
        (GLUCOSE, {"fbg": 7.0, "sbp": 152}, (7.0,), "7.0"),
        (GLUCOSE, {"fbg": None}, (), ""),
    ],
)
def test_half_of_a_measure_is_none(
    measure: Measure, values: dict[str, Any], figures: tuple[float, ...], text: str
) -> None:
    assert measure.figures(values) == figures
    assert measure.text(values) == text
