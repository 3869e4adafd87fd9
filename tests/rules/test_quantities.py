"""Whole tablets by exact arithmetic (domain/prescription_and_drugs §6)."""

from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG
from vclinic.domain import codes
from vclinic.domain.stock import Drug
from vclinic.rules.quantities import amount_per_dose, base_units, converted, times_per_day, units_per_dose

AMLODIPINE = CATALOG.find("氨氯地平", "5 mg")
METFORMIN = CATALOG.find("二甲双胍", "0.5 g", "片剂")
COMBINED = CATALOG.find("缬沙坦氨氯地平")
assert AMLODIPINE is not None
assert METFORMIN is not None
assert COMBINED is not None


@pytest.mark.parametrize(
    ("code", "times"),
    [("qd", 1), ("bid", 2), ("tid", 3), ("qid", 4), ("qn", 1), ("q8h", 3), ("q12h", 2), ("qod", Fraction(1, 2)), ("biw", Fraction(2, 7)), ("qw", Fraction(1, 7))],
)  # fmt: skip
def test_times_a_day(code: str, times: Fraction) -> None:
    assert times_per_day(code) == times


def test_every_frequency_of_the_form_is_known_but_as_needed_and_at_once() -> None:
    assert {code for code, _ in codes.FREQUENCY.options if times_per_day(code) is None} == {"prn", "st"}


@pytest.mark.parametrize(
    ("drug", "dose", "unit", "frequency", "days", "units"),
    [
        (AMLODIPINE, 5, "mg", "qd", 28, 28),
        (AMLODIPINE, 2.5, "mg", "qd", 28, 14),
        (AMLODIPINE, 2.5, "mg", "qd", 7, 4),
        (AMLODIPINE, 1, "片", "qod", 7, 4),
        (AMLODIPINE, 1, "片", "biw", 14, 4),
        (METFORMIN, 0.5, "g", "bid", 28, 56),
        (METFORMIN, 500, "mg", "bid", 28, 56),
        (METFORMIN, 0.25, "g", "tid", 28, 42),
        (AMLODIPINE, 0.1, "mg", "qd", 50, 1),
        (AMLODIPINE, 5, "mg", "prn", 28, 0),
        (AMLODIPINE, 5, "mL", "qd", 28, 0),
        (COMBINED, 80, "mg", "qd", 28, 0),
        (COMBINED, 1, "片", "qd", 28, 28),
    ],
)  # fmt: skip
def test_tablets_of_an_order(drug: Drug, dose: float, unit: str, frequency: str, days: int, units: int) -> None:
    assert base_units(dose, unit, frequency, days, drug) == units


@given(st.integers(1, 400), st.integers(1, 84), st.sampled_from(("qd", "bid", "tid", "qid", "qod", "biw")))
def test_never_a_tablet_short_and_never_one_too_many(tenths: int, days: int, frequency: str) -> None:
    assert AMLODIPINE is not None
    times = times_per_day(frequency)
    assert times is not None
    needed = Fraction(tenths, 10) / 5 * times * days
    assert base_units(tenths / 10, "mg", frequency, days, AMLODIPINE) == ceil(needed)


@given(
    st.fractions(min_value=0, max_value=1000),
    st.sampled_from(("g", "mg", "μg", "µg")),
    st.sampled_from(("g", "mg", "μg")),
)
def test_units_convert_there_and_back(amount: Fraction, unit: str, other: str) -> None:
    there = converted(amount, unit, other)
    assert there is not None
    assert converted(there, other, unit) == amount


def test_units_that_do_not_measure_the_same_do_not_convert() -> None:
    assert converted(Fraction(1), "mg", "mL") is None
    assert converted(Fraction(1), "片", "mg") is None
    assert converted(Fraction(1), "mg", "IU") is None
    assert converted(Fraction(1), "mL", "mL") == 1
    assert converted(Fraction(80), "万单位", "IU") == 800_000


def test_one_dose_through_the_strength() -> None:
    assert AMLODIPINE is not None
    assert amount_per_dose(2, "片", "mg", AMLODIPINE) == 10
    assert amount_per_dose(2, "片", "片", AMLODIPINE) == 2
    assert amount_per_dose(2, "片", "mg", None) is None
    assert amount_per_dose(0.5, "g", "mg", None) == 500
    assert amount_per_dose(1, "片", "mg", COMBINED) is None
    assert units_per_dose(1, "mL", AMLODIPINE) is None
    assert units_per_dose(1, "mg", replace(AMLODIPINE, strength_value=None)) is None
