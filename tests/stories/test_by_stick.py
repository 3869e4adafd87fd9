"""A village without a network: what waits goes to the township on a stick, receipts and verdicts come back on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.client import engine
from sync.client.packages import read_receipts, write_package
from sync.client.pairing import pair
from sync.server import cli
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.stories.test_both_lists import clinics_list, townships_list
from tests.worlds import SteppingClock
from vclinic.services.sync_status import list_changes, status
from vclinic.services.workstation import Workstation


@dataclass
class World:
    """A clinic, its township, and the stick between them."""

    township: RunningTownship
    station: Workstation
    clock: SteppingClock
    stick: Path

    def out(self, name: str = "a.vcp") -> Path:
        return write_package(self.station.store, self.stick / name, self.clock.now).files[0]

    def taken(self, package: Path, *options: str) -> tuple[int, Path]:
        receipts = package.with_suffix(".vcr")
        words = ("package", "in", str(package), "--receipts", str(receipts), "--data", str(self.township.store.data))
        return cli.main((*words, *options), self.township.clock), receipts

    def back(self, receipts: Path):
        return read_receipts(self.station.store, receipts, self.clock.now)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "clinic") as (station, clock):
        township.staff("lin", "林晓燕")
        pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
        (tmp_path / "stick").mkdir()
        yield World(township, station, clock, tmp_path / "stick")


def test_a_day_goes_up_by_stick_and_its_verdicts_come_down(world: World, tmp_path: Path) -> None:
    resident = worlds.register(world.station, "杨素芬")
    worlds.visit(world.station, resident)
    waiting = status(world.station).pending
    package = world.out()
    assert status(world.station).pending == waiting, "nothing is taken as sent before its receipt is here"
    done, receipts = world.taken(package)
    assert done == 0
    told = world.back(receipts)
    assert (told.stored, told.refused) == (waiting, 0)
    assert status(world.station).pending == 0
    (visit,) = [line for line in list_changes(world.station, ("stored",)) if line.entity == "follow_up"]
    world.township.decide(visit.change_id, general="请写清楚。")

    empty = world.out("b.vcp")
    assert world.back(world.taken(empty)[1]).notices == 1
    assert status(world.station).needs_action == 1
    assert clinics_list(world.station, tmp_path) == townships_list(world.township, tmp_path)


def test_nobody_is_readable_on_the_stick(world: World) -> None:
    worlds.visit(world.station, worlds.register(world.station, "杨素芬"))
    package = world.out()
    _, receipts = world.taken(package)
    for file in (package, receipts):
        content = file.read_bytes()
        for name in ("杨素芬", "周国平", "柳河村", "清溪镇"):
            assert name.encode() not in content
    assert sorted(path.name for path in world.stick.iterdir()) == ["a.vcp", "a.vcr"]


def test_any_order_any_number_of_times_mixed_with_rounds(world: World, tmp_path: Path) -> None:
    worlds.register(world.station)
    first = world.out("a.vcp")
    worlds.register(world.station, "单国英", serial=24, registers=("t2dm",))
    second = world.out("b.vcp")
    assert world.taken(second)[0] == 0
    engine.sync(world.station.store, world.clock.now)  # the network came back in between
    world.township.clock.turn(days=3)
    done, late = world.taken(first)
    assert done == 0
    for receipts in (late, second.with_suffix(".vcr"), late):
        assert world.back(receipts).refused == 0
        assert world.taken(first)[0] == 0
    worlds.register(world.station, "梁国富", serial=31)
    assert engine.sync(world.station.store, world.clock.now).duplicate == 0
    both = clinics_list(world.station, tmp_path)
    assert both == townships_list(world.township, tmp_path)
    assert len(set(both)) == len(both)
    assert status(world.station).pending == 0
