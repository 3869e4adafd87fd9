"""The one bridge by which code speaks to people; the shell shows it, tests listen to it."""

from functools import partial

from PySide6.QtCore import QMetaObject, QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QLineEdit


class Messages(QObject):
    """Signals:
    said: (level, text) — level is info, ok, warn or danger; one sentence for a line in the page, never a dialog.
    settled: the text of one whose cause is mended; it goes.
    moved_on: the doctor does the next thing; whatever was said before goes.
    """

    said = Signal(str, str)
    settled = Signal(str)
    moved_on = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._last = ""
        self._watched: list[QMetaObject.Connection] = []

    def info(self, text: str) -> None:
        """Something to know."""
        self._say("info", text)

    def ok(self, text: str) -> None:
        """Something was done."""
        self._say("ok", text)

    def warn(self, text: str, *about: QLineEdit | QAbstractButton) -> None:
        """Something wants a look; with the lines and boxes it is ``about`` it goes when something else stands there."""
        self._say("warn", text)
        for widget in about:
            changed = widget.textChanged if isinstance(widget, QLineEdit) else widget.toggled
            self._watched.append(changed.connect(partial(self._touched, text)))

    def danger(self, text: str) -> None:
        """Something did not work; nothing was lost."""
        self._say("danger", text)

    def settle(self, text: str) -> None:
        """What ``text`` was said of is mended."""
        if text == self._last:
            self._forget()
        self.settled.emit(text)

    def _touched(self, text: str, _now: str | bool) -> None:
        self.settle(text)

    def _say(self, level: str, text: str) -> None:
        self._forget()
        self._last = text
        self.said.emit(level, text)

    def _forget(self) -> None:
        for connection in self._watched:
            QObject.disconnect(connection)  # of a widget that is gone there is nothing left to disconnect
        self._watched = []


MESSAGES = Messages()
