"""A line for a medicine's name, with names of the tables offered below: what was typed is kept unless one is chosen."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from vclinic.domain.medication_profile import NAME_LENGTH
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_ROW, _MOST = 30, 4


class NameField(QWidget):
    """Signals:
    named(str): Enter, with the name typed or chosen; empty for none. grew(): names are offered.
    """

    named = Signal(str)
    grew = Signal()

    def __init__(self, suggest: Callable[[str], Sequence[str]], accessible_name: str) -> None:
        super().__init__()
        self._suggest = suggest
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.edit = LineEdit()
        self.edit.setProperty("boxed", True)
        self.edit.setMaxLength(NAME_LENGTH)
        self.edit.setAccessibleName(tr(accessible_name))
        self.edit.textEdited.connect(self.offer)
        self.edit.returnPressed.connect(self._take)
        self.edit.installEventFilter(self)
        column.addWidget(self.edit)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.hide()
        column.addWidget(self.list)
        self.setFocusProxy(self.edit)

    def begin(self, hint: str) -> None:
        """An empty line that waits."""
        self.edit.setPlaceholderText(hint)
        self.edit.clear()
        self.list.hide()
        self.show()
        self.edit.setFocus()

    def offer(self, text: str) -> None:
        """Names that hold a text."""
        self.list.clear()
        self.list.addItems(list(self._suggest(text)))
        rows = min(_MOST, self.list.count())
        self.list.setFixedHeight(_ROW * rows + 2)
        self.list.setVisible(rows > 0)
        self.grew.emit()

    def _take(self) -> None:
        chosen = self.list.currentItem() if self.list.currentRow() >= 0 else None
        name = (chosen.text() if chosen is not None else self.edit.text()).strip()
        if name:
            self.edit.setText(name)
            self.list.hide()
        self.named.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and not self.list.isHidden():
                self.list.setCurrentRow(max(-1, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
