"""What a visit costs to enter: key actions and seconds, counted on the real keyboard and mouse."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class Effort(QObject):
    """Counts while it runs. A chord is one action; holding a key down is one action.

    Attributes:
        actions: key presses and clicks so far; starts at the one that opened the page.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._started = monotonic()
        self._spent = 0.0
        self._runs = False
        self.actions = 1

    def start(self) -> None:
        """Begin a visit."""
        self.actions, self._spent = 1, 0.0
        self._count()

    def go_on(self) -> None:
        """Back at a visit that was left half written: opening it again is one more action."""
        self.actions += 1
        self._count()

    def _count(self) -> None:
        self._started, self._runs = self._monotonic(), True
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def stop(self) -> None:
        """Leave a visit, for good or for a while."""
        if self._runs:
            self._spent += self._monotonic() - self._started
        self._runs = False
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    @property
    def seconds(self) -> int:
        """Whole seconds at the visit."""
        running = self._monotonic() - self._started if self._runs else 0.0
        return max(0, round(self._spent + running))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every key reaches the focused widget as ShortcutOverride first, shortcuts and typed letters alike.
        if event.type() == QEvent.Type.ShortcutOverride and watched is QApplication.focusWidget():
            if isinstance(event, QKeyEvent) and not event.isAutoRepeat() and event.key() not in _MODIFIERS:
                self.actions += 1
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWindow):
            self.actions += 1
        return False
