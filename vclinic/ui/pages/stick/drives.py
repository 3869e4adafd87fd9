"""The sticks that are plugged in, as far as the machine tells; where it does not, a folder is chosen by hand."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_PLACES = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_REMOVABLE, _FIXED = 2, 3  # what Windows calls a kind of drive; a disk on a cable is a fixed one


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick or a further disk. ``name``: what it is called, with its letter; ``free``: bytes."""

    root: Path
    name: str
    free: int
    read_only: bool


Drives = Callable[[], list[Drive]]


def drives() -> list[Drive]:
    """Everything that is plugged in besides the disk the system runs from, in the order of its places."""
    system = QStorageInfo.root().rootPath()
    there = [
        Drive(Path(volume.rootPath()), _name(volume), volume.bytesAvailable(), volume.isReadOnly())
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and volume.rootPath() != system and _plugged_in(volume.rootPath())
    ]
    return sorted(there, key=lambda drive: str(drive.root))


def _name(volume: QStorageInfo) -> str:
    root = volume.rootPath()
    letter = root.rstrip("/") if sys.platform == "win32" else Path(root).name
    label = volume.name()
    return f"{label}（{letter}）" if label and label != letter else letter


def _plugged_in(root: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        return ctypes.windll.kernel32.GetDriveTypeW(root.replace("/", "\\")) in (_REMOVABLE, _FIXED)
    return f"{root}/".startswith(_PLACES)
