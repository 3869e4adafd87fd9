"""A page hands over an operation, a success and a failure, and sees no thread."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

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


class _Delivery(QObject):
    """Lives on the window's thread and calls back there."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, success: Callable[[Any], Any], failure: Callable[[str], Any]) -> None:
        super().__init__()
        self._success, self._failure = success, failure
        self.done.connect(self._succeed, Qt.ConnectionType.QueuedConnection)
        self.failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)

    def _succeed(self, result: object) -> None:
        _running.discard(self)
        self._success(result)

    def _fail(self, sentence: str) -> None:
        _running.discard(self)
        self._failure(sentence)


class _Work(QRunnable):
    def __init__(self, operation: Callable[[], Any], delivery: _Delivery) -> None:
        super().__init__()
        self._operation, self._delivery = operation, delivery

    def run(self) -> None:
        try:
            result = self._operation()
        except Expected as fault:
            self._delivery.failed.emit(fault.sentence)
        except Exception:  # noqa: BLE001 - whatever a bug raises must be logged, not lose the window
            _LOG.exception("background operation")
            self._delivery.failed.emit(BUG)
        else:
            self._delivery.done.emit(result)


_pool: QThreadPool | None = None
_running: set[_Delivery] = set()


def later(operation: Callable[[], T], success: Callable[[T], Any], failure: Callable[[str], Any] = tell) -> None:
    """Run a long operation off the window's thread; success or failure is called back on it. One at a time, in order."""
    global _pool
    if _pool is None:
        _pool = QThreadPool()
        _pool.setMaxThreadCount(1)
    delivery = _Delivery(success, failure)
    _running.add(delivery)
    _pool.start(_Work(operation, delivery))


def busy() -> bool:
    """Whether anything is running in the background."""
    return bool(_running)


def wait(milliseconds: int = 30_000) -> bool:
    """Wait for the background to finish; callbacks still need the event loop."""
    return _pool is None or _pool.waitForDone(milliseconds)
