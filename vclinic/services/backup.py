"""Backups a village doctor can make alone: one file, encrypted as the store is, opened and counted before it is called
good; and the store looked over."""

import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vclinic import __version__
from vclinic.domain import entities
from vclinic.domain.problem import Refused, WorldFault
from vclinic.services.workstation import Workstation
from vclinic.storage import backup_file, care, copying, own_records, stock_ledger
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.storage.unit_of_work import STORE_ID
from vclinic.storage.work_folder import work_folder


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


def backup(station: Workstation, path: Path) -> BackupReport:
    """Write a backup; the program goes on meanwhile. An earlier file at ``path`` is replaced only by a good one.

    Raises:
        Refused: ``own_file``, the backup would be written over the store itself; ``other_file``, over a file that is
            no backup.
        WorldFault: the disk or stick does not let us, or the copy does not read back the same.
    """
    store = station.store
    store.look()
    fresh = path.with_name(path.name + ".part")
    try:
        _not_ours(store.data_dir, path)
        with work_folder(store.data_dir, "backup") as place:
            copy = place / DATABASE
            before = copying.counts(store.path, store.key)
            copying.copy_database(store.path, copy, store.key)
            counts = copying.verify(copy, store.key)
            _compare(before, counts, copying.counts(store.path, store.key))
            manifest = {
                "made_at": station.clock.now().isoformat(timespec="seconds"),
                "clinic": station.clinic.name,
                "store_id": store.meta(STORE_ID).get(STORE_ID, ""),
                "program": __version__,
                "counts": counts,
            }
            backup_file.pack(fresh, copy, store.data_dir / KEYRING, manifest)
        fresh.replace(path)
    except (OSError, zipfile.BadZipFile) as fault:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        sentence = "备份没有做成，原来的资料没有变。请检查磁盘或 U 盘的空间，再试一次。"
        raise WorldFault("backup_failed", sentence) from fault
    return BackupReport(path, path.stat().st_size, counts)


def _compare(before: dict[str, int], counts: dict[str, int], after: dict[str, int]) -> None:
    """What is never taken out can only have grown while it was copied; drafts come and go."""
    if any(not before[name] <= counts[name] <= after[name] for name in before if name != "draft"):
        raise WorldFault("backup_differs", "备份和原来的资料对不上，没有算数。请换一个位置再备份一次。")


def _not_ours(data_dir: Path, path: Path) -> None:
    """Refuse the store's own files as a place for its backup."""
    ours = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYRING)
    same_folder = os.path.realpath(path.parent) == os.path.realpath(data_dir)
    named = same_folder and path.name.casefold() in ours
    if path.exists():  # where it cannot be told, the fault stops the backup
        named = named or any(path.samefile(data_dir / name) for name in ours if (data_dir / name).exists())
    if path.exists() and not path.is_file():
        raise Refused("not_a_file", "这个位置是文件夹或设备，请给出备份文件的名字。")
    if named:
        raise Refused("own_file", "不能把备份写在数据库自己的文件上，请换一个文件名。资料没有改动。")
    if path.exists() and not backup_file.is_backup(path):
        raise Refused("other_file", f"{path.name} 已经在那里，又不是本程序的备份，没有动它。请换一个文件名。")


def check(station: Workstation) -> CheckReport:
    """Look the whole store over: file integrity, rows against their changes, the ledger, who is due. What is kept only
    to be found quickly is made anew from the records when it is wrong."""
    if copying.damaged(station.store):
        return CheckReport(("数据库文件有损坏，请停止录入，用最近的备份恢复。",), {})
    problems = copying.problems(station.store)
    if aside := own_records.set_aside(station.store):
        labels = "、".join(sorted({entities.label(change.entity) for change in aside}))
        problems.append(
            f"卫生院有本室的 {len(aside)} 条（{labels}）和本机写的对不上，另放着，没有盖掉本机的。请打开核对，再存一次。"
        )
    with station.store.local() as session:
        if wrong := care.differing(session):
            care.rebuild(session)
            problems.append(f"有 {wrong} 项随访到期和记录对不上，已经按记录改正。")
        if wrong := stock_ledger.recount(session):
            problems.append(f"有 {wrong} 个批次的库存数和流水账对不上，已经按流水账改正。")
    return CheckReport(tuple(problems), copying.counts(station.store.path, station.store.key))
