"""Esc in a question that stands on a page: it closes the question, not the page."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame


class ClosedByEsc(QFrame):
    """Esc closes it, wherever in it the cursor stands.

    Signals:
        closed(): it is hidden again.
    """

    closed = Signal()

    def give_up(self) -> None:
        """Leave the question unanswered."""
        self.hide()
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is claimed here before the shell's shortcut sees it."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.give_up()
                return True
        return super().event(event)
