"""The backup nobody has to think of, and the second place that may be absent, full, read-only or pulled out."""

import os
import shutil
import threading
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import auto_backup, settings
from vclinic.services.auto_backup import BackupState, age, is_due, run, state
from vclinic.services.backup_list import listed
from vclinic.services.restore import Opener, restore
from vclinic.services.workstation import Workstation
from vclinic.storage import backup_file
from vclinic.storage.file_names import BACKUPS

DAY = 24 * 3600


@pytest.fixture
def world(tmp_path: Path) -> Generator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def second(station: Workstation, folder: Path) -> Path:
    """The second place is set."""
    assert settings.write(station, replace(settings.read(station), backup_to=str(folder))) == []
    return folder


def own(station: Workstation) -> list[str]:
    return sorted(path.name for path in (station.store.data_dir / BACKUPS).glob("*.vcbak"))


def test_each_day_wants_one_at_opening_and_another_at_closing_when_something_came(
    world: tuple[Workstation, SteppingClock],
) -> None:
    station, clock = world
    assert is_due(station)
    run(station)
    assert not is_due(station)
    assert not is_due(station, closing=True), "nothing was written since"
    worlds.register(station)
    assert is_due(station, closing=True)
    assert not is_due(station)
    clock.pass_seconds(60)
    run(station)
    assert not is_due(station, closing=True)
    clock.pass_seconds(DAY)
    assert is_due(station)


def test_what_is_made_restores(world: tuple[Workstation, SteppingClock], tmp_path: Path) -> None:
    station, clock = world
    worlds.register(station)
    made = run(station)
    assert (made.fault, made.residents, made.second_at) == ("", 1, "")
    (backup,) = listed(station.store.data_dir)
    assert (backup.path.name, backup.clinic, backup.counts["resident"]) == (made.file, worlds.SETUP.clinic_name, 1)
    assert backup.logins == (("zhougp", "周国平"),)
    assert restore(tmp_path / "new", backup.path, Opener("", worlds.PASSWORD), clock).counts["resident"] == 1


def test_superfluous_ones_go_and_what_a_doctor_made_by_hand_stays(world: tuple[Workstation, SteppingClock]) -> None:
    station, clock = world
    settings.write(station, replace(settings.read(station), backup_days=2, backup_weeks=0, backup_months=0))
    (station.store.data_dir / BACKUPS).mkdir()
    (station.store.data_dir / BACKUPS / "mine.vcbak").write_text("by hand", "utf-8")
    (station.store.data_dir / BACKUPS / "vclinic-auto-x.vcbak").write_text("no moment", "utf-8")
    for _ in range(4):
        run(station)
        clock.pass_seconds(DAY)
    assert own(station) == [
        "mine.vcbak", "vclinic-auto-20261126-083000.vcbak", "vclinic-auto-20261127-083000.vcbak", "vclinic-auto-x.vcbak",
    ]  # fmt: skip


