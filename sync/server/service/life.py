"""One run of the service from its beginning to its end, as the service manager is told of it.

The manager is told RUNNING only when requests are accepted, so that `net start` ends when the township really serves; until
then it is told again and again that beginning goes on, because a schema's upgrade may take minutes.
"""

import _thread
import signal
import threading
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from types import FrameType
from typing import Protocol

_LOOK_S = 0.2  # between two looks whether requests are accepted
FAILED = 1  # how the service ended, in the manager's log


class State(IntEnum):
    """What a service may be, in the numbers of winsvc.h."""

    STOPPED = 1
    STARTING = 2
    STOPPING = 3
    RUNNING = 4


class Manager(Protocol):
    """Whoever looks after the machine's services."""

    def connect(self, stop: Callable[[], None]) -> None:
        """Become the service that was begun. ``stop`` is called from another thread when the service is to end.

        Raises:
            Refused: ``no_service``, this process was not begun as one.
        """
        ...

    def report(self, state: State, failed: int = 0) -> None:
        """Tell what the service is now; ``failed`` other than 0 with STOPPED has it begun again."""
        ...


class Life:
    """What was told last; nothing goes back from the end to the beginning.

    Args:
        manager: told of every state.
        ready: a file that appears when requests are accepted; one of an earlier run is taken away.
    """

    def __init__(self, manager: Manager, ready: Path) -> None:
        self._manager, self._ready = manager, ready
        self._state, self._turn = State.STARTING, threading.Lock()
        self._over = threading.Event()

    def run(self, work: Callable[[], None]) -> None:
        """Serve by ``work`` in this thread, the process's main one, until it is over. What it raises, SystemExit of a wanted
        end apart, was told as a failure and is raised again."""
        self._ready.unlink(missing_ok=True)
        signal.signal(signal.SIGTERM, _end)  # asked to stop before the server has its own
        self._manager.connect(self._stop)
        watching = threading.Thread(target=self._begin, daemon=True)
        watching.start()
        failed = FAILED
        try:
            work()
            failed = 0
        except SystemExit:
            failed = 0
        finally:
            self._over.set()
            watching.join()
            self._ready.unlink(missing_ok=True)
            self._tell(State.STOPPED, failed)

    def _begin(self) -> None:
        while not self._over.wait(_LOOK_S):
            if self._ready.exists():
                self._tell(State.RUNNING)
                return
            self._tell(State.STARTING)

    def _stop(self) -> None:
        self._tell(State.STOPPING)
        _thread.interrupt_main(signal.SIGTERM)

    def _tell(self, state: State, failed: int = 0) -> None:
        with self._turn:
            if self._state is State.STOPPING and state is not State.STOPPED:
                return
            self._state = state
            self._manager.report(state, failed)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
