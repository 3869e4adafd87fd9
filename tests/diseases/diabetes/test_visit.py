"""The facts of a diabetes visit, taken from its record and from the visit before it."""

from datetime import date
from typing import Any

import pytest

from tests.diseases.diabetes.people import values
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.diseases.diabetes.visit import facts_of
from vclinic.diseases.visits import Earlier
from vclinic.domain.follow_up import DrugUse

THEN = date(2026, 8, 24)


@pytest.mark.parametrize("missing", ["visit_date", "fbg", "sbp", "dbp"])
@pytest.mark.parametrize("gone", [None, "absent"])
def test_without_what_it_needs_there_are_no_facts(missing: str, gone: str | None) -> None:
    given = values() | {missing: None}
    if gone:
        given.pop(missing)
    assert facts_of(given, None) is None


def test_what_nobody_wrote_is_as_good_as_can_be() -> None:
    facts = facts_of({name: values()[name] for name in ("visit_date", "fbg", "sbp", "dbp")}, None)
    assert facts is not None
    assert (facts.adr, facts.hypoglycemia, facts.drugs, facts.previous) == ("1", "1", (), None)
    assert facts.glucoses == (("空腹血糖", 6.4),)


def test_every_glucose_that_was_measured_counts_the_fasting_one_first() -> None:
    facts = facts_of(values(pbg=9.1, rbg=12.0), None)
    assert facts is not None
    assert facts.glucoses == (("空腹血糖", 6.4), ("餐后血糖", 9.1), ("随机血糖", 12.0))


def test_drugs_are_those_of_both_lists() -> None:
    facts = facts_of(values(drugs=(DrugUse("格列美脲片", 1, "2 mg"),), insulin=(InsulinUse("甘精", "睡前 8"),)), None)
    assert facts is not None
    assert facts.drugs == ("格列美脲片", "胰岛素 甘精")


@pytest.mark.parametrize(
    ("then", "visit_class", "reacted"),
    [
        ({"adr": "2"}, "3", True),
        ({"adr": "1", "hypoglycemia": "3"}, "3", True),
        ({"adr": "1", "hypoglycemia": "2"}, "1", False),
        ({"adr": "1"}, "3", False),
        ({}, "3", True),
        ({}, "2", False),
        ({"hypoglycemia": "3"}, "", True),
    ],
)
def test_whether_there_was_a_reaction_then(then: dict[str, Any], visit_class: str, reacted: bool) -> None:
    facts = facts_of(values(), Earlier(THEN, then, visit_class))
    assert facts is not None
    assert facts.previous is not None
    assert facts.previous.had_reaction is reacted
    assert facts.previous.visit_date == THEN
