"""A backup comes back with the password of its time; what was never sent, or cannot be looked at, stops it."""

import json
import zipfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.services import auto_backup, clinic_setup
from vclinic.services.backup import backup, check
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.restore import Opener, RestoreReport, restore
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import changes
from vclinic.storage.file_names import BACKUPS, DATABASE, KEYRING
from vclinic.storage.rounds import MACHINE


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
        restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    assert told.value.code == "unsent"
    assert "vclinic package out" in str(told.value)
    assert (folder / DATABASE).read_bytes() == before
    report = restore(folder, copy, Opener("", worlds.PASSWORD), clock, leave_unsent=True)
    assert report.unsent == made
    assert report.kept is not None
    assert report.kept.parent == folder / BACKUPS
    assert str(report.kept) in report.sentence
    assert f"{made} 条没上报" in report.sentence
    clinic_setup.open_clinic(report.kept, "zhougp", worlds.PASSWORD, clock).store.close()


def test_what_was_sent_or_comes_back_with_the_backup_holds_up_nothing(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    assert restore(folder, copy, Opener("", worlds.PASSWORD), clock).unsent == 0
    enter(folder, clock, sent=True)
    clock.pass_seconds(5)
    report = restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    assert report.unsent == 0
    assert "另放在" in report.sentence


def test_the_last_backup_afterwards_is_the_one_that_came_back(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    clock.pass_seconds(2 * 24 * 3600)
    station = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    kept = auto_backup.state(station)
    assert (kept.file, kept.residents, kept.size) == ("copy.vcbak", 1, copy.stat().st_size)
    assert auto_backup.age(kept, clock.now()).text == "上次备份 2 天前 08:30"
    assert auto_backup.is_due(station)
    station.store.close()


@pytest.mark.parametrize("made_at", ["", "yesterday", "2026-11-24T08:30:00", 7])
def test_one_that_does_not_say_when_it_was_made_counts_for_none(
    world: tuple[Path, Path, SteppingClock], made_at: object
) -> None:
    folder, copy, clock = world
    with_manifest(copy, made_at=made_at)
    restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    station = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    assert auto_backup.state(station) == auto_backup.BackupState()
    station.store.close()


def test_a_store_that_cannot_be_looked_into_is_restored_over_only_knowingly(
    world: tuple[Path, Path, SteppingClock],
) -> None:
    folder, copy, clock = world
    enter(folder, clock)
    (folder / DATABASE).write_bytes(b"rubbish" * 2000)
    before = (folder / KEYRING).read_bytes()
    with pytest.raises(Refused, match="看不到里面还有没有没上报的") as told:
        restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    assert told.value.code == "unsent_unknown"
    assert (folder / KEYRING).read_bytes() == before
    report = restore(folder, copy, Opener("", worlds.PASSWORD), clock, leave_unsent=True)
    assert report.unsent is None
    assert "不知道" in report.sentence
    assert str(report.kept) in report.sentence


def test_nothing_is_said_of_a_store_that_was_not_there(tmp_path: Path, world: tuple[Path, Path, SteppingClock]) -> None:
    _, copy, clock = world
    report = restore(tmp_path / "new", copy, Opener("", worlds.PASSWORD), clock)
    assert (report.kept, report.unsent, report.sentence) == (None, 0, "")


def test_restoring_is_no_way_to_try_the_password_of_the_present_store(
    tmp_path: Path, world: tuple[Path, Path, SteppingClock]
) -> None:
    folder, _, clock = world
    with worlds.clinic(tmp_path / "own", stranger=True) as (station, _):
        clinic_setup.change_password(station, worlds.PASSWORD, "a-guess-2026")
        backup(station, tmp_path / "own.vcbak")
    with pytest.raises(Refused) as told:
        restore(folder, tmp_path / "own.vcbak", Opener("", "a-guess-2026"), clock)
    assert told.value.code == "unsent_unknown"
    assert '"failures": 1' in (folder / KEYRING).read_text("utf-8")


class TestAfterAChangeOfPassword:
    """The backup opens with the password of its time, the store that stands there with today's."""

    NEW = "changed-2026"

    @pytest.fixture
    def changed(self, world: tuple[Path, Path, SteppingClock]) -> tuple[Path, Path, SteppingClock]:
        """One resident was entered after the backup, then the password changed."""
        folder, copy, clock = world
        enter(folder, clock)
        station = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
        clinic_setup.change_password(station, worlds.PASSWORD, self.NEW)
        station.store.close()
        return folder, copy, clock

    def test_the_guard_cannot_look_and_says_so(self, changed: tuple[Path, Path, SteppingClock]) -> None:
        folder, copy, clock = changed
        with pytest.raises(Refused, match="现在用的密码") as told:
            restore(folder, copy, Opener("", worlds.PASSWORD), clock)
        assert told.value.code == "unsent_unknown"

    def test_todays_password_lets_it_look(self, changed: tuple[Path, Path, SteppingClock]) -> None:
        folder, copy, clock = changed
        with pytest.raises(Refused, match="条还没上报") as told:
            restore(folder, copy, Opener("", worlds.PASSWORD), clock, present=Opener("", self.NEW))
        assert told.value.code == "unsent"

    def test_todays_password_does_not_open_the_backup_and_the_sentence_says_which_is_meant(
        self, changed: tuple[Path, Path, SteppingClock]
    ) -> None:
        folder, copy, clock = changed
        with pytest.raises(Refused, match=r"做这份备份那时的密码.*恢复码") as told:
            restore(folder, copy, Opener("", self.NEW), clock)
        assert told.value.code == "wrong_backup_password"


def test_the_recovery_code_opens_the_backup_and_what_stands_there(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        code = clinic_setup.new_recovery_code(station, worlds.PASSWORD)
        backup(station, tmp_path / "copy.vcbak")
    typed = code.lower().replace("-", "－")
    report = restore(tmp_path / "clinic", tmp_path / "copy.vcbak", Opener(recovery_code=typed), clock)
    assert report.unsent == 0
    with pytest.raises(Refused, match="恢复码"):
        restore(tmp_path / "clinic", tmp_path / "copy.vcbak", Opener(recovery_code="2" * 24), clock)


def test_a_backup_reads_back_and_a_restored_store_makes_ids_of_its_own(station: Workstation, tmp_path: Path) -> None:
    resident = worlds.register(station)
    report = backup(station, tmp_path / "copy.vcbak")
    assert report.counts["resident"] == 1
    worlds.visit(station, resident)
    with pytest.raises(Refused, match="打不开这份备份"):
        restore(tmp_path / "other", tmp_path / "copy.vcbak", Opener("", "wrong-password"), station.clock)
    assert not (tmp_path / "other" / "clinic.db").exists()
    restore(tmp_path / "other", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), station.clock)
    again = open_clinic(tmp_path / "other", "zhougp", worlds.PASSWORD, station.clock)
    first, second = worlds.visit(station, resident, 130, 80), worlds.visit(again, resident, 128, 78)
    assert first.follow_up_id[:6] != second.follow_up_id[:6]
    assert check(again).problems == ()
    again.store.close()


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\x00" * 18, b"rubbish"])
def test_a_file_that_is_no_backup_changes_nothing(station: Workstation, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.vcbak").write_bytes(content)
    with pytest.raises(Refused, match="不是本程序的备份"):
        restore(tmp_path / "clinic", tmp_path / "bad.vcbak", Opener("", worlds.PASSWORD), station.clock)
    worlds.register(station)


def with_manifest(path: Path, **changed: object) -> None:
    """The same backup under a manifest that says something else."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    document = json.loads(members["manifest.json"]) | changed
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {"manifest.json": json.dumps(document).encode()}).items():
            archive.writestr(name, content)


def test_a_backup_of_a_newer_program_is_left_alone(station: Workstation, tmp_path: Path) -> None:
    backup(station, tmp_path / "copy.vcbak")
    with_manifest(tmp_path / "copy.vcbak", format=2)
    with pytest.raises(Refused) as told:
        restore(tmp_path / "other", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), station.clock)
    assert told.value.code == "newer_backup"
    assert not (tmp_path / "other" / DATABASE).exists()


def test_a_backup_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="找不到这份备份"):
        restore(tmp_path / "new", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), SteppingClock(worlds.MORNING))


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
        restore(tmp_path / "new", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), station.clock)
    assert not (tmp_path / "new" / DATABASE).exists()


def test_whoever_restores_a_backup_of_two_doctors_says_which_one_he_is(
    station: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic_setup, "Cost", lambda: worlds.CHEAP)
    clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026")
    backup(station, tmp_path / "copy.vcbak")
    new = tmp_path / "new"
    with pytest.raises(Refused, match="zhougp、liys") as told:
        restore(new, tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), station.clock)
    assert told.value.code == "user_needed"
    with pytest.raises(Refused, match="打不开这份备份"):
        restore(new, tmp_path / "copy.vcbak", Opener("zhougp", "li-pass-2026"), station.clock)
    restore(new, tmp_path / "copy.vcbak", Opener("liys", "li-pass-2026"), station.clock)
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


def test_nothing_is_put_in_the_place_of_a_store_that_is_open(world: tuple[Path, Path, SteppingClock]) -> None:
    folder, copy, clock = world
    station = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    with pytest.raises(Refused, match="请先把它关掉再试") as told:
        restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    assert told.value.code == "open_elsewhere"
    worlds.register(station, name="李四", serial=24)
    station.store.close()
    again = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    assert check(again).counts["resident"] == 2, "the work that followed is where the program looks for it"
    again.store.close()


@pytest.mark.parametrize("left", [(DATABASE, KEYRING), (DATABASE,), (KEYRING,)])
def test_a_store_on_a_disk_that_is_not_there_now_is_restored_over_only_knowingly_and_its_links_are_kept(
    world: tuple[Path, Path, SteppingClock], tmp_path: Path, left: tuple[str, ...]
) -> None:
    _, copy, clock = world
    folder = tmp_path / "links"
    folder.mkdir()
    for name in left:
        (folder / name).symlink_to(tmp_path / "disk" / name)
    with pytest.raises(Refused) as told:
        restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    assert told.value.code == "unsent_unknown"
    done = restore(folder, copy, Opener("", worlds.PASSWORD), clock, leave_unsent=True)
    assert done.unsent is None
    assert done.kept is not None
    assert sorted(path.name for path in done.kept.iterdir() if path.is_symlink()) == sorted(left)


def test_a_write_ahead_log_without_its_database_is_not_nothing(
    world: tuple[Path, Path, SteppingClock], tmp_path: Path
) -> None:
    _, copy, clock = world
    folder = tmp_path / "log"
    folder.mkdir()
    (folder / f"{DATABASE}-wal").write_bytes(b"what was written last")
    with pytest.raises(Refused) as told:
        restore(folder, copy, Opener("", worlds.PASSWORD), clock)
    assert told.value.code == "unsent_unknown"


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [("one", "another", True), ("one", "one", False), ("", "another", False), ("one", "", False)],
)
def test_that_the_data_come_from_another_computer_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, now: str, moved: bool
) -> None:
    monkeypatch.setattr("vclinic.services.clinic_setup.machine", lambda: before)
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        station.store.set_meta({MACHINE: ""})
    station = open_clinic(tmp_path / "clinic", worlds.SETUP.login, worlds.PASSWORD, clock)
    backup(station, tmp_path / "copy.vcbak")
    station.store.close()
    monkeypatch.setattr("vclinic.services.restore.machine", lambda: now)
    report = restore(tmp_path / "new", tmp_path / "copy.vcbak", Opener("", worlds.PASSWORD), clock)
    assert report.moved == moved
    assert ("另一台电脑" in report.sentence) == moved
