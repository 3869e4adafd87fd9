"""The limits of vital signs are a rule set like the others: dated, whole, each value with its mark."""

import json
from datetime import date

import pytest

from vclinic.diseases import rule_book
from vclinic.resources import resource
from vclinic.rules.rule_set import RuleHead
from vclinic.rules.vital_limits import KIND, read_vital_limits, vital_limits_on

LIMITS = vital_limits_on(date(2026, 11, 24))


def test_the_shipped_limits_are_in_the_rule_book_of_everything() -> None:
    assert rule_book().on(KIND, date(2026, 11, 24)) == LIMITS
    assert not rule_book().unread


def test_every_limit_says_where_it_comes_from() -> None:
    values = json.loads(resource("rules", "vital-signs-1.json").read_text(encoding="utf-8"))["values"]
    assert {name: (entry["mark"], entry["source"]) for name, entry in values.items()} == LIMITS.sources
    assert all(source for _, source in LIMITS.sources.values())
    assert LIMITS.sources["low_sbp"][0] == "design"
    assert LIMITS.sources["severe_sbp"][0] == "verified"


def test_half_a_set_is_refused() -> None:
    with pytest.raises(ValueError, match="missing"):
        read_vital_limits(RuleHead("x", date(2026, 1, 1)), {"low_sbp": 90})


@pytest.mark.parametrize(
    ("reading", "severe"), [((180, 80), True), ((120, 110), True), ((179, 109), False), ((179, 110), True)]
)
def test_one_pressure_alone_may_be_severe(reading: tuple[int, int], *, severe: bool) -> None:
    assert LIMITS.severe(reading) is severe
