"""The record of one person: what was taken back stays in sight, and the timeline keeps its room on a small screen."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from tests.ui.visiting import words_in
from vclinic.main import Program
from vclinic.services.due_today import worklist
from vclinic.ui.destinations import OpenRecord
from vclinic.ui.pages.residents.record import RecordPage

AT_150 = (911, 442)


@pytest.fixture
def record(program: Program, people: dict[str, str]) -> RecordPage:
    program.shell.go(OpenRecord(people["何秀珍"]))
    page = program.shell.pages["record"]
    assert isinstance(page, RecordPage)
    return page


def made_small(qtbot: QtBot, program: Program, record: RecordPage) -> None:
    program.window.setMinimumSize(*AT_150)
    program.window.resize(*AT_150)
    qtbot.waitUntil(lambda: record.width() < AT_150[0])
    qtbot.wait(50)


def rows_seen_whole(table: QTableWidget) -> int:
    bottom = table.viewport().height()
    return sum(table.rowViewportPosition(row) + table.rowHeight(row) <= bottom for row in range(table.rowCount()))


def text_and_line(table: QTableWidget, row: int, column: int) -> tuple[str, bool]:
    """A cell's text, and whether it is struck through."""
    item = table.item(row, column)
    assert item is not None
    return item.text(), item.font().strikeOut()


def is_in_sight(window: QWidget, widget: QWidget) -> bool:
    """The middle of a widget is seen: nothing lies over it and no part of a page has scrolled it away."""
    middle = widget.mapTo(window, QPoint(widget.width() // 2, widget.height() // 2))
    at = window.childAt(middle)
    return at is not None and (at is widget or widget.isAncestorOf(at))


def test_a_dispensing_taken_back_is_struck_through_and_the_act_itself_is_not(
    program: Program, record: RecordPage, keys: Keyboard
) -> None:
    keys.press(Qt.Key.Key_Backspace, ctrl=True)
    keys.type("发错药")
    keys.press(Qt.Key.Key_Backspace, ctrl=True)
    shown = [text_and_line(record.table, row, 1) for row in range(3)]
    assert shown == [("冲销发药", False), ("发药 2.10 元", True), ("三处方第 2 版", False)]
    text, struck = text_and_line(record.table, 1, 2)
    assert (text.startswith("已冲销"), struck) == (True, True)
    assert text_and_line(record.table, 1, 3) == ("待上报", False), "whether it was reported is still true"


def test_at_150_three_rows_of_the_timeline_the_allergy_and_the_acts_are_in_sight(
    qtbot: QtBot, program: Program, record: RecordPage
) -> None:
    assert "基本信息还没填" in words_in(record)
    made_small(qtbot, program, record)
    assert rows_seen_whole(record.table) >= 3
    assert "基本信息还没填" not in words_in(record)
    assert "基本信息还差 21 项" in words_in(record)
    for widget in (record._allergy, record._edit, record._visit):
        assert is_in_sight(program.window, widget), words_in(widget)


def test_who_has_died_is_closed_in_three_keys_and_opened_again_where_that_was_a_mistake(
    program: Program, record: RecordPage, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    keys.press(Qt.Key.Key_D, ctrl=True)
    assert "注销何秀珍的档案" in words_in(record)
    keys.type("1")
    keys.press(Qt.Key.Key_Return)
    assert said[-1] == ("ok", "档案已注销，专档一并终止。错了按 Ctrl+D 恢复。")
    assert "何秀珍（已注销：死亡）" in words_in(record)
    assert "没有专档" in words_in(record)
    assert not record.closing.isVisible()
    assert "何秀珍" not in {row.name for row in worklist(program.shell.station).rows}
    keys.press(Qt.Key.Key_D, ctrl=True)
    assert "已注销" not in words_in(record)
    assert "专档 高血压" in words_in(record)
    assert "恢复" in said[-1][1]


def test_a_record_is_not_closed_on_a_day_that_cannot_be_or_without_a_reason(
    program: Program, record: RecordPage, keys: Keyboard
) -> None:
    keys.press(Qt.Key.Key_D, ctrl=True)
    keys.press(Qt.Key.Key_S, ctrl=True)
    assert "请选择注销原因。" in words_in(record)
    assert record.closing.reason.hasFocus()
    keys.type("2")
    record.closing.day.setText("2030-01-01")
    keys.press(Qt.Key.Key_S, ctrl=True)
    assert "注销日期还没到。" in words_in(record)
    assert record.closing.day.hasFocus()
    keys.press(Qt.Key.Key_Escape)
    assert not record.closing.isVisible()
    assert program.shell.pages["record"].isVisible()
    assert "已注销" not in words_in(record)
