"""The plain list: its heads stand over its texts."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from vclinic.main import Program
from vclinic.ui.widgets.table import ListTable


def first_ink(image: QImage, area: QRect) -> int:
    """The first column with something dark in it."""
    for x in range(area.left(), area.right()):
        if any(image.pixelColor(x, y).lightness() < 130 for y in range(area.top(), area.bottom())):
            return x
    raise AssertionError("nothing is written there")


def test_heads_begin_where_their_texts_do(qtbot: QtBot, program: Program) -> None:
    table = ListTable(["1", "1"], (120, 0))  # the same sign, so that both have the same room at their left
    qtbot.addWidget(table)
    table.show_rows([["1", "1"], ["1", "1"]])
    table.resize(400, 200)
    table.show()
    qtbot.waitExposed(table)
    image, head = table.grab().toImage(), table.horizontalHeader().height()
    for left in (2, 122):
        in_head = first_ink(image, QRect(left, 3, 60, head - 6))
        in_row = first_ink(image, QRect(left, head + 44, 60, 32))
        assert abs(in_head - in_row) <= 1
