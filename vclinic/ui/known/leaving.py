"""Esc in an entry of the pane leaves the entry, not the page."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class Leaving(QObject):
    """Watches the widgets of one entry, whose child it is; ``left`` is called at Esc."""

    def __init__(self, entry: QWidget, left: Callable[[], object], *watched: QWidget) -> None:
        super().__init__(entry)
        self._left = left
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._left()
                return True
        return super().eventFilter(watched, event)
