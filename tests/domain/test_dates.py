"""Ages, months and weekdays as the forms count them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from vclinic.domain.dates import add_months, age_on, beijing_day, latest_day, months_on, narrow_day, short_day, weekday

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1960-05-20", "2025-05-19", 64), ("1960-05-20", "2025-05-20", 65), ("1960-05-20", "2025-05-21", 65), ("1961-11-24", "2026-11-24", 65),
        ("1960-02-29", "2025-02-28", 64), ("1960-02-29", "2025-03-01", 65), ("1960-02-29", "2024-02-29", 64), ("2026-11-24", "2026-11-24", 0),
    ],
)  # fmt: skip
def test_full_years(born: str, day: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


@given(DAYS, DAYS)
def test_an_age_grows_by_one_a_year_and_never_shrinks(born: date, day: date) -> None:
    assert age_on(born, day) <= age_on(born, day + timedelta(days=1)) <= age_on(born, day) + 1
    assert abs(age_on(born, day) - (day - born).days / 365.2425) < 1.01


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        ("2026-11-24", 3, "2027-02-24"), ("2026-11-30", 3, "2027-02-28"), ("2027-11-30", 3, "2028-02-29"), ("2026-12-31", 1, "2027-01-31"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -1, "2025-12-15"), ("2026-11-24", 0, "2026-11-24"),
    ],
)  # fmt: skip
def test_months_fall_back_to_the_last_day(day: str, months: int, there: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(there)


@given(DAYS, st.integers(-240, 240))
def test_months_keep_the_day_where_the_month_has_it(day: date, months: int) -> None:
    there = add_months(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)


@given(DAYS)
def test_the_weekday_is_the_calendars(day: date) -> None:
    assert weekday(date(2026, 11, 24)) == "星期二"
    assert weekday(day) == weekday(day + timedelta(days=7)) != weekday(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-24T15:59:59+00:00", date(2026, 11, 24)),
        ("2026-11-24T16:00:00+00:00", date(2026, 11, 25)),
        ("2026-11-24T08:30:00-08:00", date(2026, 11, 25)),
        ("2026-11-24T23:59:59+08:00", date(2026, 11, 24)),
    ],
)
def test_the_day_of_a_moment_is_beijings(moment: str, day: date) -> None:
    assert beijing_day(datetime.fromisoformat(moment)) == day


@pytest.mark.parametrize(
    ("born", "day", "months"),
    [
        (date(2026, 8, 24), date(2026, 11, 24), 3), (date(2026, 8, 25), date(2026, 11, 24), 2),
        (date(2025, 12, 31), date(2026, 2, 28), 1), (date(2025, 12, 31), date(2026, 3, 1), 2),
        (date(2025, 3, 1), date(2026, 3, 1), 12), (date(2026, 11, 24), date(2026, 11, 24), 0),
    ],
)  # fmt: skip
def test_months_are_full_on_the_day_of_births_number(born: date, day: date, months: int) -> None:
    assert months_on(born, day) == months


@given(DAYS)
def test_another_machine_may_be_a_day_ahead_and_no_more(today: date) -> None:
    assert (latest_day(today) - today).days == 1


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 11, 24), "11-24"), (date(2025, 11, 25), "11-25"), (date(2025, 11, 24), "2025-11-24"),
        (date(2027, 11, 23), "11-23"), (date(2027, 11, 24), "2027-11-24"), (date(2020, 2, 29), "2020-02-29"),
    ],
)  # fmt: skip
def test_a_day_that_comes_round_again_has_its_year(day: date, shown: str) -> None:
    assert short_day(day, date(2026, 11, 24)) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 11, 24), "11-24"),
        (date(2025, 11, 25), "11-25"),
        (date(2025, 11, 24), "2025-11"),
        (date(2020, 2, 29), "2020-02"),
    ],
)
def test_where_there_is_no_room_a_former_years_day_is_its_month(day: date, shown: str) -> None:
    assert narrow_day(day, date(2026, 11, 24)) == shown
