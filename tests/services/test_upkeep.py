"""Little room and an old program are spoken of before they hurt, from the bounds of the settings on."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import worlds
from vclinic import BUILT_ON, __version__
from vclinic.clock import SteppingClock
from vclinic.services import newer_program, settings
from vclinic.services.newer_program import Noticed
from vclinic.services.upkeep import upkeep
from vclinic.services.workstation import Workstation

GB = 1024**3
World = tuple[Workstation, SteppingClock]


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def room(monkeypatch: pytest.MonkeyPatch, free: Mapping[Path, float]) -> None:
    """A disk of this size cannot be made in a test: what the system says of it stands in."""

    def usage(folder: Path) -> SimpleNamespace:
        if folder not in free:
            raise FileNotFoundError(folder)
        return SimpleNamespace(free=int(free[folder] * GB))

    monkeypatch.setattr("shutil.disk_usage", usage)


def test_it_says_the_version_and_the_room_there_really_is(world: World) -> None:
    told = upkeep(world[0])
    assert told.version == f"版本 {__version__}，{BUILT_ON} 做成"
    assert told.room.startswith("数据所在的磁盘还剩 ")


@pytest.mark.parametrize(("free", "bound", "warned"), [(2.0, 2, False), (1.99, 2, True), (9.0, 10, True), (0, 1, True)])
def test_a_disk_is_spoken_of_below_the_bound(
    world: World, monkeypatch: pytest.MonkeyPatch, free: float, bound: int, warned: bool
) -> None:
    station, _ = world
    assert settings.write(station, replace(settings.read(station), low_disk_gb=bound)) == []
    room(monkeypatch, {station.store.data_dir: free})
    told = upkeep(station).warnings
    assert [warning[: warning.index("：")] for warning in told] == [f"数据所在的磁盘只剩 {free:.1f} GB"] * warned


def test_the_second_place_is_looked_at_when_it_is_asked_for_and_there(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    station, _ = world
    stick = tmp_path / "stick"
    settings.write(station, replace(settings.read(station), backup_to=str(stick)))
    room(monkeypatch, {station.store.data_dir: 50, stick: 0.5})
    assert upkeep(station).warnings == ()
    told = upkeep(station, second_place=True)
    assert told.room == "数据所在的磁盘还剩 50.0 GB，第二个备份位置还剩 0.5 GB"
    assert "第二个备份位置只剩 0.5 GB" in told.warnings[0]
    room(monkeypatch, {station.store.data_dir: 50})
    assert upkeep(station, second_place=True).warnings == (), "that it is away is said by the backup"


@pytest.mark.parametrize(("days", "warned"), [(0, False), (365, False), (366, True)])
def test_a_program_nobody_updated_is_spoken_of_after_a_year(tmp_path: Path, days: int, warned: bool) -> None:
    at = datetime.combine(BUILT_ON + timedelta(days), time(9), worlds.ZONE)
    with worlds.clinic(tmp_path / "other", at) as (station, _):
        told = [warning for warning in upkeep(station).warnings if "没有更新" in warning]
    assert len(told) == warned
    assert all(f"已经 {days} 天" in warning for warning in told)


@pytest.mark.parametrize(("name", "value"), [("low_disk_gb", 0), ("low_disk_gb", 501), ("update_days", 29)])
def test_a_bound_out_of_its_own_bounds_is_refused(world: World, name: str, value: int) -> None:
    station, _ = world
    problems = settings.write(station, replace(settings.read(station), **{name: value}))
    assert [problem.field for problem in problems] == [name]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (None, "请向卫生院要新的安装包"),
        (Noticed(BUILT_ON, "9.1.0", sequence=5), "有新版本 9.1.0，请在“设置”里下载、安装"),
        (Noticed(BUILT_ON), f"{BUILT_ON} 问过卫生院，没有更新的版本"),
    ],
)
def test_what_the_township_said_of_newer_programs_is_what_is_to_be_done(
    tmp_path: Path, said: Noticed | None, told: str
) -> None:
    at = datetime.combine(BUILT_ON + timedelta(days=400), time(9), worlds.ZONE)
    with worlds.clinic(tmp_path / "other", at) as (station, _):
        if said is not None:
            newer_program.note(station, said)
        assert [warning for warning in upkeep(station).warnings if told in warning]
