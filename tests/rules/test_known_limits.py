"""How long answers and results count."""

from datetime import date

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
