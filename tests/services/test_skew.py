"""The clock of this machine beside the township's: measured in each round, told beyond ten minutes, and nothing is lost."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.client import engine
from sync.client.pairing import pair
from tests import worlds
from tests.server.township import RunningTownship, running
from vclinic.services import skew
from vclinic.services.sync_status import status


@pytest.fixture
def township(tmp_path: Path) -> Generator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        yield opened


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(minutes=10), ""),
        (timedelta(minutes=-10), ""),
        (timedelta(minutes=10, seconds=1), "快 10 分钟"),
        (timedelta(minutes=-10, seconds=-1), "慢 10 分钟"),
        (timedelta(days=366), "快 366 天"),
        (timedelta(days=-366), "慢 366 天"),
    ],
)
def test_the_doctor_is_told_beyond_ten_minutes_and_everything_arrives(
    tmp_path: Path, township: RunningTownship, ahead: timedelta, said: str
) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.register(station)
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        clock.set(township.clock() + ahead)
        assert engine.sync(station.store, clock.now).refused == 0
        assert skew.seconds(station) == round(ahead.total_seconds())
        sentence = skew.sentence(station)
        assert said in sentence
        assert bool(sentence) is bool(said)
        assert status(station).pending == 0


def test_nothing_is_said_before_the_first_round(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        assert (skew.seconds(station), skew.sentence(station)) == (0, "")
