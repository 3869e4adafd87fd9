"""A restore says what becomes of what stood there; a backup never takes the place of somebody else's file."""

import zipfile
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.services import clinic_setup
from vclinic.services.backup import backup, restore
from vclinic.services.sync_status import status
from vclinic.storage import changes
from vclinic.storage.file_names import BACKUPS, DATABASE


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path, SteppingClock]:
    """A clinic with one resident, and a backup of it."""
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.register(station)
        backup(station, tmp_path / "copy.vcbak")
    return tmp_path / "clinic", tmp_path / "copy.vcbak", clock


def enter(folder: Path, clock: SteppingClock, *, sent: bool = False) -> int:
    """Another resident after the backup; returns how many changes that made."""
    station = clinic_setup.open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    before = status(station).pending
    worlds.register(station, name="李四", serial=24)
    made = status(station).pending - before
    if sent:
        with station.store.local() as session:
            waiting = [(each.id, "stored", "", "", "") for each in changes.pending(session, 0, 100)]
            changes.keep_receipts(session, waiting, clock.now())
    station.store.close()
    return made


def test_what_was_never_sent_is_not_left_behind_without_a_word(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    made = enter(folder, clock)
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(Refused, match=f"{made} 条还没上报") as told:
        restore(folder, copy, "", worlds.PASSWORD, clock)
    assert told.value.code == "unsent"
    assert (folder / DATABASE).read_bytes() == before
    report = restore(folder, copy, "", worlds.PASSWORD, clock, leave_unsent=True)
    assert report.unsent == made
    assert report.kept is not None
    assert report.kept.parent == folder / BACKUPS
    assert str(report.kept) in report.sentence
    assert f"{made} 条没上报" in report.sentence
    clinic_setup.open_clinic(report.kept, "zhougp", worlds.PASSWORD, clock).store.close()


def test_what_was_sent_or_comes_back_with_the_backup_holds_up_nothing(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    assert restore(folder, copy, "", worlds.PASSWORD, clock).unsent == 0
    enter(folder, clock, sent=True)
    clock.pass_seconds(5)
    report = restore(folder, copy, "", worlds.PASSWORD, clock)
    assert report.unsent == 0
    assert "另放在" in report.sentence


def test_a_store_that_does_not_open_is_restored_over_and_said_to_be_unknown(
    world: tuple[Path, Path, SteppingClock],
) -> None:
    folder, copy, clock = world
    enter(folder, clock)
    (folder / DATABASE).write_bytes(b"rubbish" * 2000)
    report = restore(folder, copy, "", worlds.PASSWORD, clock)
    assert report.unsent is None
    assert "不知道" in report.sentence
    assert str(report.kept) in report.sentence


def test_nothing_is_said_of_a_store_that_was_not_there(tmp_path: Path, world: tuple[Path, Path, SteppingClock]) -> None:
    _, copy, clock = world
    report = restore(tmp_path / "new", copy, "", worlds.PASSWORD, clock)
    assert (report.kept, report.unsent, report.sentence) == (None, 0, "")


def test_restoring_is_no_way_to_try_the_password_of_the_present_store(
    tmp_path: Path, world: tuple[Path, Path, SteppingClock]
) -> None:
    folder, _, clock = world
    with worlds.clinic(tmp_path / "own", stranger=True) as (station, _):
        clinic_setup.change_password(station, worlds.PASSWORD, "a-guess-2026")
        backup(station, tmp_path / "own.vcbak")
    assert restore(folder, tmp_path / "own.vcbak", "", "a-guess-2026", clock).unsent is None
    kept = next((folder / BACKUPS).iterdir())
    assert '"failures": 1' in (kept / "keyring.json").read_text("utf-8")


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "{}")


@pytest.mark.parametrize("make", [lambda path: path.write_text("账本", "utf-8"), other_zip, Path.touch])
def test_a_file_that_is_no_backup_is_not_replaced(tmp_path: Path, make) -> None:
    path = tmp_path / "账本.xlsx"
    make(path)
    before = path.read_bytes()
    with worlds.clinic(tmp_path / "clinic") as (station, _):
        with pytest.raises(Refused, match="换一个文件名"):
            backup(station, path)
        assert path.read_bytes() == before
        backup(station, tmp_path / "copy.vcbak")
        worlds.register(station)
        assert backup(station, tmp_path / "copy.vcbak").counts["resident"] == 1
