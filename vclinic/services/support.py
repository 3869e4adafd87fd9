"""One file for somebody who helps from afar: versions, states, settings, logs, how the database works; nobody in it."""

import json
import platform
import re
import sys
import zipfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from vclinic import __version__
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files import LOGS
from vclinic.services import auto_backup, settings
from vclinic.services.dispensing_queue import queue
from vclinic.services.due_today import worklist
from vclinic.services.find_residents import find, list_residents
from vclinic.services.scrubbed import scrubbed
from vclinic.services.support_text import support_text
from vclinic.services.workstation import Workstation
from vclinic.storage.shape import plans_of, shape

SUFFIX = ".zip"
_LIBRARIES = ("PySide6-Essentials", "sqlmodel", "SQLAlchemy", "sqlite-utils", "sqlcipher3", "cryptography", "requests")
_OURS = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_PERSONAL = ("referral_org", "backup_to")  # free text: whether it is filled in is all that leaves
_LONGEST_LOG = 1_000_000
_PROBE = "zh"  # a search of two letters, as everybody types it first


@dataclass(frozen=True, slots=True)
class SupportFile:
    """What was written. ``members`` are the names inside."""

    path: Path
    size: int
    members: tuple[str, ...]


def support(station: Workstation, path: Path) -> SupportFile:
    """Write the file; an earlier one at ``path`` is replaced.

    Raises:
        Refused: ``not_a_zip``, the name ends in something else: another's file could be meant.
        WorldFault: the disk or stick does not let us.
    """
    if path.suffix.lower() != SUFFIX:
        raise Refused("not_a_zip", f"支持包的文件名要以 {SUFFIX} 结尾，例如 zhichi.zip。没有写。")
    members = {
        "summary.txt": support_text(station) + "\n",
        "machine.json": _json(_machine()),
        "settings.json": _json(_settings(station)),
        "backups.json": _json(_backups(station)),
        "database.json": _json(asdict(shape(station.store))),
        "plans.txt": _plans(station),
        "files.txt": _files(station.store.data_dir),
        **_logs(station.store.data_dir / LOGS),
    }
    fresh = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in members.items():
                file.writestr(name, text)
        fresh.replace(path)
        size = path.stat().st_size
    except OSError as fault:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise WorldFault("support_failed", "支持包没有写成，请检查磁盘或 U 盘的空间，换一个位置再试。") from fault
    return SupportFile(path, size, tuple(members))


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _machine() -> dict[str, object]:
    versions: dict[str, str] = {}
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return {
        "program": __version__,
        "packed": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "libraries": versions,
    }


def _settings(station: Workstation) -> dict[str, object]:
    kept: dict[str, object] = asdict(settings.read(station))
    return {name: bool(value) if name in _PERSONAL else value for name, value in kept.items()}


def _backups(station: Workstation) -> dict[str, object]:
    kept = auto_backup.state(station)
    return {
        "made_at": kept.made_at,
        "size": kept.size,
        "failed": bool(kept.fault),
        "second_at": kept.second_at,
        "second_failed": bool(kept.second_fault),
    }


def _plans(station: Workstation) -> str:
    def asked() -> None:
        worklist(station)
        find(station, _PROBE)
        list_residents(station)
        queue(station)

    plans = plans_of(station.store, asked)
    return "\n\n".join("\n".join((plan.statement, *(f"  {step}" for step in plan.steps))) for plan in plans) + "\n"


def _files(folder: Path) -> str:
    """Size, time and place of what lies in the data folder; a name the program would not give is left out."""
    lines: list[str] = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        with suppress(OSError):
            if path.is_file():
                known = (part if _OURS.fullmatch(part) else f"…{_ending(part)}" for part in parts)
                lines.append(f"{path.stat().st_size:>12} {'/'.join(known)}")
    return "\n".join(lines) + "\n"


def _ending(name: str) -> str:
    ending = Path(name).suffix
    return ending if _OURS.fullmatch(ending) else ""


def _logs(folder: Path) -> dict[str, str]:
    """The logs by their names in the file; what cannot be read is not there."""
    told: dict[str, str] = {}
    for path in sorted(folder.glob("*.log*")):
        if _OURS.fullmatch(path.name):
            with suppress(OSError):
                text = path.read_text("utf-8", "replace")[-_LONGEST_LOG:]
                told[f"logs/{path.name}"] = "".join(f"{scrubbed(line)}\n" for line in text.splitlines())
    return told
