"""Reporting in one small place: the text comes from the changes themselves. Offline is neutral grey."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from vclinic.services.sync_status import PillText
from vclinic.ui.icons import pixmap
from vclinic.ui.widgets.basics import label, polish, relabel, reshape, shape
from vclinic.ui.words import tr


class SyncPill(QFrame):
    """Signals:
    pressed(): open the sync centre.
    """

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pill")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(34)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        cloud = label()
        cloud.setPixmap(pixmap("sync", 20, "#43515a"))
        row.addWidget(cloud)
        self._shape = shape("", 16)
        row.addWidget(self._shape)
        self._text = label()
        row.addWidget(self._text)

    def show_text(self, told: PillText) -> None:
        """What the query says."""
        self.setProperty("level", told.level)
        polish(self)
        reshape(self._shape, "warn" if told.level == "warn" else "")
        relabel(self._text, told.text)
        polish(self._text)
        self.setAccessibleName(told.text)

    def show_progress(self, done: int, total: int) -> None:
        """正在上报 12/40."""
        self.show_text(PillText(f"{tr('正在上报')} {done}/{total}" if total else tr("正在上报"), "normal"))

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit()
