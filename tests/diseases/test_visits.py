"""Whom a judgement is about, and which visit counts as the one before."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from vclinic.diseases.visits import Earlier, Subject, before

NEWEST_FIRST = tuple(Earlier(date(2026, month, 1), {}) for month in (11, 8, 5))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1961, 11, 24), date(2026, 11, 23), 64),
        (date(1961, 11, 24), date(2026, 11, 24), 65),
        (date(1960, 2, 29), date(2025, 2, 28), 64),
        (date(1960, 2, 29), date(2025, 3, 1), 65),
    ],
)
def test_the_limits_of_an_age_begin_with_the_birthday(born: date, day: date, age: int) -> None:
    assert Subject(born).age_on(day) == age


def test_the_birth_date_goes_before_an_age_that_was_told() -> None:
    assert Subject(date(1966, 5, 1), age=80).age_on(date(2026, 11, 24)) == 60


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2026, 12, 1), 0),
        (date(2026, 11, 2), 0),
        (date(2026, 11, 1), 1),
        (date(2026, 5, 2), 2),
        (date(2026, 5, 1), None),
    ],
)
def test_neither_a_visit_of_the_same_day_nor_a_later_one_counts(day: date, place: int | None) -> None:
    assert before(NEWEST_FIRST, day) is (None if place is None else NEWEST_FIRST[place])


@given(st.lists(DAYS, max_size=6), DAYS)
def test_it_is_the_newest_of_those_before_the_day(days: list[date], day: date) -> None:
    history = [Earlier(visited, {}) for visited in sorted(days, reverse=True)]
    last = before(history, day)
    assert (last.visited_on if last else None) == max((visited for visited in days if visited < day), default=None)
