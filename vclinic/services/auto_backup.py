"""The backup nobody has to think of: at the first opening of a day and at closing, kept for days, weeks and months, copied
to a second place when one is set. What it did and why it failed is kept, for the doctor to see."""

import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vclinic.domain.problem import Expected
from vclinic.files.aside import aside
from vclinic.files.backup_rotation import STAMP, superfluous
from vclinic.services import settings
from vclinic.services.backup import backup
from vclinic.services.backup_list import BackupFile, note_second_place
from vclinic.services.workstation import Workstation
from vclinic.storage import backup_file, change_states, notices
from vclinic.storage.file_names import BACKUPS
from vclinic.storage.store import Store

PREFIX = "vclinic-auto-"
PATIENCE_S = 300.0
_KEY = "auto_backup"
_WANTS_A_LOOK, _ALARMING = timedelta(days=3), timedelta(days=7)
_ABSENT = "第二个备份位置不在（U 盘没插、换了盘符，或网络没连上），那里这次没有备份。"
_NO_ROOM = "第二个备份位置写不进去（满了、写保护，或中途拔掉了），那里这次没有备份，以前的备份没有动。"
_SILENT = "第二个备份位置没有反应，那里这次没有备份。"


@dataclass(frozen=True, slots=True)
class BackupState:
    """What the last automatic backups came to; moments are ISO, empty for never.

    Attributes:
        made_at: when the last good one was made. file, size, residents: what it is.
        mark: how far the store's log had come then.
        fault: why the last try failed; empty when it did not.
        second_at, second_fault: the same of the second place.
    """

    made_at: str = ""
    file: str = ""
    size: int = 0
    residents: int = 0
    mark: str = ""
    fault: str = ""
    second_at: str = ""
    second_fault: str = ""


@dataclass(frozen=True, slots=True)
class BackupAge:
    """How old the last backup is, in words; ``level``: ok, warn or danger."""

    text: str
    level: str


def state(station: Workstation) -> BackupState:
    """What is kept of the last automatic backups."""
    return state_of(station.store)


def state_of(store: Store) -> BackupState:
    """The same of a store nobody has logged in to."""
    stored: dict[str, Any] = json.loads(store.meta(_KEY).get(_KEY, "{}"))
    known = {field.name for field in fields(BackupState)}
    return BackupState(**{name: value for name, value in stored.items() if name in known})


def is_due(station: Workstation, *, closing: bool = False) -> bool:
    """Whether a backup is wanted: at opening, when this day has none yet; at closing, when something has come since."""
    now_state = state(station)
    if closing:
        return now_state.mark != _mark(station)
    made = _moment(now_state.made_at)
    return made is None or made.date() != station.clock.today()


def run(station: Workstation, patience: float = PATIENCE_S) -> BackupState:
    """Make the backup, let superfluous ones go, copy it to the second place. Says in its result what did not work.

    Args:
        patience: seconds the second place may take; a share that hangs must not hold up the program.
    """
    kept = settings.read(station)
    folder, at = station.store.data_dir / BACKUPS, station.clock.now()
    now_state = state(station)
    mark = _mark(station)
    path = folder / f"{PREFIX}{at.strftime(STAMP)}{backup_file.SUFFIX}"
    try:
        folder.mkdir(exist_ok=True)
        _clear_halves(folder)
        report = aside(lambda: backup(station, path))
    except Expected as fault:
        now_state = replace(now_state, fault=fault.sentence)
    except OSError:
        now_state = replace(now_state, fault="备份没有做成：数据文件夹写不进去。请检查磁盘空间和权限。")
    else:
        now_state = replace(
            now_state, made_at=at.isoformat(timespec="seconds"), file=path.name, size=report.size,
            residents=report.counts["resident"], mark=mark, fault="",
        )  # fmt: skip
        _rotate(folder, kept)
        note_second_place(station.store.data_dir, kept.backup_to)
        if kept.backup_to:
            fault = _second(path, Path(kept.backup_to), kept, patience)
            moment = now_state.second_at if fault else now_state.made_at
            now_state = replace(now_state, second_at=moment, second_fault=fault)
        else:
            now_state = replace(now_state, second_at="", second_fault="")
    _keep(station.store, now_state)
    return now_state


def _keep(store: Store, now_state: BackupState) -> None:
    store.set_meta({_KEY: json.dumps(asdict(now_state), ensure_ascii=False)})


def came_back(store: Store, source: BackupFile) -> None:
    """A restored store's last backup is the one it came from; it says itself only what was the last when that was made.
    One that does not say when it was made leaves the state as it was."""
    if source.made_at is None:
        return
    now_state = replace(
        state_of(store), made_at=source.made_at.isoformat(timespec="seconds"), file=source.path.name,
        size=source.size, residents=source.counts.get("resident", 0), mark="", fault="",
    )  # fmt: skip
    _keep(store, now_state)


def age(now_state: BackupState, now: datetime) -> BackupAge:
    """How old the last good backup is, for a line at the foot of Today and in the settings."""
    made = _moment(now_state.made_at)
    if made is None:
        return BackupAge("还没有自动备份过", "danger" if now_state.fault else "warn")
    days = (now.date() - made.astimezone(now.tzinfo).date()).days
    when = "今天" if days <= 0 else "昨天" if days == 1 else f"{days} 天前"
    past = now - made
    level = "danger" if past >= _ALARMING else "warn" if past >= _WANTS_A_LOOK or now_state.fault else "ok"
    return BackupAge(f"上次备份 {when} {made.astimezone(now.tzinfo):%H:%M}", level)


def _mark(station: Workstation) -> str:
    """How far the store has come: what was written, what was answered, what was heard."""
    with station.store.read() as session:
        counted = change_states.counts(session)
        return f"{sum(counted.values())}/{counted['pending']}/{notices.cursor(session)}"


def _rotate(folder: Path, kept: settings.Settings) -> None:
    """Let superfluous backups of ours go; one that cannot be deleted now goes another day."""
    made: dict[datetime, Path] = {}
    with suppress(OSError):
        for path in folder.glob(f"{PREFIX}*{backup_file.SUFFIX}"):
            with suppress(ValueError):
                made[datetime.strptime(path.stem.removeprefix(PREFIX), STAMP)] = path
    for moment in superfluous(made, kept.backup_days, kept.backup_weeks, kept.backup_months):
        with suppress(OSError):
            made[moment].unlink()


def _clear_halves(folder: Path) -> None:
    """Remove what a backup that was cut off left."""
    for path in folder.glob(f"{PREFIX}*.part"):
        with suppress(OSError):
            path.unlink()


def _second(path: Path, folder: Path, kept: settings.Settings, patience: float) -> str:
    """Copy to the second place in a thread that nobody waits for longer than ``patience``. Returns why it did not work."""
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.append(_copied(path, folder, kept)), name="second-place", daemon=True)
    thread.start()
    thread.join(patience)
    return told[0] if told else _SILENT


def _copied(path: Path, folder: Path, kept: settings.Settings) -> str:
    fresh = folder / f"{path.name}.part"
    try:
        if not folder.is_dir():
            return _ABSENT
        _clear_halves(folder)
        wanted = hashlib.sha256()
        with path.open("rb") as source, fresh.open("wb") as target:
            while block := source.read(1 << 20):
                wanted.update(block)
                target.write(block)
        backup_file.settle(fresh)
        with fresh.open("rb") as copy:
            same = hashlib.file_digest(copy, "sha256").digest() == wanted.digest()
        if not same:
            raise OSError("the copy reads back differently")
        fresh.replace(folder / path.name)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        return _NO_ROOM
    _rotate(folder, kept)
    return ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
