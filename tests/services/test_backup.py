"""A backup is one file, opened and counted before it is called good; a restore says what becomes of what stood there; a
check finds what somebody did to the tables and mends what can be made anew."""

import json
import zipfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import clinic_setup
from vclinic.services.backup import RestoreReport, backup, check, restore
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import changes
from vclinic.storage.database import connect
from vclinic.storage.file_names import BACKUPS, DATABASE, KEYRING


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


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
            waiting = [(entry.id, "stored", "", "", "") for entry in changes.pending(session, 0, 100)]
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


def test_a_backup_reads_back_and_a_restored_store_makes_ids_of_its_own(station: Workstation, tmp_path: Path) -> None:
    resident = worlds.register(station)
    report = backup(station, tmp_path / "copy.vcbak")
    assert report.counts["resident"] == 1
    worlds.visit(station, resident)
    with pytest.raises(Refused, match="密码不对"):
        restore(tmp_path / "other", tmp_path / "copy.vcbak", "", "wrong-password", station.clock)
    assert not (tmp_path / "other" / "clinic.db").exists()
    restore(tmp_path / "other", tmp_path / "copy.vcbak", "", worlds.PASSWORD, station.clock)
    again = open_clinic(tmp_path / "other", "zhougp", worlds.PASSWORD, station.clock)
    first, second = worlds.visit(station, resident, 130, 80), worlds.visit(again, resident, 128, 78)
    assert first.follow_up_id[:6] != second.follow_up_id[:6]
    assert check(again).problems == ()
    again.store.close()


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\x00" * 18, b"rubbish"])
def test_a_file_that_is_no_backup_changes_nothing(station: Workstation, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.vcbak").write_bytes(content)
    with pytest.raises(Refused, match="不是本程序的备份"):
        restore(tmp_path / "clinic", tmp_path / "bad.vcbak", "", worlds.PASSWORD, station.clock)
    worlds.register(station)


def test_a_backup_that_cannot_be_written_is_a_sentence_and_leaves_no_half(station: Workstation, tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="备份没有做成"):
        backup(station, tmp_path / "no-such-folder" / "copy.vcbak")
    assert list(tmp_path.glob("*.part")) == []


def manifest(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def with_manifest(path: Path, **changed: object) -> None:
    """The same backup under a manifest that says something else."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    document = json.loads(members["manifest.json"]) | changed
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {"manifest.json": json.dumps(document).encode()}).items():
            archive.writestr(name, content)


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


def test_a_backup_of_a_newer_program_is_left_alone(station: Workstation, tmp_path: Path) -> None:
    backup(station, tmp_path / "copy.vcbak")
    with_manifest(tmp_path / "copy.vcbak", format=2)
    with pytest.raises(Refused) as told:
        restore(tmp_path / "other", tmp_path / "copy.vcbak", "", worlds.PASSWORD, station.clock)
    assert told.value.code == "newer_backup"
    assert not (tmp_path / "other" / DATABASE).exists()


def test_a_backup_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="找不到这份备份"):
        restore(tmp_path / "new", tmp_path / "copy.vcbak", "", worlds.PASSWORD, SteppingClock(worlds.MORNING))


@pytest.mark.parametrize("part", [DATABASE, KEYRING])
def test_a_byte_that_changed_on_the_stick_is_noticed_and_nothing_is_restored(
    station: Workstation, tmp_path: Path, part: str
) -> None:
    worlds.register(station)
    backup(station, tmp_path / "copy.vcbak")
    with zipfile.ZipFile(tmp_path / "copy.vcbak") as archive:
        member = archive.getinfo(part)
    content = bytearray((tmp_path / "copy.vcbak").read_bytes())
    content[member.header_offset + 60 + member.file_size // 2] ^= 0x01
    (tmp_path / "copy.vcbak").write_bytes(content)
    with pytest.raises(Refused, match="已经损坏"):
        restore(tmp_path / "new", tmp_path / "copy.vcbak", "", worlds.PASSWORD, station.clock)
    assert not (tmp_path / "new" / DATABASE).exists()


def test_whoever_restores_a_backup_of_two_doctors_says_which_one_he_is(
    station: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic_setup, "Cost", lambda: worlds.CHEAP)
    clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026")
    backup(station, tmp_path / "copy.vcbak")
    new = tmp_path / "new"
    with pytest.raises(Refused, match="zhougp、liys") as told:
        restore(new, tmp_path / "copy.vcbak", "", worlds.PASSWORD, station.clock)
    assert told.value.code == "user_needed"
    with pytest.raises(Refused, match="密码不对"):
        restore(new, tmp_path / "copy.vcbak", "zhougp", "li-pass-2026", station.clock)
    restore(new, tmp_path / "copy.vcbak", "liys", "li-pass-2026", station.clock)
    open_clinic(new, "zhougp", worlds.PASSWORD, station.clock).store.close()


@pytest.mark.parametrize(
    ("kept", "unsent", "told", "untold"),
    [
        (None, 0, "", "没有删除"),
        (Path("旧"), 0, "没有删除", "没上报"),
        (Path("旧"), 3, "有 3 条没上报", "打不开"),
        (Path("旧"), None, "不要删掉", "条没上报"),
    ],
)
def test_the_sentence_after_a_restore(kept: Path | None, unsent: int | None, told: str, untold: str) -> None:
    sentence = RestoreReport({}, kept, unsent).sentence
    assert told in sentence
    assert untold not in sentence


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
