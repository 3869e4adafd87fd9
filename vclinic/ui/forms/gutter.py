"""Merged captions (体征, 用药情况 …) down the left of a form, over the rows they belong to."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from vclinic.ui.forms.columns import GUTTER
from vclinic.ui.theme import CAPTION, colour, font

_LETTER, _LEAST = 15, 11


def paint_captions(painter: QPainter, width: int, captions: Sequence[tuple[str, Sequence[QWidget]]]) -> None:
    """Paint each caption beside those of its rows that are shown; the line under them is ``width`` long."""
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
        _paint_down(painter, area, title)


def _paint_down(painter: QPainter, area: QRect, title: str) -> None:
    """A caption from top to bottom, closer where its rows are few; two letters a line where they do not fit otherwise."""
    columns = 1 if _LEAST * len(title) <= area.height() else 2
    lines = max(1, math.ceil(len(title) / columns))
    pitch = min(_LETTER, area.height() // lines)
    painter.setFont(font(min(CAPTION, pitch)))
    start, width = area.center().y() - pitch * lines // 2, area.width() // columns
    for place, character in enumerate(title):
        line, column = divmod(place, columns)
        box = QRect(area.left() + column * width, start + pitch * line, width, pitch)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, character)
