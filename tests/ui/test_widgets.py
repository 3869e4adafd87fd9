"""The handful of widgets every page is made of, and the one door to the background."""

import threading
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vclinic.domain.problem import Problem, Refused
from vclinic.ui import tasks
from vclinic.ui.icons import SHAPES, pixmap
from vclinic.ui.theme import colour
from vclinic.ui.widgets.field_form import FieldForm
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.page_stack import PageStack
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.widgets.tile import Tile
from vclinic.ui.widgets.trend_chart import Reading, TrendChart


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def test_cap_and_key_come_from_one_action(qtbot: QtBot, holder: QWidget) -> None:
    pressed: list[bool] = []
    button = KeyButton("保存", "Ctrl+S", lambda: pressed.append(True), holder, "primary")
    button.show()
    assert button._cap == button.action.shortcut().toString() == "Ctrl+S"
    assert button.accessibleName() == "保存 Ctrl+S"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(holder, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2
    button.set_enabled(False, "没有处方")
    qtbot.keyClick(holder, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2
    assert button.toolTip() == "没有处方"
    assert button.minimumSizeHint().width() > button.fontMetrics().horizontalAdvance("保存Ctrl+S")


@pytest.mark.parametrize("name", [*SHAPES, "today", "person", "pill", "box", "back", "sync", "gear", "print", "app"])
def test_every_icon_is_drawn(name: str) -> None:
    image = pixmap(name, 20, "" if name in SHAPES else "#0b6470").toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def test_the_four_shapes_differ_without_their_colours() -> None:
    outlines = set()
    for name in SHAPES:
        image = pixmap(name, 18).toImage()
        outlines.add(
            tuple(image.pixelColor(x, y).alpha() > 128 for x in range(image.width()) for y in range(image.height()))
        )
    assert len(outlines) == len(SHAPES)


def test_a_note_without_words_is_away(holder: QWidget) -> None:
    note = Note("danger", "过敏：青霉素", "", holder)
    note.show()
    assert note.isVisible()
    note.say("info", "")
    assert not note.isVisible()
    note.say("info", "卫生院退回：", "请核对")
    assert note.isVisible()
    assert note.text == "卫生院退回：请核对"


def test_the_trend_can_be_heard_and_seen(qtbot: QtBot, holder: QWidget) -> None:
    chart = TrendChart()
    chart.setParent(holder)
    chart.resize(300, 118)
    limits = ((None, 140), (None, 90))
    chart.show_readings("血压", [], limits)
    assert chart.accessibleName() == "没有血压记录"
    past = [Reading(date(2026, 8, 10), (138, 86), True), Reading(date(2026, 11, 24), (148, 92), False, today=True)]
    chart.show_readings("血压", past, limits, ((date(2026, 9, 1), "加量"),))
    assert chart.accessibleName() == "血压 2 次，最近 148/92，没达标（界限 140，90）"
    chart.show()
    qtbot.waitExposed(holder)
    image = chart.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert colour("warn_shape").name() in seen, "the triangle of a high reading"
    assert colour("ok_t").name() in seen, "the band that satisfies"


def test_a_tile_speaks_its_count(holder: QWidget) -> None:
    tile = Tile("1")
    tile.setParent(holder)
    tile.say(14, "逾期", "超 10 天 5")
    tile.show()
    assert tile.accessibleName() == "逾期 14 超 10 天 5"
    assert not tile.grab().isNull()


def test_a_list_says_what_to_do_when_it_is_empty(holder: QWidget) -> None:
    table = ListTable(["姓名"], (0,))
    table.setParent(holder)
    table.resize(300, 200)
    table.show()
    before = table.grab().toImage()
    table.say_when_empty("还没有居民。")
    assert table.grab().toImage() != before
    table.show_rows([["阿卜杜热合曼·买买提"]], ["warn"])
    assert table.item(0, 0).toolTip() == "阿卜杜热合曼·买买提"
    assert not table.item(0, 0).icon().isNull()


def test_a_stack_asks_for_the_room_of_what_it_shows(holder: QWidget) -> None:
    stack, small, large = PageStack(), QWidget(), QWidget()
    stack.setParent(holder)
    assert stack.minimumSizeHint().isValid() or stack.minimumSizeHint().width() <= 0
    large.setMinimumSize(1300, 700)
    large.minimumSizeHint = large.minimumSize  # a page whose parts need that much
    for page in (small, large):
        stack.addWidget(page)
    assert stack.minimumSizeHint().width() < 1300
    stack.setCurrentWidget(large)
    assert stack.sizeHint() == large.sizeHint()


def test_a_form_goes_on_with_enter_and_is_handed_in_at_the_end(qtbot: QtBot, holder: QWidget) -> None:
    form = FieldForm(parent=holder)
    first, last = form.add("login", "登录名", "拼音或手机号"), form.add("password", "密码", secret=True, width=120)
    form.show()
    handed: list[bool] = []
    form.finished.connect(lambda: handed.append(True))
    first.setFocus()
    qtbot.keyClicks(first, " zgp ")
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert last.hasFocus()
    qtbot.keyClicks(last, " geheim ")
    qtbot.keyClick(last, Qt.Key.Key_Return)
    assert handed == [True]
    assert (form.text("login"), form.text("password")) == ("zgp", " geheim ")
    form.show_problems([Problem("login", "taken", "这个登录名已经有人用了。")])
    assert form.problem("login") == "这个登录名已经有人用了。"
    assert not form.problem("password")
    form.hint("login", "换一个")
    assert not form.problem("login")
    form.clear()
    assert first.text() == ""


def test_long_work_is_done_elsewhere_and_told_here(qtbot: QtBot) -> None:
    told: list[tuple[object, str]] = []
    here = threading.current_thread().name

    def work() -> str:
        return threading.current_thread().name

    tasks.later(work, lambda result: told.append((result, threading.current_thread().name)))
    assert tasks.busy()
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert told[0][0] != here
    assert told[0][1] == here
    assert not tasks.busy()


def test_work_is_done_in_order(qtbot: QtBot) -> None:
    told: list[int] = []
    for number in range(5):
        tasks.later(lambda number=number: number, told.append)
    qtbot.waitUntil(lambda: len(told) == 5, timeout=10_000)
    assert told == list(range(5))


def test_an_expected_failure_is_its_sentence(qtbot: QtBot, said: list[tuple[str, str]]) -> None:
    def refuse() -> None:
        raise Refused("no", "这批药已过期，不能发。")

    tasks.now(refuse, lambda _nothing: pytest.fail("it was refused"))
    tasks.later(refuse, lambda _nothing: pytest.fail("it was refused"))
    qtbot.waitUntil(lambda: len(said) == 2, timeout=10_000)
    assert said == [("danger", "这批药已过期，不能发。")] * 2


@pytest.mark.expects_errors
def test_a_bug_is_logged_and_told_without_a_traceback(qtbot: QtBot, said: list[tuple[str, str]]) -> None:
    tasks.later(lambda: 1 // 0, lambda _nothing: pytest.fail("there is no result"))
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert said == [("danger", tasks.BUG)]
    with pytest.raises(ZeroDivisionError):
        tasks.now(lambda: 1 // 0, lambda _nothing: None)
