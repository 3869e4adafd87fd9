"""A clinic tells what it has left unsent while it has something left, and once a day its disk and its program."""

from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.client import engine, standing
from sync.client.pairing import pair
from sync.protocol.standing import NOTHING
from sync.server.devices import standing as kept
from tests import worlds
from tests.server.township import RunningTownship, running
from vclinic import __version__
from vclinic.services.workstation import Workstation
from vclinic.storage import changes


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.fixture
def township(tmp_path: Path, station: Workstation) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as made:
        pair(station.store, made.url, made.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        yield made


def test_what_is_left_beyond_a_batch_is_told_with_the_age_of_its_oldest(station: Workstation) -> None:
    worlds.register(station)
    later = station.clock.now() + timedelta(hours=2)
    with station.store.read() as session:
        waiting = changes.pending(session, 0, 100)
    told = standing.told(station.store, waiting[:1], later)
    assert told.unsent == len(waiting) - 1
    assert told.waited == (later - datetime.fromisoformat(waiting[1].recorded_at)).total_seconds() // 60
    assert standing.told(station.store, waiting, later).unsent == 0


def test_a_clock_set_back_makes_no_age_below_nothing(station: Workstation) -> None:
    worlds.register(station)
    told = standing.told(station.store, (), station.clock.now() - timedelta(days=9))
    assert (told.unsent > 0, told.waited) == (True, 0)


def test_disk_and_program_are_told_once_a_day(station: Workstation) -> None:
    now = station.clock.now()
    first = standing.told(station.store, (), now)
    assert first.free_mb is not None
    assert first.program == __version__
    assert standing.told(station.store, (), now).free_mb is not None, "nobody has heard it yet"
    standing.note(station.store, first, now)
    again = standing.told(station.store, (), now)
    assert (again.free_mb, again.program) == (None, "")
    assert standing.told(station.store, (), now + timedelta(days=1)).program == __version__


def test_the_township_hears_it_and_an_idle_round_stays_small(station: Workstation, township: RunningTownship) -> None:
    engine.sync(station.store, station.clock.now)
    with township.store.read() as session:
        (row,) = kept.everything(session).values()
    assert (row.unsent, row.oldest_at, row.program) == (0, "", __version__)
    assert row.free_mb is not None
    with station.store.read() as session:
        part = changes.pending(session, 0, 100)
    assert standing.told(station.store, part, station.clock.now()) == NOTHING
    idle = engine.sync(station.store, station.clock.now)
    assert (idle.requests, idle.bytes_up <= 1024, idle.bytes_down <= 1024) == (1, True, True)
