"""Of the automatic backups the newest of the last days, weeks and months stay."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from vclinic.files.backup_rotation import superfluous

NOW = datetime(2026, 11, 24, 8, 30)
A_YEAR = [NOW - timedelta(days=day) for day in range(400)]


def kept(made: list[datetime], days: int = 7, weeks: int = 4, months: int = 12) -> list[datetime]:
    return sorted(set(made) - superfluous(made, days, weeks, months), reverse=True)


def test_a_year_of_days_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    assert [f"{moment:%m-%d}" for moment in kept(A_YEAR)] == [
        "11-24", "11-23", "11-22", "11-21", "11-20", "11-19", "11-18", "11-15", "11-08",
        "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28", "01-31", "12-31",
    ]  # fmt: skip


def test_of_one_day_the_last_one_stays() -> None:
    morning, evening = NOW, NOW + timedelta(hours=9)
    assert superfluous([morning, evening], 7, 4, 12) == {morning}


@pytest.mark.parametrize(
    ("made", "left"),
    [
        ([], []),
        ([NOW], [NOW]),
        ([NOW, NOW - timedelta(days=200)], [NOW, NOW - timedelta(days=200)]),
    ],
    ids=["none", "one", "a clinic that was shut loses nothing"],
)
def test_few_backups_all_stay(made: list[datetime], left: list[datetime]) -> None:
    assert kept(made) == left


def test_the_newest_stays_even_when_nothing_is_asked_for() -> None:
    assert kept(A_YEAR, 0, 0, 0) == [NOW]


@given(
    st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), unique=True),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_what_stays_is_stable_and_never_more_than_asked_for(made: list[datetime], days: int, months: int) -> None:
    left = kept(made, days, 2, months)
    assert kept(left, days, 2, months) == left
    assert len(left) <= max(1, days + 2 + months)
    assert not made or max(made) in left
