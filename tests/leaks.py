"""What a test can leave behind for the next one: threads, child processes, top-level windows, a changed search for garbage.

A thread that spins in a test's wake takes its share of the interpreter from every later test; a child process does the same
to the machine; a window that nobody closed keeps its pages, their timers and an open database.
"""

import asyncio
import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 5.0  # seconds for threads and children that are about to end by themselves
_PROC = Path("/proc")
_OF_THE_SESSION: set[int] = set()


@dataclass(frozen=True)
class Snapshot:
    """What runs and what is open at one moment: threads, process ids, top-level widgets; when Python searches for garbage."""

    threads: frozenset[threading.Thread]
    children: frozenset[int]
    windows: frozenset[object]
    searches: tuple[int, int, int]


def snapshot() -> Snapshot:
    """What runs and what is open now."""
    return Snapshot(frozenset(_threads()), frozenset(_children()), frozenset(_windows()), gc.get_threshold())


def left_since(before: Snapshot) -> list[str]:
    """What has come since ``before`` and does not end by itself, one line for each thing."""
    until = time.monotonic() + PATIENCE
    lines: list[str] = []
    for thread in _threads() - before.threads:
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            lines.append(f"a thread still runs: {thread!r}")
    while (children := _children() - before.children) and time.monotonic() < until:
        time.sleep(0.02)
    lines += [f"a child process was not waited for: {_command(child)}" for child in sorted(children)]
    lines += [f"a top-level widget is still there: {widget!r}" for widget in _windows_since(before)]
    if gc.get_threshold() != before.searches:
        lines.append(f"Python searches for garbage at {gc.get_threshold()}, no more at {before.searches}")
        gc.set_threshold(*before.searches)
    return lines


@contextmanager
def for_the_session(child: int) -> Iterator[None]:
    """A child process that one test starts and later ones use; whoever started it ends it before the block ends."""
    _OF_THE_SESSION.add(child)
    try:
        yield
    finally:
        _OF_THE_SESSION.discard(child)


def _threads() -> set[threading.Thread]:
    """Every thread, but for two kinds that something else ends.

    Python makes an entry when a thread of the pool in `vclinic.ui.tasks` first runs Python, and keeps it for the life of
    the process; the thread itself ends after thirty idle seconds. The windows' own fixture waits until the pool is idle.
    A township's server takes workers as it needs them, and they end with its loop; the loop's own thread is watched.
    """
    return {
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and not _works_for_a_loop(thread)
    }


def _works_for_a_loop(thread: threading.Thread) -> bool:
    loop: asyncio.AbstractEventLoop | None = getattr(thread, "loop", None)
    return thread.name == "AnyIO worker thread" and loop is not None and loop.is_running()


def _children() -> set[int]:
    """Process ids of our children, those among them that have ended and were not waited for. Linux only."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return set()  # nearly always, and far quicker than reading /proc
    us = os.getpid()
    return {int(folder.name) for folder in _PROC.glob("[0-9]*") if _parent(folder) == us} - _OF_THE_SESSION


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0  # ended meanwhile


def _command(process: int) -> str:
    try:
        text = (_PROC / str(process) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        text = ""
    return f"{process} {text[:200] or '(ended)'}"


def _windows() -> set[object]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return set()
    return set(widgets.QApplication.topLevelWidgets())


def _windows_since(before: Snapshot) -> set[object]:
    """What was to be deleted later is deleted now, and what only rubbish holds goes with the rubbish."""
    for clear in (_delete_now, gc.collect, _delete_now):
        if not _windows() - before.windows:
            break
        clear()  # the collection takes a quarter of a second, and is seldom needed
    return _windows() - before.windows


def _delete_now() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
