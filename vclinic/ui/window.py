"""The window, shown before anything heavy is imported: the doctor sees the program at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QStackedWidget, QWidget

from vclinic.ui.icons import icon


class Window(QMainWindow):
    """One thing at a time: a word while opening, the gate, then the program; the lock goes over it.

    Signals:
        closing(): the window is about to close.
    """

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("村医工作站"))
        self.setWindowIcon(icon("app", 32, ""))
        self.setMinimumSize(880, 430)
        self.resize(1366, 698)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        opening = QLabel(self.tr("村医工作站　正在打开…"))
        opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(opening)

    def put(self, widget: QWidget) -> None:
        """Show ``widget`` in the place of whatever is there; what was there stays alive underneath."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        widget.setFocus()

    def drop(self, widget: QWidget) -> None:
        """Take a widget out for good."""
        self._stack.removeWidget(widget)
        widget.deleteLater()

    @property
    def shown(self) -> QWidget:
        """What is in front."""
        return self._stack.currentWidget()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
