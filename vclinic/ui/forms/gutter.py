"""Merged captions (体征, 用药情况 …) down the left of a form, over the rows they belong to."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from vclinic.ui.forms.columns import GUTTER
from vclinic.ui.theme import CAPTION, colour, font

_LETTER, _LEAST = 15, 11


def paint_captions(painter: QPainter, width: int, captions: Sequence[tuple[str, Sequence[QWidget]]]) -> None:
    """Paint each caption beside those of its rows that are shown; the line under them is ``width`` long."""
    painter.setFont(font(CAPTION))
    for title, rows in captions:
        shown = [row for row in rows if row.isVisible()]
        if not shown:
            continue
        top, bottom = shown[0].geometry().top(), shown[-1].geometry().bottom()
        area = QRect(0, top, GUTTER - 1, bottom - top + 1)
        painter.fillRect(area, colour("surface_3"))
        painter.setPen(QPen(colour("line_2")))
        painter.drawLine(0, bottom, width, bottom)
        painter.setPen(QPen(colour("ink_2")))
        letter = min(_LETTER, area.height() // max(1, len(title)))
        if letter < _LEAST:
            continue  # a caption that does not fit beside its one row says nothing the row does not say itself
        start = area.center().y() - letter * len(title) // 2
        for place, character in enumerate(title):
            box = QRect(0, start + letter * place, GUTTER - 1, letter)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, character)
