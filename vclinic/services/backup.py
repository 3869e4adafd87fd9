"""Backups a village doctor can make and restore alone: one file, encrypted as the store is, opened and counted before
it is called good."""

import json
import os
import shutil
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.services.tries import key_by
from vclinic.services.workstation import Clock, Workstation
from vclinic.storage import care, copying, stock_ledger, swap
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.storage.keyring import read_keyring
from vclinic.storage.store import Store
from vclinic.storage.work_folder import sweep, work_folder

_FORMAT = 1
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was opened again and counted. ``counts`` are rows by table."""

    path: Path
    size: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A backup put in place.

    Attributes:
        counts: rows by table.
        kept: where the former store is kept; None when there was none.
        unsent: how many changes of the former store were neither sent nor in the backup; None when it cannot be told.
    """

    counts: dict[str, int]
    kept: Path | None
    unsent: int | None

    @property
    def sentence(self) -> str:
        """What a doctor should know about what was there before."""
        if self.kept is None:
            return ""
        told = f"原来的资料另放在 {self.kept}，没有删除。"
        if self.unsent is None:
            return f"{told}它这次打不开，不知道里面还有没有没上报的，请不要删掉。"
        return f"{told}里面有 {self.unsent} 条没上报，它们不会再自动上报。" if self.unsent else told


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The store looked over: ``problems`` are sentences, empty when all is well."""

    problems: tuple[str, ...]
    counts: dict[str, int]


def backup(station: Workstation, path: Path) -> BackupReport:
    """Write a backup; the program goes on meanwhile. An earlier file at ``path`` is replaced only by a good one.

    Raises:
        Refused: ``own_file``, the backup would be written over the store itself; ``other_file``, over a file that is
            no backup.
        WorldFault: the disk or stick does not let us, or the copy does not read back the same.
    """
    store = station.store
    fresh = path.with_name(path.name + ".part")
    try:
        _not_ours(store.data_dir, path)
        with work_folder(store.data_dir, "backup") as place:
            copy = place / DATABASE
            copying.copy_database(store.path, copy, store.key)
            counts = copying.verify(copy, store.key)
            if counts != (now := copying.counts(store.path, store.key)) and any(
                counts[name] > now[name] for name in counts
            ):
                raise WorldFault("backup_differs", "备份和原来的资料对不上，没有算数。请换一个位置再备份一次。")
            manifest = {
                "format": _FORMAT,
                "made_at": station.clock.now().isoformat(timespec="seconds"),
                "counts": counts,
            }
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(_MANIFEST, json.dumps(manifest))
                archive.write(store.data_dir / KEYRING, KEYRING)
                archive.write(copy, DATABASE)
            _settle(fresh)
            _test(fresh)
        fresh.replace(path)
    except (OSError, zipfile.BadZipFile) as fault:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        sentence = "备份没有做成，原来的资料没有变。请检查磁盘或 U 盘的空间，再试一次。"
        raise WorldFault("backup_failed", sentence) from fault
    return BackupReport(path, path.stat().st_size, counts)


def _not_ours(data_dir: Path, path: Path) -> None:
    """Refuse the store's own files as a place for its backup."""
    ours = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYRING)
    same_folder = os.path.realpath(path.parent) == os.path.realpath(data_dir)
    named = same_folder and path.name.casefold() in ours
    with suppress(OSError):
        named = named or any((data_dir / name).exists() and path.samefile(data_dir / name) for name in ours)
    if path.exists() and not path.is_file():
        raise Refused("not_a_file", "这个位置是文件夹或设备，请给出备份文件的名字。")
    if named:
        raise Refused("own_file", "不能把备份写在数据库自己的文件上，请换一个文件名。资料没有改动。")
    if path.exists() and not _is_backup(path):
        raise Refused("other_file", f"{path.name} 已经在那里，又不是本程序的备份，没有动它。请换一个文件名。")


