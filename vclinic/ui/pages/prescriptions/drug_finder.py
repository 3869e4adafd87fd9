"""Find a drug of the catalogue by name or initials and take it into the prescription; what the clinic has none of says
so."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from vclinic.domain.stock import Drug
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr


class DrugFinder(QWidget):
    """Signals:
    picked(Drug).
    """

    picked = Signal(Drug)

    def __init__(self, find: Callable[[str], Sequence[Drug]], stocked: Collection[str] | None = None) -> None:
        """``stocked``: ids of what can be handed out; None where it does not matter."""
        super().__init__()
        self._find, self._stocked = find, stocked
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(0)
        self.edit = LineEdit()
        self.edit.setProperty("boxed", True)
        self.edit.setPlaceholderText(tr("加药：名称或拼音首字母"))
        self.edit.textEdited.connect(self._search)
        self.edit.returnPressed.connect(self._take)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setMaximumHeight(150)
        self.list.setWordWrap(True)  # strengths tell drugs of one name apart: none may be cut off
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.hide()
        column.addWidget(self.edit)
        column.addWidget(self.list)

    def _search(self, text: str) -> None:
        self.list.clear()
        for drug in self._find(text):
            mark = " △" if drug.restricted else ""
            none_here = self._stocked is not None and drug.id not in self._stocked
            item = QListWidgetItem(f"{drug.name}　{drug.strength}{mark}{tr('　无库存') if none_here else ''}")
            item.setData(Qt.ItemDataRole.UserRole, drug)
            if drug.restricted:
                item.setToolTip(tr("△ 应在有资格的医师或专科医师指导下使用"))
            self.list.addItem(item)
        if not self.list.count() and text.strip():
            self.list.addItem(tr("基本药物目录里没有找到，换个叫法或首字母。"))
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)

    def _take(self) -> None:
        item = self.list.currentItem() if self.list.count() else None
        drug = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if drug is not None:
            self.edit.clear()
            self.list.hide()
            self.picked.emit(drug)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.list.isVisible():
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
