"""How long answers and results count."""

from datetime import date, timedelta

import pytest

from vclinic.rules.known_limits import known_limits


@pytest.mark.parametrize(
    ("day", "counts"),
    [(date(2026, 3, 4), False), (date(2026, 3, 5), True), (date(2027, 3, 5), True), (date(2027, 3, 6), False)],
)
def test_an_answer_about_a_wish_for_a_child_counts_a_year(day: date, counts: bool) -> None:
    assert known_limits().planning_counts(date(2026, 3, 5), day) is counts


def test_the_file_is_the_one_a_record_can_name() -> None:
    assert known_limits().id == "person-known/1"


DAY = date(2026, 11, 24)


@pytest.mark.parametrize(("ago", "counts"), [(0, True), (90, True), (91, False)])
def test_what_others_gave_counts_for_ninety_days(ago: int, *, counts: bool) -> None:
    assert known_limits().medicines_count(DAY - timedelta(days=ago), DAY) is counts


def test_what_nobody_asked_never_counts() -> None:
    assert known_limits().medicines_count(None, DAY) is False
