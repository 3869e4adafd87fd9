"""Clocks: the machine's, which nobody below `main` reads, and the one moved by hand."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from vclinic.clock import SteppingClock, SystemClock

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 11, 24, 23, 59, 30, tzinfo=CHINA)


def test_the_machines_time_knows_its_offset_and_its_day(tmp_path: Path) -> None:
    clock = SystemClock()
    (tmp_path / "now").touch()
    now = clock.now()
    assert now.tzinfo is not None
    assert now.timestamp() == pytest.approx((tmp_path / "now").stat().st_mtime, abs=60)
    assert clock.today() in {now.date(), clock.now().date()}
    assert clock.monotonic() <= clock.monotonic()


def test_a_clock_moved_by_hand_stands_still() -> None:
    clock = SteppingClock(START)
    assert (clock.now(), clock.today(), clock.monotonic()) == (START, date(2026, 11, 24), 0)
    assert clock.now() == START


def test_time_that_passes_moves_both_clocks_over_midnight() -> None:
    clock = SteppingClock(START)
    clock.pass_seconds(45.5)
    assert (clock.today(), clock.monotonic()) == (date(2026, 11, 25), 45.5)
    assert clock.now() - START == timedelta(seconds=45.5)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_setting_the_time_forwards_or_backwards_moves_no_steady_clock(moment: datetime) -> None:
    clock = SteppingClock(START)
    clock.pass_seconds(7)
    clock.set(moment.replace(tzinfo=CHINA))
    assert (clock.now(), clock.monotonic()) == (moment.replace(tzinfo=CHINA), 7)


def test_a_time_without_an_offset_is_this_machines_time() -> None:
    clock = SteppingClock(datetime(2026, 11, 24, 8, 30))
    assert clock.now().tzinfo is not None
    assert (clock.now().hour, clock.now().minute) == (8, 30)
    clock.set(datetime(2026, 1, 1, 6, 15))
    assert clock.now().tzinfo is not None
    assert (clock.today(), clock.now().hour) == (date(2026, 1, 1), 6)
