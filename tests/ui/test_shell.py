"""The frame: every page by its key, anybody by one box, Esc back, one line for what the program says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import write
from vclinic.domain.problem import WorldFault
from vclinic.main import Program
from vclinic.services import sync_status
from vclinic.ui.destinations import (
    OpenRecord,
    OpenResidents,
    OpenSettings,
    OpenStock,
    OpenToday,
    OpenVisit,
)
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.pages.stock.page import StockPage
from vclinic.wiring import PAGES

KEYS = {
    "Alt+1": (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
    "Alt+2": (Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier),
    "Alt+4": (Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier),
    "Alt+5": (Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier),
    "Alt+7": (Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier),
    "Alt+0": (Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier),
    "F12": (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
}


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind.place], ids=lambda kind: kind.name)
def test_every_page_has_its_key(qtbot: QtBot, program: Program, kind: type[AnyPage]) -> None:
    program.shell.go(OpenToday() if kind is StockPage else OpenStock())
    qtbot.keyClick(program.window, *KEYS[kind.place.key])
    assert program.shell.current == kind.name
    assert program.shell.stack.currentWidget() is program.shell.pages[kind.name]


def test_the_window_names_the_clinic(program: Program) -> None:
    assert program.window.windowTitle() == "村医工作站 — 清溪镇柳河村卫生室"


def test_ctrl_k_and_initials_open_a_record(qtbot: QtBot, program: Program, people: dict[str, str]) -> None:
    program.shell.go(OpenSettings())
    qtbot.keyClick(program.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    edit = program.shell.bar.search.edit
    qtbot.waitUntil(edit.hasFocus)
    qtbot.keyClicks(edit, "sgy")
    assert program.shell.bar.search.list.item(0).text().startswith("单国英")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert program.shell.current == "record"
    assert program.shell.bar.heading.text() == "单国英"
    assert people["单国英"] == program.shell.pages["record"]._id


def test_search_moves_with_the_arrows_and_leaves_with_esc(qtbot: QtBot, program: Program) -> None:
    search = program.shell.bar.search
    search.start()
    qtbot.keyClicks(search.edit, "1390000")
    assert search.list.count() == len(village.PEOPLE)
    qtbot.keyClick(search.edit, Qt.Key.Key_Down)
    assert search.list.currentRow() == 1
    qtbot.keyClick(search.edit, Qt.Key.Key_Escape)
    assert search.edit.text() == ""
    assert program.shell.current == "today"


def test_somebody_not_there_is_answered_with_what_to_do(qtbot: QtBot, program: Program) -> None:
    search = program.shell.bar.search
    search.start()
    write(qtbot, search.edit, "查无此人")
    assert "建档" in search.list.item(0).text()
    qtbot.keyClick(search.edit, Qt.Key.Key_Return)
    assert program.shell.current == "today"
    qtbot.keyClick(search.edit, Qt.Key.Key_Escape)


def test_esc_goes_back_the_way_we_came(qtbot: QtBot, program: Program, people: dict[str, str]) -> None:
    for destination in (OpenResidents(), OpenRecord(people["刘大山"]), OpenStock()):
        program.shell.go(destination)
    listed = []
    for _ in range(4):
        qtbot.keyClick(program.window, Qt.Key.Key_Escape)
        listed.append(program.shell.current)
    assert listed == ["record", "residents", "today", "today"]


def test_the_corner_says_what_the_changes_say(program: Program) -> None:
    station = program.shell.station
    status = sync_status.status(station)
    assert status.pending > 0
    assert program.shell.bar.pill.text == sync_status.describe(status, station.clock.now()).text
    village.receipts_for_all(station)
    program.shell.refresh()
    assert program.shell.bar.pill.text.startswith("已全部上报")


def test_a_round_that_fails_says_so_and_loses_nothing(
    qtbot: QtBot, program: Program, said: list[tuple[str, str]]
) -> None:
    def down(_progress: object) -> None:
        raise WorldFault("offline", "无法连接卫生院服务器，资料已安全保存在本机，有网络后会自动上报。")

    program.shell.reporting.sync_now = down
    before = sync_status.status(program.shell.station).pending
    done: list[bool] = []
    program.shell.sync(lambda: done.append(True))
    assert program.shell.bar.pill.text.startswith("正在上报")
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    assert said[-1] == ("info", "无法连接卫生院服务器，资料已安全保存在本机，有网络后会自动上报。")
    assert sync_status.status(program.shell.station).pending == before
    assert program.shell.bar.pill.text.startswith(f"{before} 条待上报")


def test_what_the_program_says_stands_in_a_line_of_the_page(program: Program, qapp: QApplication) -> None:
    MESSAGES.warn("先选要入库的药。")
    assert program.shell.message.text == "先选要入库的药。"
    assert program.shell.message.isVisible()
    assert qapp.activeModalWidget() is None, "a line where a line will do"


def test_a_narrow_screen_keeps_the_person_and_the_allergy_in_sight(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    shell = program.shell
    shell.go(OpenVisit(people["何秀珍"]))
    assert shell.pages["follow_up"].side().isVisible()
    program.window.resize(1093, 544)
    qtbot.waitUntil(lambda: not shell.pages["follow_up"].side().isVisible())
    assert shell.bar.heading.text() == "何秀珍"
    assert shell.bar.alarm.text() == "过敏：青霉素"
    qtbot.keyClick(program.window, Qt.Key.Key_F11)
    assert shell.pages["follow_up"].side().isVisible()
    assert shell.bar.alarm.text() == ""


def test_what_was_said_about_a_page_goes_with_it_and_what_ended_the_last_step_stays(
    qtbot: QtBot, program: Program
) -> None:
    shell = program.shell
    MESSAGES.info("这一页的话")
    assert "这一页的话" in shell.message.text
    qtbot.wait(450)
    shell.go(OpenStock())
    assert not shell.message.isVisible()
    MESSAGES.ok("已存档。")
    shell.go(OpenToday())
    assert shell.message.isVisible()
    assert "已存档。" in shell.message.text


def test_a_click_on_the_name_offers_to_lock_and_locks_nobody_out_at_once(qtbot: QtBot, program: Program) -> None:
    shell = program.shell
    menu = shell.findChild(QToolButton, "quiet").menu()
    assert [action.text() for action in menu.actions()] == ["锁屏或换人　Ctrl+L", "用U盘上报", "帮助　F1"]
    with qtbot.waitSignal(shell.lock_wanted):
        menu.actions()[0].trigger()
