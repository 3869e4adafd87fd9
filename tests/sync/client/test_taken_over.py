"""Data moved to another computer while the old one goes on: one of them stops, the right one, and nothing is lost."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.client import engine
from sync.client.packages import read_receipts, write_package
from sync.client.pairing import pair
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.stories.test_both_lists import clinics_list, townships_list
from tests.sync.client.test_own import rows
from tests.sync.client.test_packages import taken
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener, restore
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation

HOME = (worlds.SETUP.clinic_name, worlds.SETUP.village_code)


@dataclass
class World:
    """The old computer that reported, and the new one that its backup came back on."""

    township: RunningTownship
    clock: SteppingClock
    old: Workstation
    new: Workstation
    copy: Path

    def sync(self, station: Workstation) -> engine.RoundReport:
        self.clock.pass_seconds(60)
        return engine.sync(station.store, self.clock.now)

    def stopped(self, station: Workstation) -> str:
        with pytest.raises(Refused) as told:
            self.sync(station)
        assert told.value.code == "taken_over"
        return told.value.sentence


def put_back(folder: Path, copy: Path, clock: SteppingClock) -> Workstation:
    restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    return open_clinic(folder, worlds.SETUP.login, worlds.PASSWORD, clock)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running(tmp_path / "township") as township, worlds.clinic(tmp_path / "old") as (old, clock):
        pair(old.store, township.url, township.code(*HOME))
        worlds.register(old)
        for _ in range(2):  # the first round learns that the township speaks the newer protocol
            engine.sync(old.store, clock.now)
        backup(old, tmp_path / "stick.vcbak")
        new = put_back(tmp_path / "new", tmp_path / "stick.vcbak", clock)
        made = World(township, clock, old, new, tmp_path / "stick.vcbak")
        made.sync(new)
        yield made
        made.new.store.close()


def test_the_old_one_stops_at_the_second_word_and_the_new_one_goes_on(world: World, tmp_path: Path) -> None:
    worlds.register(world.old, "单国英", serial=24)
    world.sync(world.old)  # it may be a folder that was put back: once, it begins another life
    worlds.register(world.new, "梁国富", serial=31)
    world.sync(world.new)
    worlds.register(world.old, "赵六", serial=400)
    assert "停止上报" in world.stopped(world.old)
    assert "重新接入" in world.stopped(world.old), "and says so as long as nothing is done"
    assert status(world.old).pending > 0
    assert status(world.old).stopped == "taken_over"
    worlds.register(world.new, "钱七", serial=420)
    world.sync(world.new)
    assert (status(world.new).pending, status(world.new).refused) == (0, 0)
    assert clinics_list(world.new, tmp_path) == townships_list(world.township, tmp_path)


def test_an_old_one_that_only_looks_on_takes_nothing_from_the_new_one(world: World) -> None:
    world.sync(world.old)
    world.sync(world.new)
    world.stopped(world.old)
    for _ in range(3):
        assert world.sync(world.new).requests > 0


def test_with_a_sheet_of_its_own_the_old_one_is_a_second_computer(world: World, tmp_path: Path) -> None:
    world.sync(world.old)
    world.sync(world.new)
    worlds.register(world.old, "赵六", serial=400)
    world.stopped(world.old)
    pair(world.old.store, world.township.url, world.township.code(*HOME))
    world.sync(world.old)
    assert (status(world.old).pending, status(world.old).refused, status(world.old).stopped) == (0, 0, "")
    world.sync(world.new)
    world.sync(world.old)
    assert rows(world.old) == rows(world.new)
    assert clinics_list(world.new, tmp_path) == townships_list(world.township, tmp_path)


def test_the_old_one_that_is_restored_itself_begins_from_the_start(world: World, tmp_path: Path) -> None:
    world.sync(world.old)
    world.sync(world.new)
    world.old.store.close()
    again = put_back(tmp_path / "old", world.copy, world.clock)
    world.sync(again)
    again.store.close()


def test_a_folder_put_back_day_after_day_by_the_system_never_stops(world: World, tmp_path: Path) -> None:
    world.new.store.close()
    shutil.copytree(tmp_path / "new", tmp_path / "as-it-was")
    for day in range(3):
        shutil.rmtree(tmp_path / "new")
        shutil.copytree(tmp_path / "as-it-was", tmp_path / "new")
        world.new = open_clinic(tmp_path / "new", worlds.SETUP.login, worlds.PASSWORD, world.clock)
        world.sync(world.new)
        worlds.register(world.new, f"李{'一二三'[day]}", serial=500 + 20 * day)
        world.sync(world.new)
        assert (status(world.new).pending, status(world.new).stopped) == (0, "")
        world.new.store.close()
    world.new = open_clinic(tmp_path / "new", worlds.SETUP.login, worlds.PASSWORD, world.clock)
    assert clinics_list(world.new, tmp_path) == townships_list(world.township, tmp_path)


def test_what_the_stopped_one_never_sent_still_goes_by_stick(world: World, tmp_path: Path) -> None:
    world.sync(world.old)
    world.sync(world.new)
    last = worlds.register(world.old, "赵六", serial=400)
    world.stopped(world.old)
    package = write_package(world.old.store, tmp_path / "last.vcp", world.clock.now).files[0]
    read_receipts(world.old.store, taken(world.township, package), world.clock.now)
    assert (status(world.old).pending, status(world.old).refused) == (0, 0)
    assert any(last in line for line in townships_list(world.township, tmp_path))
