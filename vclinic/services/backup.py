"""Backups a village doctor can make and restore alone: one file, encrypted as the store is, opened and counted before
it is called good."""

import json
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vclinic.domain.problem import Refused, WorldFault
from vclinic.services.desk import Clock, Desk
from vclinic.storage import copying
from vclinic.storage.keyring import read_keyring
from vclinic.storage.store import DATABASE, KEYRING, Store

_FORMAT = 1
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was opened again and counted. ``counts`` are rows by table."""

    path: Path
    size: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The store looked over: ``problems`` are sentences, empty when all is well."""

    problems: tuple[str, ...]
    counts: dict[str, int]


def backup(desk: Desk, path: Path) -> BackupReport:
    """Write a backup; the program goes on meanwhile. An earlier file at ``path`` is replaced only by a good one.

    Raises:
        Refused: ``path`` is the live store itself.
        WorldFault: the disk or stick does not let us, or the copy does not read back the same.
    """
    store = desk.store
    _refuse_live_files(store.data_dir, path)
    fresh = path.with_name(path.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=store.data_dir, prefix=".backup-") as folder:
            copy = Path(folder) / DATABASE
            copying.copy_database(store.path, copy, store.key)
            counts = copying.verify(copy, store.key)
            if counts != (now := copying.counts(store.path, store.key)) and any(
                counts[name] > now[name] for name in counts
            ):
                raise WorldFault("backup_differs", "备份和原来的资料对不上，没有算数。请换一个位置再备份一次。")
            manifest = {"format": _FORMAT, "made_at": desk.clock.now().isoformat(timespec="seconds"), "counts": counts}
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(_MANIFEST, json.dumps(manifest))
                archive.write(store.data_dir / KEYRING, KEYRING)
                archive.write(copy, DATABASE)
            _test(fresh)
        fresh.replace(path)
    except (OSError, zipfile.BadZipFile) as fault:
        fresh.unlink(missing_ok=True)
        sentence = "备份没有做成，原来的资料没有变。请检查磁盘或 U 盘的空间，再试一次。"
        raise WorldFault("backup_failed", sentence) from fault
    return BackupReport(path, path.stat().st_size, counts)


def _refuse_live_files(data_dir: Path, path: Path) -> None:
    """Replacing the open database or its keys by a backup would be the end of both."""
    place = path.resolve()
    live = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYRING)
    if place.parent == data_dir.resolve() and place.name.lower() in live:
        raise Refused("live_file", "这是正在用的数据文件，不能当备份文件写。请换一个文件名，最好放到 U 盘上。")
    if path.exists() and not path.is_file():
        raise Refused("not_a_file", "这个位置是文件夹或设备，请给出备份文件的名字。")


def _test(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile


def restore(data_dir: Path, file: Path, login: str, password: str, clock: Clock) -> dict[str, int]:
    """Put a backup in the place of the store; what was there is kept aside. Returns rows by table.

    The restored store draws a new id tag, so that nothing it writes can collide with what was made after the backup.

    Args:
        login: may be empty when the backup has one account only.

    Raises:
        Refused: not a backup, or the password is not of that backup.
        WorldFault: the disk.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=data_dir, prefix=".restore-") as folder:
            place = Path(folder)
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
            _put_aside(data_dir, clock.now())
            for name in (DATABASE, KEYRING):
                (place / name).replace(data_dir / name)
    except OSError as fault:
        raise WorldFault("restore_failed", "恢复没有做成，原来的资料没有变。请检查磁盘空间后再试。") from fault
    return counts


def _unpack(file: Path, place: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            if manifest["format"] > _FORMAT:
                raise Refused("newer_backup", "这份备份是更新版本的程序做的，请先升级本程序。")
            for name in (DATABASE, KEYRING):
                with archive.open(name) as source, (place / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
    except FileNotFoundError as fault:
        raise Refused("no_such_backup", "找不到这份备份文件。") from fault
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as fault:
        raise Refused("not_a_backup", "这个文件不是本程序的备份，或者已经损坏。原来的资料没有变。") from fault


def _put_aside(data_dir: Path, at: datetime) -> None:
    names = [name for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYRING) if (data_dir / name).exists()]
    if names:
        aside = data_dir / "backups" / f"before-restore-{at:%Y%m%d-%H%M%S}"
        aside.mkdir(parents=True, exist_ok=True)
        for name in names:
            (data_dir / name).replace(aside / name)


def check(desk: Desk) -> CheckReport:
    """Look the whole store over: file integrity, rows against their changes, the ledger."""
    if copying.damaged(desk.store):
        return CheckReport(("数据库文件有损坏，请停止录入，用最近的备份恢复。",), {})
    return CheckReport(tuple(copying.problems(desk.store)), copying.counts(desk.store.path, desk.store.key))
