"""A line that gives way where the room is short: to its first clause, else cut in the middle; whole in its tool tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

_LEAST = 60


class ElidedLabel(QLabel):
    """One line; never forces its window to grow."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height())

    def _shown(self) -> str:
        metrics = self.fontMetrics()
        clause, ends, _ = self.text().partition("；")
        if ends and metrics.horizontalAdvance(clause) <= self.width() < metrics.horizontalAdvance(self.text()):
            return clause
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shown()
        if shown == self.text():
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
