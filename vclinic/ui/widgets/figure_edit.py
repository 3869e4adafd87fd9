"""A figure that is selected whole when it is reached, by key or by mouse: what is typed replaces it, so that 10 typed over 5
is 10 and never 510. A focus that only comes back selects nothing: one key never erases a value unasked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent

from vclinic.ui.widgets.line_edit import LineEdit

BACK = Qt.FocusReason.ActiveWindowFocusReason  # the focus is given back
_RESTORED = (BACK, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class FigureEdit(LineEdit):
    """A line for a figure. A second click sets the cursor as anywhere else."""

    _just_reached = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._just_reached = event.reason() == Qt.FocusReason.MouseFocusReason
        if event.reason() not in _RESTORED:
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._just_reached and not self.hasSelectedText():
            self.selectAll()
        self._just_reached = False
