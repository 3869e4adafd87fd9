"""The upper part of a page takes the height it wants where there is room, and scrolls where there is none."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vclinic.ui.widgets.basics import label
from vclinic.ui.widgets.giving_way import GivingWay


def held(qtbot: QtBot, lines: int) -> tuple[QWidget, GivingWay, QVBoxLayout]:
    inside = QWidget()
    column = QVBoxLayout(inside)
    for _ in range(lines):
        column.addWidget(label("一行"))
    page = QWidget()
    qtbot.addWidget(page)
    around = QVBoxLayout(page)
    part = GivingWay(inside)
    around.addWidget(part)
    around.addStretch(1)
    page.resize(400, 600)
    page.show()
    qtbot.waitExposed(page)
    return page, part, column


def test_it_is_as_tall_as_what_it_holds_and_grows_with_it(qtbot: QtBot) -> None:
    _page, part, column = held(qtbot, 3)
    before = part.height()
    assert (part.verticalScrollBar().maximum(), before < 300) == (0, True)
    column.addWidget(label("又一行"))
    qtbot.waitUntil(lambda: part.height() > before)
    assert part.verticalScrollBar().maximum() == 0


def test_where_there_is_no_room_it_scrolls(qtbot: QtBot) -> None:
    page, part, _ = held(qtbot, 30)
    page.resize(400, 240)
    qtbot.waitUntil(lambda: part.verticalScrollBar().maximum() > 0)
    assert part.minimumSizeHint().height() < part.sizeHint().height()


def test_a_line_further_down_is_scrolled_to_when_a_key_leads_there(qtbot: QtBot) -> None:
    page, part, column = held(qtbot, 30)
    first, last = QLineEdit(), QLineEdit()
    column.insertWidget(0, first)
    column.addWidget(last)
    page.resize(400, 240)
    qtbot.waitUntil(lambda: part.verticalScrollBar().maximum() > 0)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    first.setFocus()
    assert part.verticalScrollBar().value() == 0
    last.setFocus()
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect() == last.rect())
