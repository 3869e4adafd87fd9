"""The machine's clock is believed only as long as nothing known contradicts it; then a person says what day it is."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.services import clock_trust
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.clock_trust import ClockDoubt, TrustedClock, confirm_today, confirmation, look, same_day
from vclinic.services.due_today import worklist
from vclinic.services.workstation import Workstation
from vclinic.storage import doctors
from vclinic.storage.rounds import TOWNSHIP_TIME

MORNING = worlds.MORNING


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clinic whose last entry is of this morning."""
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        worlds.visit(station, worlds.register(station))
    return tmp_path / "clinic"


def opened(folder: Path, at: datetime) -> tuple[Workstation, SteppingClock]:
    clock = SteppingClock(at)
    return open_clinic(folder, "zhougp", worlds.PASSWORD, clock), clock


@pytest.mark.parametrize(
    ("at", "kind", "told"),
    [
        (datetime(2009, 1, 1, 8), "behind", "最近一次记录是 2026-11-24"),
        (MORNING - timedelta(days=2), "behind", "最近一次记录"),
        (MORNING + timedelta(days=61), "far_ahead", "已经很久"),
        (MORNING + timedelta(days=365), "far_ahead", "已经很久"),
    ],
)
def test_a_clock_that_contradicts_what_is_known_stops_what_is_dated(
    folder: Path, at: datetime, kind: str, told: str
) -> None:
    station, _ = opened(folder, at)
    doubt = look(station)
    assert doubt is not None
    assert (doubt.kind, told in doubt.sentence) == (kind, True)
    with pytest.raises(Refused, match="先确认今天是哪一天") as refused:
        worlds.register(station, name="李四", serial=24)
    assert refused.value.code == "clock_in_doubt"
    station.store.close()


@pytest.mark.parametrize("at", [MORNING - timedelta(minutes=50), MORNING, MORNING + timedelta(days=59)])
def test_a_clock_that_is_right_by_minutes_or_rested_for_weeks_is_believed(folder: Path, at: datetime) -> None:
    station, _ = opened(folder, at)
    assert look(station) is None
    worlds.register(station, name="李四", serial=24)
    station.store.close()


