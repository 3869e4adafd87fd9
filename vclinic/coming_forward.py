"""The first window looks now and then whether a second start asked for it, and comes to the front."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from vclinic.files import show_asked
from vclinic.ui.window import Window

_LOOK_MS = 400


class ComingForward(QObject):
    """Looks from its making on, for as long as the window lives."""

    def __init__(self, window: Window, data_dir: Path) -> None:
        super().__init__(window)
        self._window, self._data_dir = window, data_dir
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)

    def _look(self) -> None:
        if not self._window.isVisible():  # it is closing: whoever asked is told so by nobody answering
            return
        if not show_asked.take(self._data_dir):
            return
        state = self._window.windowState()
        self._window.setWindowState((state & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        front = QApplication.activeModalWidget() or self._window
        front.raise_()
        front.activateWindow()
