"""A draft is written when typing pauses, and at once when the page is left: a power cut costs less than a word."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_QUIET = 400  # ms


class Pause(QTimer):
    """Calls ``keep`` once after the last `start`; `flush` does not wait."""

    def __init__(self, keep: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._keep = keep
        self.setSingleShot(True)
        self.setInterval(_QUIET)
        self.timeout.connect(keep)

    def flush(self) -> None:
        """Keep now what is still waiting."""
        if self.isActive():
            self.stop()
            self._keep()
