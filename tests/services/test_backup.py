"""A backup is one file, opened and counted before it is called good; a
check finds what somebody did to the tables and mends what can be made anew."""

import json
import zipfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services.backup import backup, check
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.workstation import Workstation
from vclinic.storage import copying, drafts
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


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


def test_a_backup_that_cannot_be_written_is_a_sentence_and_leaves_no_half(station: Workstation, tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="备份没有做成"):
        backup(station, tmp_path / "no-such-folder" / "copy.vcbak")
    assert list(tmp_path.glob("*.part")) == []


def manifest(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def test_a_backup_says_what_is_in_it_and_shows_nobody(station: Workstation, tmp_path: Path) -> None:
    worlds.visit(station, worlds.register(station))
    report = backup(station, tmp_path / "copy.vcbak")
    assert (report.path, report.size) == (tmp_path / "copy.vcbak", (tmp_path / "copy.vcbak").stat().st_size)
    assert (report.counts["resident"], report.counts["follow_up"]) == (1, 1)
    told = manifest(report.path)
    assert (told["format"], told["made_at"], told["counts"]) == (1, "2026-11-24T08:30:00+08:00", report.counts)
    content = report.path.read_bytes()
    assert "何秀珍".encode() not in content
    assert b"SQLite format 3" not in content


def test_a_backup_that_fails_leaves_the_earlier_one(
    station: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(station, tmp_path / "copy.vcbak")
    before = (tmp_path / "copy.vcbak").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WorldFault, match="备份没有做成"):
        backup(station, tmp_path / "copy.vcbak")
    assert (tmp_path / "copy.vcbak").read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.part")] == []
    assert list((tmp_path / "clinic").glob(".backup-*")) == []


def test_a_folder_is_no_place_for_a_backup(station: Workstation, tmp_path: Path) -> None:
    with pytest.raises(Refused) as told:
        backup(station, tmp_path)
    assert told.value.code == "not_a_file"


def test_a_sound_store_is_counted_and_has_no_problem(station: Workstation) -> None:
    worlds.visit(station, worlds.register(station, registers=("htn", "t2dm")))
    report = check(station)
    assert report.problems == ()
    assert (report.counts["resident"], report.counts["enrolment"], report.counts["follow_up"]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            ("UPDATE care SET next_visit_on = '2030-01-01'",),
            "有 2 项随访到期和记录对不上，已经按记录改正。",
        ),
        (("DELETE FROM care WHERE disease = 't2dm'",), "有 1 项随访到期和记录对不上，已经按记录改正。"),
        (
            ("UPDATE on_hand SET quantity = 7",),
            "有 1 个批次的库存数和流水账对不上，已经按流水账改正。",
        ),
    ],
    ids=["due days", "a disease forgotten", "stock"],
)
def test_what_can_be_made_anew_from_the_records_is_told_once_and_mended(
    station: Workstation, spoil: tuple[str, ...], told: str
) -> None:
    worlds.stock(station)
    worlds.visit(station, worlds.register(station, registers=("htn", "t2dm")))
    connection = connect(station.store.path, station.store.key)
    for statement in spoil:
        connection.execute(statement)
    connection.close()
    assert check(station).problems == (told,)
    assert check(station).problems == ()


def test_a_damaged_file_is_not_looked_into_any_further(station: Workstation, tmp_path: Path) -> None:
    worlds.register(station)
    station.store.close()
    path = tmp_path / "clinic" / DATABASE
    content = bytearray(path.read_bytes())
    content[-5000] ^= 0xFF
    path.write_bytes(content)
    again = open_clinic(tmp_path / "clinic", "zhougp", worlds.PASSWORD, station.clock)
    report = check(again)
    again.store.close()
    assert (report.problems, report.counts) == (("数据库文件有损坏，请停止录入，用最近的备份恢复。",), {})


def _older(station: Workstation, tmp_path: Path) -> Path:
    """The database as it was before one more person was registered."""
    older = tmp_path / "older.db"
    copying.copy_database(station.store.path, older, station.store.key)
    worlds.register(station, name="钱七", serial=600)
    return older


def test_a_file_that_was_put_in_the_place_of_ours_is_not_taken_for_a_backup_of_it(
    station: Workstation, tmp_path: Path
) -> None:
    _older(station, tmp_path).replace(station.store.path)
    with pytest.raises(WorldFault) as told:
        backup(station, tmp_path / "copy.vcbak")
    assert told.value.code == "store_moved"
    assert not (tmp_path / "copy.vcbak").exists()


def test_a_copy_that_lacks_what_was_there_before_is_no_backup(
    station: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, copied = _older(station, tmp_path), copying.copy_database
    monkeypatch.setattr(copying, "copy_database", lambda _path, target, key: copied(older, target, key))
    with pytest.raises(WorldFault) as told:
        backup(station, tmp_path / "copy.vcbak")
    assert told.value.code == "backup_differs"
    assert not list(tmp_path.glob("copy.vcbak*"))


def test_a_draft_that_goes_while_the_backup_is_made_is_no_difference(
    station: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = copying.copy_database
    with station.store.local() as session:
        drafts.keep(session, "follow_up", "R-1", {"weight": 60}, station.clock.now())

    def copy_and_go_on(path: Path, target: Path, key: bytes) -> None:
        copied(path, target, key)
        with station.store.local() as session:
            drafts.drop(session, "follow_up", "R-1")

    monkeypatch.setattr(copying, "copy_database", copy_and_go_on)
    assert backup(station, tmp_path / "copy.vcbak").counts["draft"] == 1
