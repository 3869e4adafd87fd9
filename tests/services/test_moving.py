"""What is left to do before a computer is replaced, as it stands now."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.services import auto_backup, settings
from vclinic.services.moving import steps
from vclinic.services.workstation import Workstation
from vclinic.storage import changes
from vclinic.storage.rounds import DEVICE


@pytest.fixture
def world(tmp_path: Path) -> Generator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def reported(station: Workstation) -> None:
    with station.store.local() as session:
        waiting = [(entry.id, "stored", "", "", "") for entry in changes.pending(session, 0, 100)]
        changes.keep_receipts(session, waiting, station.clock.now())


def stick(station: Workstation, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    assert settings.write(station, replace(settings.read(station), backup_to=str(folder))) == []
    return folder


def test_a_clinic_that_reports_to_nobody_has_only_its_backup_to_carry(world: tuple[Workstation, SteppingClock]) -> None:
    station, _ = world
    worlds.register(station)
    first, second, *_ = steps(station)
    assert (first.done, first.text) == (True, "没有接入卫生院，不用先上报。")
    assert second.done is False
    assert "还没有选“第二位置”" in second.text


def test_what_was_never_sent_is_counted_until_it_is(world: tuple[Workstation, SteppingClock]) -> None:
    station, _ = world
    station.store.set_meta({DEVICE: "d-1"})
    reported(station)
    assert (steps(station)[0].done, steps(station)[0].text) == (True, "写过的都上报了。")
    worlds.register(station)
    waiting = len(list_pending(station))
    assert (steps(station)[0].done, f"还有 {waiting} 条没上报" in steps(station)[0].text) == (False, True)


def list_pending(station: Workstation) -> list[str]:
    with station.store.read() as session:
        return [entry.id for entry in changes.pending(session, 0, 100)]


def test_a_copy_counts_until_something_is_written(world: tuple[Workstation, SteppingClock], tmp_path: Path) -> None:
    station, clock = world
    stick(station, tmp_path / "stick")
    assert "第二位置还没有备份" in steps(station)[1].text
    auto_backup.run(station)
    assert (steps(station)[1].done, steps(station)[1].text) == (
        True,
        f"第二位置有最新的备份（{clock.now():%m-%d %H:%M}）。",
    )
    worlds.register(station)
    assert (steps(station)[1].done, "后来又写过" in steps(station)[1].text) == (False, True)
    clock.pass_seconds(60)
    auto_backup.run(station)
    assert steps(station)[1].done is True


def test_a_stick_that_is_not_there_is_said(world: tuple[Workstation, SteppingClock], tmp_path: Path) -> None:
    station, _ = world
    folder = stick(station, tmp_path / "stick")
    auto_backup.run(station)
    (file,) = folder.iterdir()
    file.unlink()
    folder.rmdir()
    auto_backup.run(station)
    assert (steps(station)[1].done, "U 盘没插" in steps(station)[1].text) == (False, True)


def test_what_only_a_person_can_tell_is_neither_done_nor_open(world: tuple[Workstation, SteppingClock]) -> None:
    told = steps(world[0])[2:]
    assert {step.done for step in told} == {None}
    assert "恢复码" in told[0].text
    assert "换了电脑：从备份恢复" in told[1].text
