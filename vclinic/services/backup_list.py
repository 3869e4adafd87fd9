"""The backups there are to choose from, without opening any: in the store's own folder, at the second place, or one file."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from vclinic.domain.problem import Expected, WorldFault
from vclinic.files.keyring import parse_keyring
from vclinic.storage import backup_file
from vclinic.storage.file_names import BACKUPS

OWN, SECOND, CHOSEN = "own", "second", "chosen"
_SECOND_PLACE = "second-place.json"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup as its list of contents describes it.

    Attributes:
        clinic: whose it is; empty in backups of older programs, which did not say.
        made_at: None where it does not say.
        counts: rows by kind of record.
        logins: (login, doctor's name) of those whose passwords open it.
        where: own, second or chosen.
    """

    path: Path
    clinic: str
    made_at: datetime | None
    counts: Mapping[str, int]
    logins: tuple[tuple[str, str], ...]
    size: int
    where: str
    store_id: str


def look(path: Path, where: str = CHOSEN) -> BackupFile:
    """What a file says is in it.

    Raises:
        Refused: it is no backup, is not there, or is of a newer program.
        WorldFault: it cannot be read.
    """
    try:
        manifest, keyring_text = backup_file.head(path)
        size = path.stat().st_size
    except OSError as fault:
        raise WorldFault("unreadable_backup", "读不到这份备份，请检查 U 盘或网络位置。") from fault
    keyring = parse_keyring(keyring_text)
    return BackupFile(
        path=path,
        clinic=_text(manifest, "clinic"),
        made_at=_moment(_text(manifest, "made_at")),
        counts=_counts(manifest.get("counts")),
        logins=tuple(keyring.logins()),
        size=size,
        where=where,
        store_id=keyring.store_id,
    )


def listed(data_dir: Path) -> list[BackupFile]:
    """The backups of the own folder and of the second place, newest first; what is none or cannot be read is left out."""
    backups: list[BackupFile] = []
    second = second_place(data_dir)
    for folder, where in ((data_dir / BACKUPS, OWN), (second, SECOND)):
        if folder is None:
            continue
        with suppress(OSError):
            for path in folder.iterdir():
                if path.suffix == backup_file.SUFFIX:
                    with suppress(Expected):
                        backups.append(look(path, where))
    return sorted(backups, key=lambda backup: (backup.made_at is None, _newest_first(backup)))


def second_place(data_dir: Path) -> Path | None:
    """The second place as it was last set: kept beside the store, for whoever cannot open it any more."""
    try:
        told = str(json.loads((data_dir / BACKUPS / _SECOND_PLACE).read_text("utf-8"))["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Path(told) if told else None


def note_second_place(data_dir: Path, folder: str) -> None:
    """Keep where the second place is; where the disk does not let us, the list is shorter and nothing else."""
    with suppress(OSError):
        (data_dir / BACKUPS).mkdir(exist_ok=True)
        (data_dir / BACKUPS / _SECOND_PLACE).write_text(json.dumps({"folder": folder}, ensure_ascii=False), "utf-8")


def _newest_first(backup: BackupFile) -> float:
    return -backup.made_at.timestamp() if backup.made_at is not None else 0.0


def _text(manifest: Mapping[str, Any], name: str) -> str:
    value = manifest.get(name, "")
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _counts(counts: Any) -> dict[str, int]:
    if not isinstance(counts, dict):
        return {}
    return {str(name): int(number) for name, number in cast("dict[Any, Any]", counts).items() if type(number) is int}
