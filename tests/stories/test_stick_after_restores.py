"""A village without a network, whose township comes back from a backup: by stick alone it hears of it, and what the
township forgot goes up again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.client.packages import read_receipts, write_package
from sync.client.pairing import pair
from sync.server import identity
from sync.server.care import backup as townships_backup, recovery, restore as townships_restore
from sync.server.intake import packages as intake
from tests import worlds
from tests.server.township import RunningTownship, TurnableClock, running
from tests.stories.test_both_lists import clinics_list, townships_list
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener, restore
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage.rounds import EPOCH


@dataclass
class World:
    """A paired clinic that never makes a round; ``folder`` is what lies beside both."""

    folder: Path
    clock: TurnableClock
    station: Workstation
    own_clock: SteppingClock
    sticks: int = 0

    def packed(self) -> Path:
        """What waits, on a stick."""
        self.sticks += 1
        return write_package(self.station.store, self.folder / f"{self.sticks}.vcp", self.own_clock.now).files[0]

    def taken(self, township: RunningTownship, package: Path) -> Path:
        """The receipts of a package."""
        back = package.with_name(f"{package.stem}-{self.sticks}.vcr")
        known = identity.ready(township.store.data, self.clock())
        with package.open("rb") as file:
            back.write_bytes(intake.take_bytes(township.store, known, file, now=self.clock(), staff=None)[1])
        return back

    def read(self, back: Path) -> None:
        read_receipts(self.station.store, back, self.own_clock.now)

    def carried(self, township: RunningTownship) -> None:
        """To the township and back."""
        self.read(self.taken(township, self.packed()))

    @property
    def data(self) -> Path:
        return self.folder / "township"

    def townships_copy(self, township: RunningTownship) -> None:
        if not recovery.is_drawn(township.store.data):
            recovery.draw(township.store.data, worlds.CHEAP)
        townships_backup.backup(township.store, self.folder / "copy.vctb", self.clock())

    def townships_restore(self) -> None:
        townships_restore.restore(self.data, self.folder / "copy.vctb", "", self.clock(), accept_loss=True)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = TurnableClock(worlds.MORNING)
    with worlds.clinic(tmp_path / "clinic") as (station, own_clock):
        made = World(tmp_path, clock, station, own_clock)
        with running(made.data, clock) as township:
            pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
            worlds.register(station)
            made.carried(township)
            made.townships_copy(township)
            worlds.visit(station, worlds.register(station, "单国英", serial=24))
            made.carried(township)
            assert status(station).pending == 0
        yield made
        made.station.store.close()


def test_a_township_restored_tells_by_stick_what_it_has_and_the_rest_goes_up_again(
    world: World, tmp_path: Path
) -> None:
    world.townships_restore()
    with running(world.data, world.clock) as township:
        worlds.register(world.station, "梁国富", serial=31)
        world.carried(township)
        forgotten = status(world.station).pending
        assert forgotten > 0, "what it forgot waits again, though nobody had a network"
        world.carried(township)
        assert (status(world.station).pending, status(world.station).refused) == (0, 0)
        assert clinics_list(world.station, tmp_path) == townships_list(township, tmp_path)
        assert world.station.store.meta(EPOCH)[EPOCH] == township.store.epoch
        world.carried(township)
        assert status(world.station).pending == 0, "and is asked about once"


def test_receipts_of_two_parts_may_be_read_in_any_order_and_again(world: World, tmp_path: Path) -> None:
    world.townships_restore()
    with running(world.data, world.clock) as township:
        worlds.register(world.station, "梁国富", serial=31)
        first = world.taken(township, world.packed())
        worlds.register(world.station, "赵六", serial=400)
        second = world.taken(township, world.packed())
        for back in (second, first, second):
            world.read(back)
        world.carried(township)
        assert status(world.station).pending == 0
        assert clinics_list(world.station, tmp_path) == townships_list(township, tmp_path)


def test_receipts_written_before_the_restore_count_no_more_once_it_is_known(world: World) -> None:
    with running(world.data, world.clock) as township:
        worlds.register(world.station, "梁国富", serial=31)
        before = world.taken(township, world.packed())
    world.townships_restore()
    with running(world.data, world.clock) as township:
        world.read(world.taken(township, world.packed()))
        waits = status(world.station).pending
        with pytest.raises(Refused, match="恢复备份以前"):
            world.read(before)
        assert status(world.station).pending == waits


def test_receipts_of_a_restore_that_was_followed_by_another_are_put_right_by_the_next(
    world: World, tmp_path: Path
) -> None:
    world.townships_restore()
    with running(world.data, world.clock) as township:
        worlds.register(world.station, "梁国富", serial=31)
        between = world.taken(township, world.packed())
    world.townships_restore()
    with running(world.data, world.clock) as township:
        world.read(between)
        for _ in range(2):
            world.carried(township)
        assert status(world.station).pending == 0
        assert clinics_list(world.station, tmp_path) == townships_list(township, tmp_path)


def test_both_come_back_from_their_backups_and_meet_by_stick(world: World, tmp_path: Path) -> None:
    backup(world.station, tmp_path / "clinic.vcbak")
    with running(world.data, world.clock) as township:
        worlds.register(world.station, "梁国富", serial=31)
        world.carried(township)
    world.townships_restore()
    world.station.store.close()
    restore(tmp_path / "clinic", tmp_path / "clinic.vcbak", Opener("", worlds.PASSWORD), world.own_clock)
    world.station = open_clinic(tmp_path / "clinic", worlds.SETUP.login, worlds.PASSWORD, world.own_clock)
    with running(world.data, world.clock) as township:
        worlds.register(world.station, "赵六", serial=400)
        for _ in range(2):
            world.carried(township)
        assert (status(world.station).pending, status(world.station).refused) == (0, 0)
        assert clinics_list(world.station, tmp_path) == townships_list(township, tmp_path)