def _is_backup(path: Path) -> bool:
    """Whether a file is a backup of this program, whole enough to be told by its list of contents."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {_MANIFEST, KEYRING, DATABASE} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _settle(path: Path) -> None:
    """Wait until the file is on the disk or stick itself, not only in the system's cache."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _test(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile


def restore(
    data_dir: Path, file: Path, login: str, password: str, clock: Clock, *, leave_unsent: bool = False
) -> RestoreReport:
    """Put a backup in the place of the store; what was there is kept aside.

    The restored store draws a new id tag, so that nothing it writes can collide with what was made after the backup.

    Args:
        login: may be empty when the backup has one account only.
        leave_unsent: restore although the present store has changes that were never sent and are not in the backup.

    Raises:
        Refused: not a backup, the password is not of that backup, or ``unsent``.
        WorldFault: the disk.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        swap.finish(data_dir)
        sweep(data_dir)
        with work_folder(data_dir, "restore") as place:
            _unpack(file, place)
            keyring = read_keyring(place / KEYRING)
            known = [name for name, _ in keyring.logins()]
            if not login and len(known) != 1:
                raise Refused("user_needed", f"这份备份里有几个账号（{'、'.join(known)}），请指明用哪一个。")
            key = keyring.unwrap(login or known[0], password)
            counts = copying.verify(place / DATABASE, key)
            store = Store.open(place, key, clock.now())
            copying.new_generation(store)
            store.close()
            unsent = _unsent(data_dir, login or known[0], password, clock, copying.changes_in(place / DATABASE, key))
            if unsent and not leave_unsent:
                raise _stopped(unsent)
            kept = swap.put_in_place(data_dir, place, clock.now())
    except OSError as fault:
        raise WorldFault("restore_failed", "恢复没有做成，原来的资料没有变。请检查磁盘空间后再试。") from fault
    return RestoreReport(counts, kept, unsent)


def _unsent(data_dir: Path, login: str, password: str, clock: Clock, restored: frozenset[str]) -> int | None:
    """How many changes of the present store nobody would ever send; None when it does not open with this password."""
    if not any((data_dir / name).exists() for name in (DATABASE, KEYRING)):
        return 0
    try:
        key = key_by(data_dir, clock, lambda keyring: keyring.unwrap(login, password))
        return len(copying.changes_in(data_dir / DATABASE, key, unsent=True) - restored)
    except Expected:
        return None


def _stopped(unsent: int) -> Refused:
    sentence = (
        f"现在的资料里有 {unsent} 条还没上报，备份里也没有，恢复后不会再上报。没有恢复，资料没有变。"
        "请先上报再恢复；实在要恢复，命令行加 --leave-unsent。"
    )
    return Refused("unsent", sentence)


def _unpack(file: Path, place: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            if manifest["format"] > _FORMAT:
                raise Refused("newer_backup", "这份备份是更新版本的程序做的，请先升级本程序。")
            for name in (DATABASE, KEYRING):
                with archive.open(name) as source, (place / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
                _settle(place / name)
    except FileNotFoundError as fault:
        raise Refused("no_such_backup", "找不到这份备份文件。") from fault
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, RuntimeError) as fault:
        raise Refused("not_a_backup", "这个文件不是本程序的备份，或者已经损坏。原来的资料没有变。") from fault


def check(station: Workstation) -> CheckReport:
    """Look the whole store over: file integrity, rows against their changes, the ledger, who is due. What is kept only
    to be found quickly is made anew from the records when it is wrong."""
    if copying.damaged(station.store):
        return CheckReport(("数据库文件有损坏，请停止录入，用最近的备份恢复。",), {})
    problems = copying.problems(station.store)
    with station.store.local() as session:
        if wrong := care.differing(session):
            care.rebuild(session)
            problems.append(f"有 {wrong} 项随访到期和记录对不上，已经按记录改正。")
        if wrong := stock_ledger.recount(session):
            problems.append(f"有 {wrong} 个批次的库存数和流水账对不上，已经按流水账改正。")
    return CheckReport(tuple(problems), copying.counts(station.store.path, station.store.key))
