"""Who has the store open: whoever opens it leaves a locked file beside it for as long as it is open.

Reading and writing beside each other is what SQLite is for. Putting another store in its place, or a second window, is not:
both ask here first. A lock dies with its process; the file a killed program leaves is swept by whoever looks next. On
Windows the lock is a byte beyond the file's end, so that others can read who it is.
"""

import itertools
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.exclusive import held

WINDOW, COMMAND, TOWNSHIP = "window", "command", "township"
_PREFIX, _SUFFIX = "open-", ".lock"
_CALLED = {WINDOW: "村医工作站的窗口", COMMAND: "一个命令", TOWNSHIP: "卫生院的程序"}
_count = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that has the store open. ``since``: ISO minutes, empty when it could not be read."""

    program: str
    process: int
    since: str

    @property
    def sentence(self) -> str:
        """Who it is, for somebody who has to close it."""
        when = f"，{self.since[11:16]} 打开" if len(self.since) >= len("2026-11-24T08:00") else ""
        return f"{_CALLED.get(self.program, '另一个程序')}正开着这份资料（进程 {self.process}{when}）"


class WindowOpen(Refused):
    """``window_open``: there is a window already. ``process``: whose it is; 0 when that cannot be read."""

    def __init__(self, first: Holder) -> None:
        super().__init__("window_open", f"{first.sentence}，不能再开一个。请用已经打开的那个窗口。")
        self.process = first.process


class OpenLock:
    """Held from `take` to `release`."""

    def __init__(self, path: Path, lock: int) -> None:
        self._path, self._lock = path, lock

    def refuse_others(self, undone: str) -> None:
        """Stop what must have the store for itself, by whoever holds this lock.

        Raises:
            Refused: ``open_elsewhere``; ``undone`` says what has not been done.
        """
        with held(self._path.parent):
            others = [one for one in holders(self._path.parent, but=self._path) if one.process != os.getpid()]
        _refuse(others, undone)

    def release(self) -> None:
        """Let go; once is enough, twice does no harm."""
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)
            with suppress(OSError):
                self._path.unlink()


def take(data_dir: Path, program: str, at: datetime | None) -> OpenLock:
    """Say that ``program`` has the store of a folder open.

    Raises:
        WindowOpen: for a second window.
        WorldFault: the folder does not let us, or somebody is putting another store in its place.
    """
    path = data_dir / f"{_PREFIX}{os.getpid()}-{next(_count)}{_SUFFIX}"
    try:
        with held(data_dir):
            if program == WINDOW and (windows := [one for one in holders(data_dir) if one.program == WINDOW]):
                raise WindowOpen(windows[0])
            lock = os.open(path, os.O_RDWR | os.O_CREAT)
            _try_lock(lock)
            told = {"program": program, "process": os.getpid(), "since": at.isoformat(timespec="minutes") if at else ""}
            os.write(lock, json.dumps(told).encode())
    except OSError as fault:
        raise WorldFault("folder_unwritable", f"数据文件夹 {data_dir} 写不进去，请检查它的权限和磁盘空间。") from fault
    return OpenLock(path, lock)


def holders(data_dir: Path, but: Path | None = None) -> list[Holder]:
    """Everybody who has the store open now, ``but`` one lock; ask while holding the folder (`exclusive.held`).

    Raises:
        OSError: the folder cannot be looked into; `glob` would take it for one with nobody.
    """
    paths = sorted(path for path in data_dir.iterdir() if path.match(f"{_PREFIX}*{_SUFFIX}") and path != but)
    return [holder for path in paths if (holder := _holder(path)) is not None]


def refuse_if_open(data_dir: Path, undone: str) -> None:
    """Stop what must have the store for itself. The window of this very process is no hindrance: whether it has the
    store open is said by the store's own lock.

    Raises:
        Refused: ``open_elsewhere``; ``undone`` says what has not been done.
    """
    ours = (WINDOW, os.getpid())
    _refuse([one for one in holders(data_dir) if (one.program, one.process) != ours], undone)


def _refuse(present: list[Holder], undone: str) -> None:
    if present:
        first = min(present, key=lambda holder: holder.program != WINDOW)  # what a person can see and close
        raise Refused("open_elsewhere", f"{first.sentence}，请先把它关掉再试。{undone}")


def _holder(path: Path) -> Holder | None:
    try:
        lock = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    except OSError:
        return Holder("", 0, "")  # cannot be looked at, so it counts as held
    try:
        if _try_lock(lock):
            with suppress(OSError):
                path.unlink()
            return None
        return _read(os.read(lock, 1000))
    finally:
        os.close(lock)


def _read(content: bytes) -> Holder:
    try:
        told = json.loads(content)
        return Holder(str(told["program"]), int(told["process"]), str(told["since"]))
    except (ValueError, KeyError, TypeError):
        return Holder("", 0, "")


if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 20

    def _try_lock(lock: int) -> bool:
        os.lseek(lock, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(lock, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
