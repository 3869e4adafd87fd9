"""A drug nobody knows, named once, with a way to say what it is."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QVBoxLayout

from vclinic.ui.widgets.basics import label, reveal, shape, tool_button
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_ROW, _MOST = 30, 5


class UnknownName(QFrame):
    """Attributes:
        ask: the act; edit: where the name is written, hidden until then.

    Signals:
        named(str, str): the name as it was said, and what it is.
    """

    named = Signal(str, str)

    def __init__(self, name: str, suggest: Callable[[str], Sequence[str]]) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setProperty("level", "info")
        self._name, self._suggest = name, suggest
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 6)
        column.setSpacing(3)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(shape("info", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(f"{tr('没有查')}：{name}{tr('认不出')}", "strong", wrap=True), 1)
        column.addLayout(row)
        self.ask = tool_button(tr("这是什么药？"))
        self.ask.clicked.connect(self._open)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self.edit = LineEdit()
        self.edit.setProperty("boxed", True)
        self.edit.setPlaceholderText(tr("药盒上的通用名，或拼音首字母"))
        self.edit.setAccessibleName(f"{name}：{tr('这是什么药？')}")
        self.edit.textEdited.connect(self._search)
        self.edit.returnPressed.connect(self._take)
        self.edit.installEventFilter(self)
        self.edit.hide()
        column.addWidget(self.edit)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.hide()
        column.addWidget(self.list)

    def _open(self) -> None:
        self.ask.hide()
        reveal(self.edit, True)
        self.edit.setFocus()

    def _search(self, text: str) -> None:
        self.list.clear()
        if text.strip():
            self.list.addItems(list(self._suggest(text.strip()))[:_MOST])
        if self.list.count():
            self.list.setFixedHeight(_ROW * self.list.count() + 4)
            self.list.setCurrentRow(0)
        reveal(self.list, self.list.count() > 0)

    def _take(self) -> None:
        """What is picked, else what is written: a name the tables do not know is better than none."""
        item = self.list.currentItem() if self.list.count() else None
        meaning = item.text() if item is not None else self.edit.text().strip()
        if meaning:
            self.named.emit(self._name, meaning)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.list.isVisible():
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
