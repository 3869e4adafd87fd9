"""A first start or a restore that is cut off at any step leaves the old store or the new one, never half of each."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services import clinic_setup, unlock
from vclinic.services.backup import backup
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.find_residents import find
from vclinic.services.restore import Opener, restore
from vclinic.services.unlock import is_set_up
from vclinic.storage import swap
from vclinic.storage.file_names import BACKUPS, DATABASE, KEYRING


class PowerCut(BaseException):
    """The machine is off; nothing of ours runs any more."""


def moves(monkeypatch: pytest.MonkeyPatch, fault: BaseException, after: int) -> None:
    """Let ``after`` moves of files go through, then fail."""
    left, real = [after], Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name not in (KEYRING, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            return real(self, target)
        left[0] -= 1
        if left[0] < 0:
            raise fault
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def two_states(folder: Path) -> tuple[SteppingClock, Path]:
    """A clinic with 何秀珍 and 李四, and a backup from before 李四 came."""
    with worlds.clinic(folder / "clinic") as (station, clock):
        worlds.register(station)
        backup(station, folder / "copy.vcbak")
        worlds.register(station, name="李四", serial=24)
    return clock, folder / "copy.vcbak"


def people(folder: Path, clock: SteppingClock) -> list[str]:
    assert is_set_up(folder)
    station = open_clinic(folder, "zhougp", worlds.PASSWORD, clock)
    try:
        return [name for name in ("何秀珍", "李四") if find(station, name)]
    finally:
        station.store.close()


@pytest.mark.parametrize("after", range(5))
def test_a_restore_without_power_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    clock, copy = two_states(tmp_path)
    moves(monkeypatch, PowerCut(), after)
    with pytest.raises(PowerCut) if after < 4 else pytest.MonkeyPatch.context():
        restore(tmp_path / "clinic", copy, Opener("zhougp", worlds.PASSWORD), clock, leave_unsent=True)
    monkeypatch.undo()
    assert people(tmp_path / "clinic", clock) == ["何秀珍"]
    assert list((tmp_path / "clinic").glob(".incoming*")) == []
    (aside,) = (tmp_path / "clinic" / BACKUPS).iterdir()
    assert people(aside, clock) == ["何秀珍", "李四"], "what was there is kept whole"


@pytest.mark.parametrize("after", range(2))
def test_a_file_that_another_program_holds_undoes_the_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    clock, copy = two_states(tmp_path)
    real = Path.replace
    left = [after]

    def replace(self: Path, target: Path) -> Path:
        if target.parent.parent.name == BACKUPS:
            left[0] -= 1
            if left[0] < 0:
                raise PermissionError
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(WorldFault, match="原来的资料没有变"):
        restore(tmp_path / "clinic", copy, Opener("zhougp", worlds.PASSWORD), clock, leave_unsent=True)
    assert people(tmp_path / "clinic", clock) == ["何秀珍", "李四"]


def test_a_restore_that_cannot_be_finished_yet_offers_no_new_clinic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, copy = two_states(tmp_path)
    moves(monkeypatch, PowerCut(), 2)
    with pytest.raises(PowerCut):
        restore(tmp_path / "clinic", copy, Opener("zhougp", worlds.PASSWORD), clock, leave_unsent=True)
    monkeypatch.undo()
    moves(monkeypatch, PermissionError(), 0)
    assert is_set_up(tmp_path / "clinic")
    with pytest.raises(WorldFault, match="没有丢"):
        unlock.logins(tmp_path / "clinic")
    monkeypatch.undo()
    assert people(tmp_path / "clinic", clock) == ["何秀珍"]


@pytest.mark.parametrize("where", ["Store.create", "doctors.save", "write_keyring", "Store.open"])
def test_a_first_start_without_power_can_be_done_again_or_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    monkeypatch.setattr(f"vclinic.services.clinic_setup.{where}", cut)
    with pytest.raises(PowerCut):
        worlds.new_clinic(tmp_path)
    monkeypatch.undo()
    if where == "Store.open":  # everything stood on the disk already
        assert people(tmp_path, SteppingClock(worlds.MORNING)) == []
    else:
        assert not is_set_up(tmp_path)
        worlds.new_clinic(tmp_path)[0].store.close()


@pytest.mark.parametrize("name", [DATABASE, KEYRING, f"{DATABASE}-wal", DATABASE.upper()])
def test_a_backup_is_never_written_over_the_store(tmp_path: Path, name: str) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, clock):
        worlds.register(station)
        before = (tmp_path / "clinic" / KEYRING).read_bytes()
        with pytest.raises(Refused, match="换一个文件名"):
            backup(station, tmp_path / "clinic" / ".." / "clinic" / name)
        assert (tmp_path / "clinic" / KEYRING).read_bytes() == before
    assert people(tmp_path / "clinic", clock) == ["何秀珍"]


def test_a_place_that_is_no_folder_is_a_sentence(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path / "clinic") as (station, _), pytest.raises(WorldFault, match="备份没有做成"):
        backup(station, tmp_path / "clinic" / DATABASE / "copy.vcbak")


@pytest.mark.parametrize("manifest", [b"[]", b'{"format": "x"}', b"\xff\xfe", b"[" * 100_000, b'{"format": 1}'])
def test_an_archive_that_is_no_backup_is_a_sentence(tmp_path: Path, manifest: bytes) -> None:
    clock, _ = two_states(tmp_path)
    with zipfile.ZipFile(tmp_path / "other.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", manifest)
    with pytest.raises(Refused, match="不是本程序的备份"):
        restore(tmp_path / "clinic", tmp_path / "other.zip", Opener("zhougp", worlds.PASSWORD), clock)
    assert people(tmp_path / "clinic", clock) == ["何秀珍", "李四"]


def test_an_empty_database_file_is_left_as_it_is(tmp_path: Path) -> None:
    with worlds.clinic(tmp_path):
        pass
    (tmp_path / DATABASE).write_bytes(b"")
    with pytest.raises(WorldFault, match="是空的"):
        open_clinic(tmp_path, "zhougp", worlds.PASSWORD, SteppingClock(worlds.MORNING))
    assert (tmp_path / DATABASE).read_bytes() == b""


def test_a_colleague_half_added_can_be_added_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with worlds.clinic(tmp_path) as (station, clock):

        def cut(*_: object) -> None:
            raise PowerCut

        monkeypatch.setattr("vclinic.services.tries.write_keyring", cut)
        with pytest.raises(PowerCut):
            clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026")
        monkeypatch.undo()
        monkeypatch.setattr("vclinic.services.clinic_setup.Cost", lambda: worlds.CHEAP)
        assert not isinstance(clinic_setup.add_doctor(station, "李医生", "liys", "li-pass-2026"), list)
    open_clinic(tmp_path, "liys", "li-pass-2026", clock).store.close()


EDITS: list[tuple[str, object]] = [
    *[(name, value) for name in ("salt", "nonce", "wrapped") for value in (5, None, "", "!!", "AA==", "A", "中文")],
    *[(name, value) for name in ("passes", "memory_kib", "lanes") for value in (0, -1, 2**40, "3", None, 1.5)],
    *[("name", 5), ("login", [1]), ("failures", -5), ("failures", 1e400), ("failed_at", float("nan"))],
]


@pytest.mark.parametrize(("name", "value"), EDITS)
def test_a_key_file_somebody_changed_is_a_sentence(tmp_path: Path, name: str, value: object) -> None:
    import json

    worlds.new_clinic(tmp_path)[0].store.close()
    document = json.loads((tmp_path / KEYRING).read_text(encoding="utf-8"))
    if name in document:
        document[name] = value
    for entry in document["entries"]:
        entry.update({name: value} if name in entry else {})
    (tmp_path / KEYRING).write_text(json.dumps(document), encoding="utf-8")
    clock = SteppingClock(worlds.MORNING)
    tries: list[Callable[[], object]] = [
        lambda: open_clinic(tmp_path, "zhougp", worlds.PASSWORD, clock),
        lambda: clinic_setup.recover(tmp_path, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "zhougp", "new-pass-2026", clock),
    ]
    for attempt in tries:
        with pytest.raises(WorldFault, match="密钥文件已损坏"):
            attempt()


def store(folder: Path, content: bytes) -> Path:
    """Two files that stand for a store."""
    folder.mkdir(parents=True)
    for name in (DATABASE, KEYRING):
        (folder / name).write_bytes(content)
    return folder


def contents(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in (DATABASE, KEYRING)]


def test_the_first_store_of_a_folder_has_nothing_to_keep(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert swap.put_in_place(data, store(data / ".setup-1", b"new"), worlds.MORNING) is None
    assert contents(data) == [b"new", b"new"]
    assert {path.name for path in data.iterdir()} - {".lock"} == {DATABASE, KEYRING}


def test_the_former_store_is_kept_with_what_was_still_in_its_log(tmp_path: Path) -> None:
    data = store(tmp_path / "data", b"old")
    (data / f"{DATABASE}-wal").write_bytes(b"log")
    (data / "logs").mkdir()
    kept = swap.put_in_place(data, store(data / ".restore-1", b"new"), worlds.MORNING)
    assert kept == data / BACKUPS / "before-restore-20261124-083000"
    assert contents(kept) == [b"old", b"old"]
    assert (kept / f"{DATABASE}-wal").read_bytes() == b"log"
    assert contents(data) == [b"new", b"new"]
    assert not (data / f"{DATABASE}-wal").exists(), "the new store must not read the log of the old one"
    assert (data / "logs").is_dir()


@pytest.mark.parametrize("arrived", [(), (DATABASE,), (DATABASE, KEYRING)], ids=["nothing", "the database", "both"])
def test_whatever_had_arrived_the_swap_is_finished_and_finishing_again_changes_nothing(
    tmp_path: Path, arrived: tuple[str, ...]
) -> None:
    data = store(tmp_path / "data", b"old")
    incoming = store(data / ".incoming-20261124-083000", b"new")
    aside = data / BACKUPS / "before-restore-20261124-083000"
    if arrived:
        aside.mkdir(parents=True)
        for name in (DATABASE, KEYRING):
            (data / name).replace(aside / name)
    for name in arrived:
        (incoming / name).replace(data / name)
    for _ in range(2):
        swap.finish(data)
        assert contents(data) == [b"new", b"new"]
        assert contents(aside) == [b"old", b"old"]
        assert not incoming.exists()


def test_of_two_that_were_cut_off_the_later_one_stands(tmp_path: Path) -> None:
    data = store(tmp_path / "data", b"old")
    store(data / ".incoming-20261124-090000", b"second")
    store(data / ".incoming-20261124-083000", b"first")
    swap.finish(data)
    assert contents(data) == [b"second", b"second"]
    kept = sorted((data / BACKUPS).iterdir())
    assert [contents(folder)[0] for folder in kept] == [b"old", b"first"]


def test_where_nothing_was_cut_off_nothing_happens(tmp_path: Path) -> None:
    data = store(tmp_path / "data", b"old")
    swap.finish(data)
    assert contents(data) == [b"old", b"old"]
    assert {path.name for path in data.iterdir()} == {DATABASE, KEYRING}
    swap.finish(tmp_path / "not there")
    assert not (tmp_path / "not there").exists()
