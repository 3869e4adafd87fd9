"""A tile: a count, its name, one more fact, and the key that presses it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton

from vclinic.ui.theme import CAPTION, COUNT, colour, font

_INSET, _EDGE, _GAP = 12, 4, 6  # left of the words, right of them, between name and caption


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
        self.setToolTip(f"{text} {count}，{caption}" if caption else "")
        self.update()

    def fitted(self) -> tuple[int, str]:
        """Size in pixels and words of the caption as they fit beside the name: smaller first, cut at the last."""
        room = self.width() - _EDGE - _INSET - QFontMetrics(font()).horizontalAdvance(self._text) - _GAP
        for size in (CAPTION, CAPTION - 1, CAPTION - 2):
            if QFontMetrics(font(size)).horizontalAdvance(self._caption) <= room:
                return size, self._caption
        size = CAPTION - 2
        return size, QFontMetrics(font(size)).elidedText(self._caption, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("ink")))
        painter.setFont(font(COUNT, bold=True))
        painter.drawText(QRectF(12, 2, 80, 38), Qt.AlignmentFlag.AlignVCenter, str(self._count))
        painter.setFont(font())
        box = QRectF(_INSET, 38, self.width() - _INSET - _EDGE, 24)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._text)
        width = painter.fontMetrics().horizontalAdvance(self._text)
        size, caption = self.fitted()
        painter.setFont(font(size))
        painter.setPen(QPen(colour("ink_3")))
        painter.drawText(box.adjusted(width + _GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, caption)
        painter.setFont(font(CAPTION))
        cap = QRectF(self.width() - 30, 7, 21, 19)
        painter.setPen(QPen(colour("line_2"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QPen(colour("ink_2")))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
