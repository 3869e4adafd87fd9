"""The window, shown before anything heavy is imported: the doctor sees the program at once."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QStackedWidget, QWidget

from vclinic.ui.icons import icon

_USUAL, _FRAME = (1366, 698), 30


class Window(QMainWindow):
    """One thing at a time: a word while opening, the gate, then the program; the lock goes over it.

    Attributes:
        stays_open: asked before it closes; true puts closing off.

    Signals:
        closing(): the window is about to close.
    """

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.stays_open: Callable[[], bool] = bool
        self.setWindowTitle(self.tr("村医工作站"))
        self.setWindowIcon(icon("app", 32, ""))
        self.setMinimumSize(880, 430)
        self.resize(*_USUAL)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        opening = QLabel(self.tr("村医工作站　正在打开…"))
        opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(opening)

    def fit(self, available: QSize) -> None:
        """Stay within the screen: at 150 % or with larger letters it has room for less than the usual window."""
        room = available - QSize(0, _FRAME)
        self.setMinimumSize(self.minimumSize().boundedTo(room))
        self.resize(QSize(*_USUAL).boundedTo(room))
        if available.width() <= _USUAL[0]:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def put(self, widget: QWidget) -> None:
        """Show ``widget`` in the place of whatever is there; what was there stays alive underneath."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        stood = widget.focusWidget() if widget.focusProxy() is None else None
        if stood is not None:
            from vclinic.ui.widgets.focus_place import give_back

            give_back(stood)  # unlocked, the cursor stands where it stood
        else:
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
        if self.stays_open():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)
