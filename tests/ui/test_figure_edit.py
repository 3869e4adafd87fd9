"""A figure is replaced by what is typed over it, however it was reached."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vclinic.ui.widgets.figure_edit import BACK, FigureEdit

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """A figure of 5 under another field that has the focus."""
    page = QWidget()
    column = QVBoxLayout(page)
    other, figure = QLineEdit(), FigureEdit("5")
    column.addWidget(other)
    column.addWidget(figure)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    other.setFocus()
    return page


@pytest.fixture
def line(page: QWidget) -> FigureEdit:
    """The figure."""
    return page.findChildren(FigureEdit)[0]


def typed(qtbot: QtBot, line: FigureEdit, text: str) -> str:
    qtbot.keyClicks(line, text)
    return line.text()


def test_reached_by_tab(qtbot: QtBot, line: FigureEdit) -> None:
    other = line.window().findChildren(QLineEdit)[0]
    qtbot.keyClick(other, Qt.Key.Key_Tab)
    assert typed(qtbot, line, "10") == "10"


def test_reached_by_the_mouse(qtbot: QtBot, line: FigureEdit) -> None:
    qtbot.mouseClick(line, _LEFT)
    assert typed(qtbot, line, "10") == "10"


def test_reached_by_the_program(qtbot: QtBot, line: FigureEdit) -> None:
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    assert typed(qtbot, line, "10") == "10"


def test_a_focus_that_comes_back_selects_nothing(qtbot: QtBot, line: FigureEdit) -> None:
    line.setFocus(BACK)
    assert not line.hasSelectedText()
    assert sorted(typed(qtbot, line, "0")) == ["0", "5"]


def test_a_second_click_sets_the_cursor(qtbot: QtBot, line: FigureEdit) -> None:
    qtbot.mouseClick(line, _LEFT)
    qtbot.mouseClick(line, _LEFT)
    assert sorted(typed(qtbot, line, "0")) == ["0", "5"]


def test_a_part_selected_with_the_mouse_stays_selected(qtbot: QtBot, line: FigureEdit) -> None:
    line.setText("12345")
    qtbot.mousePress(line, _LEFT)
    line.setSelection(0, 2)
    qtbot.mouseRelease(line, _LEFT)
    assert line.selectedText() == "12"
