"""A page hands over an operation, a success and a failure, and sees no thread."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from vclinic.domain.problem import Expected
from vclinic.ui.messages import MESSAGES

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
BUG = "程序出了一个自己的错，这一步没有完成，之前保存的都在。已记入日志，请告诉维护人员。"


def tell(sentence: str) -> None:
    """The usual failure: say the sentence in the page."""
    MESSAGES.danger(sentence)


def now(operation: Callable[[], T], success: Callable[[T], Any], failure: Callable[[str], Any] = tell) -> None:
    """Run a quick operation at once; an expected failure becomes its sentence, a bug is logged and raised."""
    try:
        result = operation()
    except Expected as fault:
        failure(fault.sentence)
        return
    success(result)


class _Work(QObject):
    """Lives on the window's thread, runs on the pool's and calls back on its own; then it lets go of all it was told,
    so that nothing done in the background keeps a page that is gone."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        pool: QThreadPool,
        operation: Callable[[], Any],
        success: Callable[[Any], Any],
        failure: Callable[[str], Any],
    ) -> None:
        super().__init__(pool)  # never deleted on the pool's thread
        self._told: tuple[Callable[[], Any], Callable[[Any], Any], Callable[[str], Any]] | None
        self._told = operation, success, failure
        self.done.connect(self._succeed, Qt.ConnectionType.QueuedConnection)
        self.failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)

    def run(self) -> None:
        """The operation, on the pool's thread."""
        assert self._told is not None, "an operation runs once"
        try:
            result = self._told[0]()
        except Expected as fault:
            self.failed.emit(fault.sentence)
        except Exception:  # noqa: BLE001 - whatever a bug raises must be logged, not lose the window
            _LOG.exception("background operation")
            self.failed.emit(BUG)
        else:
            self.done.emit(result)

    def _succeed(self, result: object) -> None:
        _, success, _ = self._finished()
        success(result)

    def _fail(self, sentence: str) -> None:
        _, _, failure = self._finished()
        failure(sentence)

    def _finished(self) -> tuple[Callable[[], Any], Callable[[Any], Any], Callable[[str], Any]]:
        assert self._told is not None, "an operation ends once"
        told, self._told = self._told, None
        _running.discard(self)
        self.deleteLater()
        return told


_pool: QThreadPool | None = None
_running: set[_Work] = set()


def later(operation: Callable[[], T], success: Callable[[T], Any], failure: Callable[[str], Any] = tell) -> None:
    """Run a long operation off the window's thread; success or failure is called back on it. One at a time, in order."""
    global _pool
    if _pool is None:
        _pool = QThreadPool()
        _pool.setMaxThreadCount(1)
    work = _Work(_pool, operation, success, failure)
    _running.add(work)
    _pool.start(work.run)  # a QRunnable of our own would be held by the pool for ever


def busy() -> bool:
    """Whether anything is running in the background."""
    return bool(_running)


def wait(milliseconds: int = 30_000) -> bool:
    """Wait for the background to finish; callbacks still need the event loop."""
    return _pool is None or _pool.waitForDone(milliseconds)
