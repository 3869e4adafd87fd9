"""Files put back by hand, as Explorer copies them: another life begins, once, and never where nothing was put back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import clinic_setup
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener, restore
from vclinic.services.workstation import Workstation
from vclinic.storage import log_count, own_progress, put_back
from vclinic.storage.file_names import DATABASE, LOG_COUNT
from vclinic.storage.rounds import GENERATION, ROUND


class Clinic:
    """A clinic's folder that is opened, worked in and copied."""

    def __init__(self, folder: Path, clock: SteppingClock, serial: int = 100) -> None:
        self.folder, self.clock = folder, clock
        self._serial = serial

    def open(self) -> Workstation:
        self.clock.pass_seconds(5)
        return open_clinic(self.folder, worlds.SETUP.login, worlds.PASSWORD, self.clock)

    def opened(self, people: int = 0) -> tuple[str, str, str]:
        """(why another life began, its tag, why the township is asked), after so many new residents."""
        station = self.open()
        for _ in range(people):
            self._serial += 20
            worlds.register(station, name=f"李{self._serial}", serial=self._serial)
        told = station.store.put_back, station.store.meta("id_tag")["id_tag"], own_progress.wanted(station.store)
        station.store.close()
        return told

    def ids(self) -> list[str]:
        station = self.open()
        with station.store.read() as session:
            ids = session.connection().exec_driver_sql("SELECT id FROM change").scalars().all()
        station.store.close()
        return list(ids)


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.register(station)
        station.store.checkpoint()
    return Clinic(tmp_path / "clinic", clock)


def test_an_ordinary_opening_changes_nothing(clinic: Clinic) -> None:
    first = clinic.opened(people=1)
    assert first[0] == first[2] == ""
    assert {clinic.opened(people=1), clinic.opened()} == {first}


def test_an_older_database_in_its_place_never_gives_an_id_again(clinic: Clinic, tmp_path: Path) -> None:
    _, tag, _ = clinic.opened()
    shutil.copy(clinic.folder / DATABASE, tmp_path / "old.db")
    clinic.opened(people=2)
    used = set(clinic.ids())
    shutil.copy(tmp_path / "old.db", clinic.folder / DATABASE)
    kept = set(clinic.ids())  # opened: another life began
    why, other, wanted = clinic.opened(people=2)
    assert (why, wanted) == ("", own_progress.RESTORED), "the first opening has begun it"
    assert other != tag
    assert not (set(clinic.ids()) - kept) & used
    assert clinic.opened() == ("", other, own_progress.RESTORED), "once, not at each opening"
    station = clinic.open()
    assert station.store.missing() == len(used - kept), "that something is missing is still said"
    station.store.close()


def test_it_is_noticed_again_when_it_is_done_again(clinic: Clinic, tmp_path: Path) -> None:
    shutil.copy(clinic.folder / DATABASE, tmp_path / "old.db")
    clinic.opened(people=1)
    tags: set[str] = set()
    for why in (put_back.OLDER, put_back.UNSURE):  # the second time the count beside it is of the life begun before
        shutil.copy(tmp_path / "old.db", clinic.folder / DATABASE)
        told, tag, _ = clinic.opened(people=1)
        assert told == why
        tags.add(tag)
    shutil.copy(clinic.folder / DATABASE, tmp_path / "new.db")
    clinic.opened(people=1)
    shutil.copy(tmp_path / "new.db", clinic.folder / DATABASE)
    tags.add(clinic.opened()[1])
    assert len(tags) >= 2


def _without_count(folder: Path) -> None:
    (folder / LOG_COUNT).unlink()


def _with_anothers(folder: Path) -> None:
    (folder / LOG_COUNT).write_text('{"generation": "S-9/ABCDEF", "entries": 3}', "utf-8")


@pytest.mark.parametrize("spoil", [_without_count, _with_anothers])
def test_where_the_count_is_lost_it_is_taken_for_a_copy_once(clinic: Clinic, spoil: Callable[[Path], None]) -> None:
    _, tag, _ = clinic.opened()
    spoil(clinic.folder)
    why, other, _ = clinic.opened(people=1)
    assert (why, other != tag) == (put_back.UNSURE, True)
    assert clinic.opened(people=1)[:2] == ("", other)


def test_an_installation_that_never_counted_is_left_alone(clinic: Clinic) -> None:
    station = clinic.open()
    station.store.set_meta({log_count.COUNTED: "", "machine": ""})
    station.store.close()
    (clinic.folder / LOG_COUNT).unlink()
    first = clinic.opened()
    assert first[0] == first[2] == ""
    assert clinic.opened(people=1) == first


class TestOnAnotherMachine:
    @pytest.fixture
    def machines(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
        return lambda name: monkeypatch.setattr(clinic_setup, "machine", lambda: name)

    def test_a_whole_folder_that_was_copied_begins_another_life_there(
        self, clinic: Clinic, tmp_path: Path, machines: Callable[[str], None]
    ) -> None:
        machines("one")
        _, tag, _ = clinic.opened(people=1)
        other = Clinic(Path(shutil.copytree(clinic.folder, tmp_path / "second")), clinic.clock, serial=500)
        common = set(clinic.ids())
        machines("two")
        why, moved, _ = other.opened(people=1)
        assert (why, moved != tag) == (put_back.MOVED, True)
        assert other.opened()[:2] == ("", moved)
        machines("one")
        assert clinic.opened(people=1)[:2] == ("", tag)
        assert set(other.ids()) & set(clinic.ids()) == common

    def test_a_machine_that_does_not_say_its_name_and_one_that_begins_to_are_no_alarm(
        self, clinic: Clinic, machines: Callable[[str], None]
    ) -> None:
        station = clinic.open()
        station.store.set_meta({"machine": ""})
        station.store.close()
        seen: set[tuple[str, str, str]] = set()
        for name in ("", "one", "", "one"):
            machines(name)
            seen.add(clinic.opened())
        assert len(seen) == 1
        assert seen.pop()[0] == ""

    def test_a_restore_on_another_machine_draws_one_tag_not_two(
        self, clinic: Clinic, tmp_path: Path, machines: Callable[[str], None]
    ) -> None:
        machines("one")
        station = clinic.open()
        backup(station, tmp_path / "copy.vcbak")
        station.store.close()
        machines("two")
        restore(tmp_path / "new", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clinic.clock)
        assert Clinic(tmp_path / "new", clinic.clock).opened()[0] == ""


def test_requests_are_counted_from_the_beginning_in_another_life(clinic: Clinic) -> None:
    station = clinic.open()
    station.store.set_meta({GENERATION: "ab", ROUND: "9"})
    put_back.begin_anew(station.store)
    assert station.store.meta(GENERATION, ROUND) == {}
    station.store.close()
