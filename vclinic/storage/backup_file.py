"""A backup as a file: the encrypted database, the key file that opens it, and a list of what is in it, in one archive."""

import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vclinic.domain.problem import Refused
from vclinic.storage.file_names import DATABASE, KEYRING

FORMAT = 1
MANIFEST = "manifest.json"
SUFFIX = ".vcbak"
_DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, RuntimeError, EOFError)
_NO_BACKUP = "这个文件不是本程序的备份，或者已经损坏。原来的资料没有变。"


def pack(target: Path, database: Path, keyring: Path, manifest: Mapping[str, Any]) -> None:
    """Write a backup at ``target``, wait for the disk, and read it through once.

    Raises:
        OSError: the disk. zipfile.BadZipFile: it does not read back the same.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **manifest}, ensure_ascii=False))
        archive.write(keyring, KEYRING)
        archive.write(database, DATABASE)
    settle(target)
    read_through(target)


def read_through(path: Path) -> None:
    """Compare every byte of a backup with its checksums.

    Raises:
        OSError: the disk. zipfile.BadZipFile: it is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile


def is_backup(path: Path) -> bool:
    """Whether a file is a backup of this program, whole enough to be told by its list of contents."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {MANIFEST, KEYRING, DATABASE} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def head(path: Path) -> tuple[dict[str, Any], bytes]:
    """What a backup says is in it, and its key file; nothing of the database is read.

    Raises:
        Refused: ``no_such_backup``, ``not_a_backup``, ``newer_backup``.
        OSError: the disk.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _manifest(archive), archive.read(KEYRING)
    except FileNotFoundError as fault:
        raise Refused("no_such_backup", "找不到这份备份文件。") from fault
    except _DAMAGED as fault:
        raise Refused("not_a_backup", _NO_BACKUP) from fault


def unpack(path: Path, place: Path) -> None:
    """Lay the database and the key file of a backup into a folder; raises as `head`."""
    try:
        with zipfile.ZipFile(path) as archive:
            _manifest(archive)
            for name in (DATABASE, KEYRING):
                with archive.open(name) as source, (place / name).open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                settle(place / name)
    except FileNotFoundError as fault:
        raise Refused("no_such_backup", "找不到这份备份文件。") from fault
    except _DAMAGED as fault:
        raise Refused("not_a_backup", _NO_BACKUP) from fault


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] > FORMAT:
        raise Refused("newer_backup", "这份备份是更新版本的程序做的，请先升级本程序。")
    return manifest


def settle(path: Path) -> None:
    """Wait until the file is on the disk or stick itself, not only in the system's cache."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
