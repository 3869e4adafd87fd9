"""The one bridge by which code speaks to people; the shell shows it, tests listen to it."""

from PySide6.QtCore import QObject, Signal


class Messages(QObject):
    """Signals:
    said: (level, text) — level is info, ok, warn or danger; one sentence for a line in the page, never a dialog.
    settled: the text of one whose cause is mended; it goes.
    """

    said = Signal(str, str)
    settled = Signal(str)

    def info(self, text: str) -> None:
        """Something to know."""
        self.said.emit("info", text)

    def ok(self, text: str) -> None:
        """Something was done."""
        self.said.emit("ok", text)

    def warn(self, text: str) -> None:
        """Something wants a look."""
        self.said.emit("warn", text)

    def danger(self, text: str) -> None:
        """Something did not work; nothing was lost."""
        self.said.emit("danger", text)


MESSAGES = Messages()