class TestSecondPlace:
    def test_it_gets_the_same_file_and_lets_superfluous_ones_go(
        self, world: tuple[Workstation, SteppingClock], tmp_path: Path
    ) -> None:
        station, clock = world
        settings.write(station, replace(settings.read(station), backup_days=2, backup_weeks=0, backup_months=0))
        stick = second(station, tmp_path / "stick")
        stick.mkdir()
        (stick / "vclinic-auto-20260101-080000.vcbak.part").write_text("a half", "utf-8")
        for _ in range(3):
            made = run(station)
            clock.pass_seconds(DAY)
        assert (made.second_fault, made.second_at) == ("", made.made_at)
        assert sorted(path.name for path in stick.iterdir()) == own(station)
        assert (stick / made.file).read_bytes() == (station.store.data_dir / BACKUPS / made.file).read_bytes()
        assert {backup.where for backup in listed(station.store.data_dir)} == {"own", "second"}

    def test_absent_it_is_a_sentence_and_the_own_backup_is_there(
        self, world: tuple[Workstation, SteppingClock], tmp_path: Path
    ) -> None:
        station, clock = world
        stick = second(station, tmp_path / "stick")
        stick.mkdir()
        first = run(station)
        shutil.rmtree(stick)
        clock.pass_seconds(DAY)
        made = run(station)
        assert "U 盘没插" in made.second_fault
        assert (made.fault, made.second_at) == ("", first.made_at), "the last good one there is still told"
        assert len(own(station)) == 2

    @pytest.mark.parametrize("when", ["full", "read-only", "in the middle"])
    def test_full_or_pulled_out_it_keeps_what_was_there(
        self, world: tuple[Workstation, SteppingClock], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
    ) -> None:
        station, clock = world
        stick = second(station, tmp_path / "stick")
        stick.mkdir()
        before = run(station).file
        clock.pass_seconds(DAY)
        opened = Path.open

        def broken(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
            file = opened(path, mode, *args, **more)
            if path.parent == stick and "w" in mode:
                if when == "in the middle":
                    return _PulledOut(file)
                file.close()
                raise OSError(28, "No space left on device") if when == "full" else OSError(30, "Read-only file system")
            return file

        monkeypatch.setattr(Path, "open", broken)
        made = run(station)
        assert "写不进去" in made.second_fault
        assert made.fault == ""
        assert [path.name for path in stick.iterdir()] == [before]
        backup_file.read_through(stick / before)

    def test_a_stick_that_reads_back_something_else_does_not_count(
        self, world: tuple[Workstation, SteppingClock], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        station, _ = world
        stick = second(station, tmp_path / "stick")
        stick.mkdir()
        settled = backup_file.settle

        def worn_out(path: Path) -> None:
            settled(path)
            if path.parent == stick:
                content = bytearray(path.read_bytes())
                content[len(content) // 2] ^= 1
                path.write_bytes(content)

        monkeypatch.setattr(backup_file, "settle", worn_out)
        assert "写不进去" in run(station).second_fault
        assert list(stick.iterdir()) == []

    def test_one_that_hangs_is_not_waited_for(
        self, world: tuple[Workstation, SteppingClock], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        station, _ = world
        stick = second(station, tmp_path / "share")
        released = threading.Event()
        looked = Path.is_dir

        def hang(path: Path) -> bool:
            if path == stick:
                released.wait(20)
            return looked(path)

        monkeypatch.setattr(Path, "is_dir", hang)
        made = run(station, patience=0.05)
        released.set()
        assert "没有反应" in made.second_fault
        assert made.fault == ""

    def test_it_must_be_a_whole_path(self, world: tuple[Workstation, SteppingClock]) -> None:
        station, _ = world
        (problem,) = settings.write(station, replace(settings.read(station), backup_to="stick"))
        assert problem.field == "backup_to"
        assert "完整的文件夹" in problem.text


class _PulledOut:
    """A file on a stick that is pulled out while it is written."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, block: bytes) -> int:
        self._file.write(block[:100])
        raise OSError(5, "Input/output error")


def test_a_failure_is_kept_with_the_last_good_one_until_one_succeeds(
    world: tuple[Workstation, SteppingClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    station, clock = world
    first = run(station)
    clock.pass_seconds(DAY)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        run(station)
    assert state(station).made_at == first.made_at
    assert "备份没有做成" in state(station).fault
    assert is_due(station), "it is tried again"
    assert own(station) == [first.file]
    run(station)
    assert state(station).fault == ""


def test_a_folder_that_cannot_be_made_is_a_sentence(world: tuple[Workstation, SteppingClock]) -> None:
    station, _ = world
    (station.store.data_dir / BACKUPS).write_text("a file where the folder should be", "utf-8")
    assert "数据文件夹写不进去" in run(station).fault


@pytest.mark.parametrize(
    ("days", "fault", "text", "level"),
    [
        (0, "", "上次备份 今天 08:30", "ok"),
        (1, "", "上次备份 昨天 08:30", "ok"),
        (2, "", "上次备份 2 天前 08:30", "ok"),
        (2, "盘满了", "上次备份 2 天前 08:30", "warn"),
        (3, "", "上次备份 3 天前 08:30", "warn"),
        (7, "", "上次备份 7 天前 08:30", "danger"),
    ],
)
def test_the_age_is_told_with_its_colour(days: int, fault: str, text: str, level: str) -> None:
    told = BackupState(made_at=worlds.MORNING.isoformat(), fault=fault)
    clock = SteppingClock(worlds.MORNING)
    clock.pass_seconds(days * DAY)
    assert (age(told, clock.now()).text, age(told, clock.now()).level) == (text, level)


@pytest.mark.parametrize(("fault", "level"), [("", "warn"), ("盘满了", "danger")])
def test_never_is_told_too(fault: str, level: str) -> None:
    told = age(BackupState(fault=fault), worlds.MORNING)
    assert (told.text, told.level) == ("还没有自动备份过", level)


def test_a_state_of_a_newer_program_is_read_as_far_as_it_goes(world: tuple[Workstation, SteppingClock]) -> None:
    station, _ = world
    station.store.set_meta({auto_backup._KEY: '{"made_at": "2026-11-24T08:30:00+08:00", "cloud": 1}'})
    assert state(station).made_at == "2026-11-24T08:30:00+08:00"
