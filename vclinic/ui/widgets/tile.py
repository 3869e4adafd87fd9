"""A tile: a count, its name, one more fact, and the key that presses it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton

from vclinic.ui.theme import CAPTION, COUNT, colour, font


class Tile(QPushButton):
    """Checkable; one of a row of tiles is on."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName("tile")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._key = key
        self._count, self._text, self._caption = 0, "", ""

    def say(self, count: int, text: str, caption: str) -> None:
        """What the tile shows."""
        self._count, self._text, self._caption = count, text, caption
        self.setAccessibleName(f"{text} {count} {caption}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("ink")))
        painter.setFont(font(COUNT, bold=True))
        painter.drawText(QRectF(12, 2, 80, 38), Qt.AlignmentFlag.AlignVCenter, str(self._count))
        painter.setFont(font())
        box = QRectF(12, 38, self.width() - 16, 24)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._text)
        width = painter.fontMetrics().horizontalAdvance(self._text)
        painter.setFont(font(CAPTION))
        painter.setPen(QPen(colour("ink_3")))
        painter.drawText(box.adjusted(width + 8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._caption)
        cap = QRectF(self.width() - 30, 7, 21, 19)
        painter.setPen(QPen(colour("line_2"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QPen(colour("ink_2")))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
