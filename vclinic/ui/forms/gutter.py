"""Merged captions (体征, 用药情况 …) down the left of a form, over the rows they belong to."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from vclinic.ui.forms.columns import GUTTER
from vclinic.ui.theme import CAPTION, colour, font

_LETTER = 15


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
        start = area.center().y() - _LETTER * len(title) // 2
        for place, character in enumerate(title):
            box = QRect(0, start + _LETTER * place, GUTTER - 1, _LETTER)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, character)
