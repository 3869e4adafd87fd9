"""A draft is written when typing pauses, and at once when the page is left: a power cut costs less than a word."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from vclinic.ui.messages import MESSAGES

_QUIET, _AGAIN = 400, 3_000  # ms


class Pause(QTimer):
    """Calls ``keep`` once after the last `start`; `flush` does not wait."""

    def __init__(self, keep: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._keep, self._told = keep, ""
        self.setSingleShot(True)
        self.setInterval(_QUIET)
        self.timeout.connect(self._run)

    def flush(self) -> None:
        """Keep now what is still waiting."""
        if self.isActive():
            self.stop()
            self._run()

    def failed(self, sentence: str) -> None:
        """What was to be kept could not be: said, and tried again until it can, or the page is left for good."""
        self._told = sentence
        MESSAGES.danger(sentence)
        self.start(_AGAIN)

    def _run(self) -> None:
        self.setInterval(_QUIET)
        told, self._told = self._told, ""
        self._keep()
        if told and not self._told:
            MESSAGES.settle(told)  # it could be kept after all
