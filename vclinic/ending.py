"""What stays behind when the program ends otherwise than by its window, or goes on after an error of its own: told at
the next start, with a way to help. Frames of our own code and nothing anybody typed."""

import faulthandler
import json
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from vclinic.files import LOGS

_NOTE, _NATIVE = "running.json", "native.log"
_LONGEST_NATIVE = 200_000
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Before:
    """How the last run ended. ``since``: its start, ISO minutes; ``bugs``: errors of the program's own in it;
    ``closed``: whether its window was closed."""

    since: str
    bugs: int
    closed: bool

    @property
    def sentence(self) -> str:
        """For the doctor; empty when all went well."""
        when = f"（{self.since[5:16].replace('T', ' ')} 打开的那次）" if self.since else ""
        help_ = "要请人看，到“设置”里存支持包，里面没有居民的资料。"
        if not self.closed:
            return f"上次程序意外关闭{when}，可能是停电或程序出错。保存过的都在，没存完的草稿会找回来。{help_}"
        return f"上次用的时候程序出过错{when}，保存过的都在。{help_}" if self.bugs else ""


class Running:
    """From `begin` to `end`; bugs are counted and logged meanwhile.

    Args:
        at: when the program was started. tell: says to the doctor that something went wrong just now.

    Attributes:
        before: how the run before ended; None when there was none or nothing can be read.
    """

    def __init__(self, data_dir: Path, at: datetime, tell: Callable[[], object]) -> None:
        self._folder, self._tell = data_dir / LOGS, tell
        self._since, self._bugs = at.isoformat(timespec="minutes"), 0
        self._native: TextIO | None = None
        self._hooks = sys.excepthook, threading.excepthook
        self.before = _read(self._folder / _NOTE)

    def begin(self) -> None:
        """Note that the program runs; a folder that cannot be written is no reason not to work."""
        self._note(closed=False)
        with suppress(OSError):
            native = self._folder / _NATIVE
            too_long = native.is_file() and native.stat().st_size > _LONGEST_NATIVE
            self._native = native.open("w" if too_long else "a", encoding="utf-8")
            faulthandler.enable(self._native)
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread

    def end(self) -> None:
        """The window was closed."""
        sys.excepthook, threading.excepthook = self._hooks
        if self._native is not None:
            faulthandler.disable()
            self._native.close()
            self._native = None
        self._note(closed=True)

    def _raised(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        self._count((kind, fault, trace))
        self._tell()

    def _raised_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._count((args.exc_type, args.exc_value, args.exc_traceback))

    def _count(self, fault: tuple[type[BaseException], BaseException, TracebackType | None]) -> None:
        _LOG.error("nobody expected this", exc_info=fault)
        self._bugs += 1
        self._note(closed=False)

    def _note(self, *, closed: bool) -> None:
        fresh = self._folder / f"{_NOTE}.part"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps({"since": self._since, "bugs": self._bugs, "closed": closed}), "utf-8")
            fresh.replace(self._folder / _NOTE)


def _read(path: Path) -> Before | None:
    try:
        noted = json.loads(path.read_text("utf-8"))
        return Before(str(noted["since"]), int(noted["bugs"]), closed=bool(noted["closed"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
