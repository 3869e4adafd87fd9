"""Grams of alcohol in the form's 两, and what is heavy."""

import dataclasses

import pytest

from tests.rules.people import ORDINARY
from vclinic.rules.drinking import alcohol_grams, drinks_heavily


@pytest.mark.parametrize(("liang", "grams"), [(0, 0), (1, 20.8), (1.2, 25.0), (3, 62.4)])
def test_liquor_in_liang_becomes_grams_of_alcohol(liang: float, grams: float) -> None:
    assert alcohol_grams(liang) == grams


@pytest.mark.parametrize(
    ("sex_code", "grams", "heavy"),
    [("1", 25, False), ("1", 25.1, True), ("2", 15, False), ("2", 15.1, True), ("9", 20, True), ("1", 0, False)],
)
def test_more_than_25_grams_for_men_and_15_for_women_is_heavy(sex_code: str, grams: float, heavy: bool) -> None:
    person = dataclasses.replace(ORDINARY, sex_code=sex_code, alcohol_g_day=grams, drinks=grams > 0)
    assert drinks_heavily(person) is heavy


def test_drink_of_an_amount_nobody_knows_is_neither_heavy_nor_not() -> None:
    assert drinks_heavily(dataclasses.replace(ORDINARY, drinks=True, alcohol_g_day=None)) is None
    assert drinks_heavily(ORDINARY) is False
