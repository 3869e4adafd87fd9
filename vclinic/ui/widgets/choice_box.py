"""A drop-down that changes only on purpose: the wheel scrolls the page over it, Enter goes on to the next field."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """Signals:
    entered(bool): Enter (True) or Shift+Enter (False).
    """

    entered = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel either

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # how often a drug is taken must not change while the page is scrolled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if not event.isAutoRepeat():
                self.entered.emit(not (event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return
        super().keyPressEvent(event)
