"""One box that finds anybody; results drop down at every key, Enter opens the first."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from shiboken6 import isValid

from vclinic.domain import codes
from vclinic.services.find_residents import ResidentHit
from vclinic.ui.icons import pixmap
from vclinic.ui.widgets.basics import key_cap, label, polish, sex_word
from vclinic.ui.widgets.focus_place import give_back
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_WIDE, _NARROW = 366, 190
_ROW = 36


def hit_words(hit: ResidentHit) -> str:
    """A resident in one line of a list."""
    diseases = "、".join(codes.DISEASE.label(code) for code in hit.diseases)
    closed = tr("（已注销）") if hit.closed else ""
    parts = (
        f"{hit.name}{closed}",
        f"{sex_word(hit.sex_code)} {hit.age} {tr('岁')}",
        hit.village_group,
        diseases,
        f"…{hit.id_no_tail}" if hit.id_no_tail else "",
    )
    return "　".join(part for part in parts if part)


class SearchBox(QFrame):
    """Signals:
    picked(str): a resident's id.
    """

    picked = Signal(str)

    def __init__(self, find: Callable[[str], Sequence[ResidentHit]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self.setObjectName("searchbox")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(34)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.setSpacing(6)
        glass = label()
        glass.setPixmap(pixmap("find", 18, "#5a6870"))
        row.addWidget(glass)
        self.edit = LineEdit()
        self.edit.setAccessibleName(tr("找居民"))
        row.addWidget(self.edit, 1)
        row.addWidget(key_cap("Ctrl+K"))
        self._popup = QFrame(self.window(), Qt.WindowType.ToolTip)
        self._popup.setObjectName("card")
        column = QVBoxLayout(self._popup)
        column.setContentsMargins(1, 1, 1, 1)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(_ROW)  # one hit, or the sentence that there is none, has no blank row under it
        self.list.itemClicked.connect(lambda _item: self._take())
        column.addWidget(self.list)
        self.edit.textEdited.connect(self._search)
        self.edit.returnPressed.connect(self._take)
        self.edit.installEventFilter(self)
        self._left: QWidget | None = None  # where the hands were before
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self.show_narrow(narrow=False)

    def show_narrow(self, *, narrow: bool) -> None:
        """Take less room in the top bar."""
        self.setFixedWidth(_NARROW if narrow else _WIDE)
        self.edit.setPlaceholderText(tr("找居民") if narrow else tr("姓名、拼音首字母、身份证、电话"))

    def start(self) -> None:
        """Ctrl+K from anywhere."""
        self.edit.setFocus()
        self.edit.selectAll()
        self._search(self.edit.text())

    def _search(self, text: str) -> None:
        self.list.clear()
        for hit in self._find(text):
            item = QListWidgetItem(hit_words(hit))
            item.setData(Qt.ItemDataRole.UserRole, hit.id)
            self.list.addItem(item)
        if not self.list.count() and text.strip():
            self.list.addItem(tr("没有找到。可在“居民”页建档。"))
        if self.list.count():
            self.list.setCurrentRow(0)
            place = self.mapToGlobal(QPoint(0, self.height() + 2))
            self._popup.setGeometry(
                place.x(), place.y(), max(self.width(), 460), min(_ROW * self.list.count() + 6, 330)
            )
            self._popup.show()
        else:
            self._popup.hide()

    def _take(self) -> None:
        item = self.list.currentItem() if self.list.count() else None
        resident_id = str(item.data(Qt.ItemDataRole.UserRole) or "") if item is not None else ""
        if resident_id:
            self._popup.hide()
            self.edit.clear()
            self.edit.clearFocus()
            self.picked.emit(resident_id)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self.edit and old is not None:
            self._left = old

    def _leave(self) -> None:
        """Back to where the hands were, with nothing selected there."""
        if self._left is not None and isValid(self._left) and self._left.isVisible():
            give_back(self._left)
        else:
            self.edit.clearFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            polish(self)
            if event.type() == QEvent.Type.FocusOut:
                self._popup.hide()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:  # here Esc leaves the box, not the page
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._popup.hide()
                self.edit.clear()
                self._leave()
                return True
        return super().eventFilter(watched, event)
