"""A transfer that may take an hour goes on beside everything else: rounds and backups do not wait for it, and it ends with
the log-in."""

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance

from vclinic.domain.problem import Expected
from vclinic.ui.tasks import BUG

Progress = Callable[[int, int], None]
_LOG = logging.getLogger(__name__)
_STEPS = 200  # of a bar
_PATIENCE_S = 3.0  # for a thread to end; one that waits for a dead line ends by itself, and nobody hears it
_running: set["Download"] = set()


class _Stopped(BaseException):
    """Ends an operation from within what it tells of its progress."""


class Download(QObject):
    """One operation at a time, on a thread of its own.

    Signals:
        progressed(int, int): bytes that are here, and in all. done(): it is whole. failed(str): a sentence. stopped().
    """

    progressed = Signal(int, int)
    done = Signal()
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._over = False
        for signal in (self.done, self.failed, self.stopped):
            signal.connect(self._ended)

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self in _running

    def start(self, operation: Callable[[Progress], object]) -> None:
        """Begin; what the operation raises as `Expected` becomes its sentence."""
        assert not self.running, "one at a time"
        self._stop = stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(operation, stop), daemon=True)
        _running.add(self)
        self._thread.start()

    def stop(self) -> None:
        """End at the next piece; what came stays."""
        self._stop.set()

    def end(self) -> None:
        """Stop, wait a little, and say nothing any more."""
        self._over = True
        self.stop()
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)
        self._ended()

    def _ended(self, _sentence: str = "") -> None:
        _running.discard(self)

    def _run(self, operation: Callable[[Progress], object], stop: threading.Event) -> None:
        told = -1

        def progress(here: int, whole: int) -> None:
            nonlocal told
            if stop.is_set():
                raise _Stopped
            step = here * _STEPS // max(1, whole)
            if step != told:
                told = step
                self._say(self.progressed, here, whole)

        try:
            operation(progress)
        except _Stopped:
            self._say(self.stopped)
        except Expected as fault:
            self._say(self.failed, fault.sentence)
        except Exception:  # noqa: BLE001 - whatever a bug raises must be logged, not lose the window
            if not self._over:  # else the store was closed under it
                _LOG.exception("a download")
                self._say(self.failed, BUG)
        else:
            self._say(self.done)

    def _say(self, signal: SignalInstance, *values: object) -> None:
        if not self._over:
            signal.emit(*values)


def end_all() -> None:
    """Whoever works here goes: nothing is fetched any more."""
    for download in list(_running):
        download.end()
