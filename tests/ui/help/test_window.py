"""F1 on every page: the right section, the hands where they were afterwards, a search, pictures that are drawn."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.manual import manual
from vclinic.ui.destinations import Destination, OpenImport, OpenRegister, OpenSettings, OpenStock, OpenVisit
from vclinic.ui.help.window import HelpWindow
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.window import Window
from vclinic.wiring import PAGES

_KEY = Qt.Key


def in_front(qtbot: QtBot, window: QWidget) -> None:
    """As every window system does; the offscreen one leaves it to us."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def help_of(qtbot: QtBot, program: Program) -> HelpWindow:
    in_front(qtbot, program.window)
    qtbot.keyClick(program.window, _KEY.Key_F1)
    shown = program.window.findChild(HelpWindow)
    assert shown is not None
    qtbot.waitUntil(shown.isVisible)
    in_front(qtbot, shown)
    return shown


def title_of(shown: HelpWindow) -> str:
    return shown.contents.currentItem().text().strip("　")


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_f1_opens_what_the_manual_says_of_the_page(qtbot: QtBot, program: Program, kind: type[AnyPage]) -> None:
    program.shell.current = kind.name  # pages about one person want one: what F1 asks is where we are
    shown = help_of(qtbot, program)
    assert shown.anchor == manual("doctor").anchor_of(kind.name)
    (section,) = [
        section for section in manual("doctor").chapter_of(shown.anchor).sections if section.anchor == shown.anchor
    ]
    assert kind.name in section.pages
    assert title_of(shown) == section.title
    assert section.title in shown.page.toPlainText()
    program.shell.current = "today"


@pytest.mark.parametrize(
    ("destination", "title"),
    [(OpenStock(), "药房库存"), (OpenSettings(), "设置这一页"), (OpenImport(), "导入花名册"), (OpenRegister(), "新建档案")],
)  # fmt: skip
def test_it_follows_the_page_when_asked_again(
    qtbot: QtBot, program: Program, destination: Destination, title: str
) -> None:
    first = help_of(qtbot, program)
    assert title_of(first) == "今天先看谁"
    qtbot.keyClick(first.search, _KEY.Key_Escape)
    program.shell.go(destination)
    again = help_of(qtbot, program)
    assert again is first
    assert title_of(again) == title


def test_esc_and_f1_lead_back_and_what_is_typed_stands(qtbot: QtBot, program: Program, people: dict[str, str]) -> None:
    program.shell.go(OpenVisit(people["刘大山"]))
    in_front(qtbot, program.window)
    qtbot.keyClicks(QApplication.focusWidget(), "17")
    typed_in = QApplication.focusWidget()
    for key in (_KEY.Key_Escape, _KEY.Key_F1):
        shown = help_of(qtbot, program)
        qtbot.keyClick(shown.search, key)
        assert not shown.isVisible()
        in_front(qtbot, program.window)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is typed_in)
        assert program.shell.current == "follow_up"


def test_a_search_shows_what_holds_the_words_marks_them_and_says_when_nothing_does(
    qtbot: QtBot, program: Program
) -> None:
    shown = help_of(qtbot, program)
    whole = shown.contents.count()
    shown.search.setText("盘点")
    assert title_of(shown) == "药房库存"
    assert 0 < shown.contents.count() < whole
    marks = [mark.cursor.selectedText() for mark in shown.page.extraSelections()]  # pyright: ignore[reportAttributeAccessIssue]
    assert set(marks) == {"盘点"}
    shown.search.setText("盘点 骨折")
    assert (shown.contents.count(), shown.told.isVisible()) == (0, True)
    assert title_in_page(shown) == "发药", "what was read stays in sight"
    shown.search.clear()
    assert (shown.contents.count(), shown.told.isVisible()) == (whole, False)
    assert shown.page.extraSelections() == []


def test_what_stands_far_down_in_its_section_is_brought_into_sight(qtbot: QtBot, program: Program) -> None:
    shown = help_of(qtbot, program)
    shown.search.setText("磁盘快满了")
    assert title_of(shown) == "遇到问题怎么办"
    (mark,) = shown.page.extraSelections()
    top = shown.page.cursorRect(mark.cursor).top()  # pyright: ignore[reportAttributeAccessIssue]
    assert 0 <= top < shown.page.viewport().height() * 9 // 10


def title_in_page(shown: HelpWindow) -> str:
    return shown.page.toPlainText().splitlines()[0]


def test_the_arrows_turn_the_sections_and_the_page_keys_the_chapter(qtbot: QtBot, program: Program) -> None:
    shown = help_of(qtbot, program)
    qtbot.keyClick(shown.search, _KEY.Key_Down)
    assert title_of(shown) == "找一个人"
    qtbot.keyClick(shown.search, _KEY.Key_Up)
    qtbot.keyClick(shown.search, _KEY.Key_Up)
    assert title_of(shown) == "一次随访"
    assert shown.page.verticalScrollBar().value() == 0
    qtbot.keyClick(shown.search, _KEY.Key_PageDown)
    down = shown.page.verticalScrollBar().value()
    assert down > 0
    qtbot.keyClick(shown.search, _KEY.Key_PageUp)
    assert shown.page.verticalScrollBar().value() < down
    shown.contents.setCurrentRow(0)
    qtbot.keyClick(shown.search, _KEY.Key_Up)
    assert shown.contents.currentRow() == 0


def test_every_picture_is_drawn_whole(qtbot: QtBot, program: Program) -> None:
    shown = help_of(qtbot, program)
    room = shown.page.viewport().width() - 2 * shown.page.document().documentMargin()
    pictures = sorted(manual("doctor").folder.glob("*.png"))
    for picture in pictures:
        image = shown.page.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(picture.name))
        assert image, picture.name
        assert QImage(str(picture)).width() <= room, picture.name


def test_at_the_log_in_it_says_how_to_log_in(qtbot: QtBot, window: Window) -> None:
    card = LoginCard("村医工作站", [("zgp", "周国平")], lambda _login, _password: None, lambda: 0)
    window.put(card)
    in_front(qtbot, window)
    qtbot.keyClick(window, _KEY.Key_F1)
    shown = window.findChild(HelpWindow)
    assert shown is not None
    assert title_of(shown) == "登录、锁屏和换人"
    shown.close()


def test_on_a_small_screen_it_stays_within_the_window(qtbot: QtBot, program: Program) -> None:
    program.window.resize(900, 500)
    shown = help_of(qtbot, program)
    assert shown.width() <= 900
    assert shown.height() <= 500


def test_it_closes_with_the_program(qtbot: QtBot, tmp_path: Path) -> None:
    clock = SteppingClock(village.MORNING)
    station = village.empty_clinic(tmp_path / "data", clock)
    window = Window()
    window.show()
    program = Program(window, tmp_path / "data", clock)
    program.enter(station)
    shown = help_of(qtbot, program)
    program.close()
    window.close()
    assert not shown.isVisible()
