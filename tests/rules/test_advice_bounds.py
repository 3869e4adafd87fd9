"""What bounds all advice: one range of weight an age, and every figure with its source."""

import json

import pytest

from vclinic.resources import resource
from vclinic.rules.advice_bounds import advice_bounds


@pytest.mark.parametrize(
    ("age", "low", "high", "above"),
    [(17, 18.5, 23.9, "lose"), (64, 18.5, 23.9, "lose"), (65, 20.0, 26.9, "watch"), (79, 20.0, 26.9, "watch"),
     (80, 22.0, 26.9, "keep"), (101, 22.0, 26.9, "keep")],
)  # fmt: skip
def test_the_weight_that_suits_an_age(age: int, low: float, high: float, above: str) -> None:
    suits = advice_bounds().body_mass_at(age)
    assert (suits.low, suits.high, suits.above) == (low, high, above)


def test_how_long_is_too_long() -> None:
    bounds = advice_bounds()
    assert bounds.minutes_at(74, short_of_breath=False) == 60
    assert bounds.minutes_at(75, short_of_breath=False) == bounds.minutes_at(40, short_of_breath=True) == 30


def test_every_figure_says_where_it_is_from() -> None:
    raw = json.loads(resource("prescriptions", "bounds.json").read_text(encoding="utf-8"))
    for figure in (*raw["body_mass"], *(entry for entry in raw.values() if isinstance(entry, dict))):
        assert figure["mark"] in ("verified", "corroborated", "de-facto", "local", "memory", "design")
        assert figure["source"]
