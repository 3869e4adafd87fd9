"""The one kind of line people type in: what is read out of it holds no mark that nobody sees, whatever was pasted; and a
focus that only comes back, from another window or a menu, leaves nothing selected whole that one key would erase."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent
from PySide6.QtWidgets import QLineEdit

from vclinic.domain.typed import cleaned

_SELECT_ALL = "select-all"  # Qt's own name of that choice


class LineEdit(QLineEdit):
    """A line; widths and punctuation stay as typed until the value is read by its meaning. A password is left alone."""

    _asked_for_all = False

    def text(self) -> str:
        """What was typed, look-alike characters made the ordinary ones."""
        typed = super().text()
        return cleaned(typed) if self.echoMode() == QLineEdit.EchoMode.Normal else typed

    def keep_written(self) -> None:
        """Select nothing; the next key adds to what is written."""
        if self.hasSelectedText():
            self.deselect()
            self.end(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason and self.selectedText() == self.displayText():
            self.keep_written()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asked_for_all = False
        menu.triggered.connect(self._chosen)
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self._menu_gone))  # after what was chosen is done
        menu.popup(event.globalPos())

    def _chosen(self, choice: QAction) -> None:
        self._asked_for_all = choice.objectName() == _SELECT_ALL

    def _menu_gone(self) -> None:
        if not self._asked_for_all and self.selectedText() == self.displayText():
            self.keep_written()