def test_a_new_clinic_is_asked_when_the_clock_is_older_than_the_program(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        station.store.close()
    doubt = ClockDoubt("before_build", date(2009, 1, 1), date(2026, 11, 1))
    assert "才做出来" in doubt.sentence


def test_the_day_somebody_said_is_worked_with_until_tomorrow(folder: Path) -> None:
    station, clock = opened(folder, datetime(2009, 1, 1, 8))
    assert confirm_today(station, "2026-11-25") == []
    assert (station.clock.today(), look(station)) == (date(2026, 11, 25), None)
    worlds.register(station, name="李四", serial=24)
    station.store.close()
    again, _ = opened(folder, datetime(2009, 1, 1, 20))
    assert (look(again), again.clock.today()) == (None, date(2026, 11, 25))
    again.store.close()
    clock.set(datetime(2009, 1, 2, 9))
    later = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    assert look(later) is not None, "a day that was said does not count for ever"
    later.store.close()


def test_a_clock_put_right_is_believed_again(folder: Path) -> None:
    station, clock = opened(folder, datetime(2009, 1, 1, 8))
    confirm_today(station, "2026-11-24")
    clock.set(MORNING + timedelta(hours=1))
    assert look(station) is None
    assert station.clock.today() == date(2026, 11, 24), "nothing is added to a clock that is right"
    station.store.close()


@pytest.mark.parametrize(
    ("typed", "code"), [("明天", "not_a_date"), ("", "not_a_date"), ("2009-01-01", "before_build")]
)
def test_no_day_that_cannot_be(folder: Path, typed: str, code: str) -> None:
    station, _ = opened(folder, datetime(2009, 1, 1, 8))
    assert [problem.code for problem in confirm_today(station, typed)] == [code]
    with pytest.raises(Refused):
        worlds.register(station, name="李四", serial=24)
    station.store.close()


def test_the_townships_time_is_offered(folder: Path) -> None:
    station, clock = opened(folder, MORNING)
    station.store.set_meta({TOWNSHIP_TIME: "2026-11-24T08:30:00+08:00"})
    clock.set(datetime(2009, 1, 1, 8))
    doubt = look(station)
    assert doubt is not None
    assert doubt.township == datetime.fromisoformat("2026-11-24T08:30:00+08:00")
    station.store.close()


def test_who_was_seen_a_year_ahead_by_a_wrong_clock_stays_on_todays_list(folder: Path) -> None:
    station, clock = opened(folder, MORNING + timedelta(days=365))
    assert confirm_today(station, clock.today()) == []
    resident = worklist(station, date(2026, 11, 24)).rows
    assert resident == ()
    person = worlds.register(station, name="李四", serial=24)
    worlds.visit(station, person)
    station.store.close()
    again, _ = opened(folder, MORNING + timedelta(days=1))
    confirm_today(again, again.clock.today())
    row = next(row for row in worklist(again).rows if row.resident_id == person)
    assert (row.due_text, "在今天之后" in row.why) == ("日期不对", True)
    again.store.close()


@pytest.mark.parametrize(
    ("wall", "steady", "same"),
    [
        (timedelta(minutes=1), 60, True),
        (timedelta(minutes=50), 60, True),
        (timedelta(hours=3), 60, False),
        (timedelta(hours=-2), 60, False),
        (timedelta(hours=17), 17 * 3600, False),
    ],
)
def test_the_day_is_looked_at_again_after_midnight_sleep_or_a_jump(wall: timedelta, steady: float, same: bool) -> None:
    start = datetime.fromisoformat("2026-11-24T08:00:00+08:00")
    assert same_day((start, 0), (start + wall, steady)) is same


def test_a_clock_handed_in_bare_is_wrapped_when_a_day_is_said(folder: Path) -> None:
    station, clock = opened(folder, datetime(2009, 1, 1, 8))
    station.clock = clock
    assert look(station) is not None
    assert confirm_today(station, date(2026, 11, 24)) == []
    assert isinstance(station.clock, TrustedClock)
    assert station.clock.monotonic() == clock.monotonic()
    station.store.close()
    assert timedelta(days=31) < clock_trust.FAR


def test_who_said_a_day_is_known_while_it_holds(folder: Path) -> None:
    station, clock = opened(folder, datetime(2009, 1, 1, 8))
    assert confirmation(station) is None
    confirm_today(station, "2026-11-25")
    said = confirmation(station)
    assert said is not None
    assert (said.day, said.by, said.at.year) == (date(2026, 11, 25), station.doctor.name, 2009)
    assert "可是最近一次记录是" in said.sentence
    clock.set(datetime(2009, 1, 2, 9))
    assert confirmation(station) is None
    station.store.close()


def test_a_day_an_older_program_kept_counts_without_its_reason(folder: Path) -> None:
    station, _ = opened(folder, datetime(2009, 1, 1, 8))
    kept = {"day": "2026-11-25", "ahead_days": 6537, "at": "2009-01-01T08:00:00+08:00", "by": station.doctor.id}
    station.store.set_meta({"clock_trust": json.dumps(kept)})
    assert (look(station), confirmation(station)) == (None, None)
    assert station.clock.today() == date(2026, 11, 25)
    station.store.close()


def test_a_day_the_clock_itself_shows_needs_nobody_and_another_is_refused(folder: Path) -> None:
    station, _ = opened(folder, MORNING)
    assert confirm_today(station, MORNING.date()) == []
    assert [problem.code for problem in confirm_today(station, "2026-11-25")] == ["not_in_doubt"]
    assert (station.clock.today(), confirmation(station)) == (MORNING.date(), None)
    station.store.close()


def test_entries_written_out_of_order_are_heard_by_the_latest(folder: Path) -> None:
    station, clock = opened(folder, MORNING)
    with station.store.act(station.doctor.id, MORNING - timedelta(days=90)) as work:
        doctors.save(work, "李医生", "liys")
    assert look(station) is None
    clock.set(MORNING + timedelta(days=61))
    assert look(station) is not None
    station.store.close()


def test_a_clock_that_is_hours_late_is_not_said_to_contradict_its_own_day() -> None:
    doubt = ClockDoubt("behind", date(2026, 11, 24), date(2026, 11, 24))
    assert doubt.sentence == "电脑的钟慢了：2026-11-24 已经有比现在还晚的记录。"
