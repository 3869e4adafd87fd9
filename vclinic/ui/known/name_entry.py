"""A medicine somebody else gave, told in two steps: its name as it is said, then where it came from."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from vclinic.domain.medication_profile import NAME_LENGTH, SOURCE
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_ROW, _MOST = 30, 4


class NameEntry(QWidget):
    """Names of the tables are offered below; what was typed is kept unless one is chosen with the arrows.

    Signals:
        told(str, str): the name as said and the code of its source.
        meant(str, str): a name nobody could read, and the name it was said to be.
        grew(): more stands here than before.
        left(): Esc.
    """

    told = Signal(str, str)
    meant = Signal(str, str)
    grew = Signal()
    left = Signal()

    def __init__(self, suggest: Callable[[str], Sequence[str]]) -> None:
        super().__init__()
        self._suggest = suggest
        self._unread = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        self.edit = QLineEdit()
        self.edit.setProperty("boxed", True)
        self.edit.setMaxLength(NAME_LENGTH)
        self.edit.setAccessibleName(tr("别处的药"))
        self.edit.textEdited.connect(self._offer)
        self.edit.returnPressed.connect(self._named)
        self.edit.installEventFilter(self)
        column.addWidget(self.edit)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self._named())
        self.list.hide()
        column.addWidget(self.list)
        self._sources = QWidget()
        below = QVBoxLayout(self._sources)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2)
        self._question = label("", "second")
        below.addWidget(self._question)
        grid = QGridLayout()
        grid.setSpacing(4)
        self.sources: dict[str, KeyButton] = {}
        for place, (code, text) in enumerate(SOURCE.options, 1):
            button = KeyButton(tr(text), str(place), partial(self._tell, code), self._sources, "row")
            self.sources[code] = button
            grid.addWidget(button, (place - 1) // 2, (place - 1) % 2)
        below.addLayout(grid)
        self._sources.installEventFilter(self)
        self._sources.hide()
        column.addWidget(self._sources)

    def begin(self, unread: str = "") -> None:
        """An empty line that waits for a name, or for what ``unread`` is."""
        self._unread = unread
        hint = f"{unread}{tr('是什么药，写通用名；Enter')}" if unread else tr("药名照他说的写，例如 科素亚；Enter")
        self.edit.setPlaceholderText(hint)
        self.edit.clear()
        self._sources.hide()
        self.list.hide()
        self.edit.show()
        self.show()
        self.edit.setFocus()

    def _offer(self, text: str) -> None:
        self.list.clear()
        self.list.addItems(list(self._suggest(text)))
        rows = min(_MOST, self.list.count())
        self.list.setFixedHeight(_ROW * rows + 2)
        self.list.setVisible(rows > 0)
        self.grew.emit()

    def _named(self) -> None:
        chosen = self.list.currentItem() if self.list.currentRow() >= 0 else None
        name = (chosen.text() if chosen is not None else self.edit.text()).strip()
        if not name:
            self.left.emit()
            return
        self.edit.setText(name)
        self.list.hide()
        if self._unread:
            self.meant.emit(self._unread, name)
            return
        relabel(self._question, f"{name}{tr('，从哪里来的？')}")
        self._sources.show()
        next(iter(self.sources.values())).setFocus()
        self.grew.emit()

    def _tell(self, source: str) -> None:
        self.told.emit(self.edit.text(), source)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:  # here Esc leaves the line, not the page
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.left.emit()
                return True
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and not self.list.isHidden():
                self.list.setCurrentRow(max(-1, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
