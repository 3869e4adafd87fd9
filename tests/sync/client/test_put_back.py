"""A database put back by hand is brought up again from the township: at the next opening, or at the township's word when
the whole folder was put back and nothing in it could tell."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.client import engine
from sync.client.pairing import pair
from tests import worlds
from tests.server.township import RunningTownship, running
from tests.stories.test_both_lists import clinics_list, townships_list
from vclinic.clock import SteppingClock
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage.file_names import DATABASE


@dataclass
class World:
    """A clinic that reported before and after somebody made a copy of its files."""

    township: RunningTownship
    folder: Path
    copy: Path
    clock: SteppingClock
    tag: str

    @contextmanager
    def opened(self) -> Iterator[Workstation]:
        self.clock.pass_seconds(60)
        station = open_clinic(self.folder, worlds.SETUP.login, worlds.PASSWORD, self.clock)
        try:
            yield station
        finally:
            station.store.close()


def tag_of(station: Workstation) -> str:
    return station.store.meta("id_tag")["id_tag"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running(tmp_path / "township") as township:
        with worlds.clinic(tmp_path / "clinic") as (station, clock):
            pair(station.store, township.url, township.code(worlds.SETUP.clinic_name, worlds.SETUP.village_code))
            worlds.register(station)
            for _ in range(2):  # the first round learns that the township speaks the newer protocol
                engine.sync(station.store, clock.now)
            tag = tag_of(station)
        shutil.copytree(tmp_path / "clinic", tmp_path / "copy")
        made = World(township, tmp_path / "clinic", tmp_path / "copy", clock, tag)
        with made.opened() as station:
            worlds.visit(station, worlds.register(station, "单国英", serial=24))
            worlds.register(station, "梁国富", serial=31)
            engine.sync(station.store, clock.now)
        yield made


def test_the_database_alone_is_noticed_at_its_opening_and_nothing_stays_lost(world: World, tmp_path: Path) -> None:
    shutil.copy(world.copy / DATABASE, world.folder / DATABASE)
    with world.opened() as station:
        assert station.store.put_back == "older"
        assert station.store.missing()
        late = worlds.register(station, "赵六", serial=400)
        report = engine.sync(station.store, world.clock.now)
        assert (report.refused, status(station).pending, station.store.missing()) == (0, 0, 0)
        assert not late.startswith(world.tag)
        worlds.register(station, "钱七", serial=420)
        assert station.store.missing() == 0, "what came back is missing no more"
        engine.sync(station.store, world.clock.now)
        assert clinics_list(station, tmp_path) == townships_list(world.township, tmp_path)
    with world.opened() as station:
        assert (station.store.put_back, station.store.missing()) == ("", 0)


def test_the_whole_folder_is_noticed_at_the_townships_word_before_anything_is_filed(
    world: World, tmp_path: Path
) -> None:
    shutil.rmtree(world.folder)
    shutil.copytree(world.copy, world.folder)
    with world.opened() as station:
        assert station.store.put_back == "", "nothing in the folder tells"
        engine.sync(station.store, world.clock.now)
        assert tag_of(station) != world.tag
        assert status(station).pending == 0
        late = worlds.register(station, "赵六", serial=400)
        assert not late.startswith(world.tag)
        assert engine.sync(station.store, world.clock.now).refused == 0
        both = clinics_list(station, tmp_path)
        assert both == townships_list(world.township, tmp_path)
        assert len(set(both)) == len(both)


def test_what_was_written_under_used_ids_before_the_first_word_is_shown_and_never_taken_for_sent(
    world: World,
) -> None:
    shutil.rmtree(world.folder)
    shutil.copytree(world.copy, world.folder)
    with world.opened() as station:
        worlds.register(station, "赵六", serial=400)
        engine.sync(station.store, world.clock.now)
        told = status(station)
        assert told.pending + told.refused > 0, "ids of other records: nothing of it counts as stored"
        engine.sync(station.store, world.clock.now)
        assert status(station).needs_action > 0


def test_a_line_cut_while_it_is_brought_up_goes_on_in_the_next_round(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.client import own
    from vclinic.domain.problem import WorldFault

    shutil.copy(world.copy / DATABASE, world.folder / DATABASE)
    with world.opened() as station:
        with monkeypatch.context() as cut:

            def breaks(*_all: object, **_more: object) -> None:
                raise WorldFault("offline", "断线。")

            cut.setattr(own.own_records, "take", breaks)
            with pytest.raises(WorldFault):
                engine.sync(station.store, world.clock.now)
        engine.sync(station.store, world.clock.now)
        assert station.store.missing() == 0
