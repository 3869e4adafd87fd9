"""What the township announces stands above Today's list until it is read or over."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests import worlds
from vclinic.main import Program
from vclinic.services.sync_status import list_changes, status
from vclinic.ui.destinations import OpenToday
from vclinic.ui.pages.today.page import TodayPage

LONG = "请各村卫生室在周三 8 时前完成数据备份，停电期间照常随访，用纸记下，来电后补录。\n" * 12


@pytest.fixture
def today(program: Program) -> TodayPage:
    page = program.shell.pages["today"]
    assert isinstance(page, TodayPage)
    return page


def tell(program: Program, *told: dict[str, Any]) -> None:
    worlds.tell(program.shell.station, *told)
    program.shell.go(OpenToday())


def test_nothing_announced_takes_no_room(program: Program, today: TodayPage) -> None:
    program.shell.go(OpenToday())
    assert today.announcements.isHidden()
    today.announcements.go_on()
    assert not status(program.shell.station).unread


def test_a_key_opens_the_text_and_the_same_key_says_it_is_read(
    qtbot: QtBot, program: Program, today: TodayPage, people: dict[str, str]
) -> None:
    before = status(program.shell.station).pending
    tell(program, worlds.announcement(1, valid_until="2026-11-26"), worlds.announcement(2, "n-2", title="下月例会"))
    strip = today.announcements
    assert strip.isVisible()
    assert strip.note.text.startswith("卫生院通知：下月例会")
    assert "还有 1 条" in strip.note.text
    assert not strip.body.isVisible()
    qtbot.keyClick(today.table, Qt.Key.Key_N)
    assert strip.body.isVisible()
    assert strip.text.text().startswith("周三 8 时")
    assert status(program.shell.station).pending == before, "opening is not yet reading"
    program.shell.go(OpenToday())
    assert strip.body.isVisible(), "what is being read stays open"
    qtbot.keyClick(today.table, Qt.Key.Key_N)
    assert strip.note.text.startswith("卫生院通知：周三停电")
    assert "有效期至 11-26" in strip.note.text
    assert not strip.body.isVisible()
    (line, *_) = list_changes(program.shell.station, ("pending",))
    assert (line.entity, line.title) == ("announcement_read", "下月例会 通知阅读")
    assert program.shell.bar.pill.text.startswith(f"{before + 1} 条待上报")


def test_with_the_mouse_too_and_then_the_line_is_gone(qtbot: QtBot, program: Program, today: TodayPage) -> None:
    tell(program, worlds.announcement())
    strip = today.announcements
    for _ in range(2):
        qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)
    assert strip.isHidden()
    tell(program, worlds.announcement(2, revision=2, title="周三停电改到周四"))
    assert strip.note.text.startswith("卫生院通知：周三停电改到周四"), "a newer text is read once more"


def test_what_is_over_is_not_shown(program: Program, today: TodayPage) -> None:
    tell(program, worlds.announcement(1, valid_until="2026-11-24"))
    assert today.announcements.isVisible(), "the last day counts"
    program.shell.station.clock.base.set(datetime(2026, 11, 25, 8, 0))
    program.shell.go(OpenToday())
    assert today.announcements.isHidden()


def test_a_long_text_leaves_room_for_the_list(
    qtbot: QtBot, program: Program, today: TodayPage, people: dict[str, str], tmp_path: Path
) -> None:
    program.window.resize(1366, 768)
    tell(program, worlds.announcement(1, text=LONG, valid_until="2026-11-26"))
    qtbot.keyClick(today.table, Qt.Key.Key_N)
    qtbot.wait(50)
    program.window.grab().save(str(Path(os.environ.get("VCLINIC_SHOTS", tmp_path)) / "announcement.png"))
    assert today.announcements.body.height() <= 200
    assert today.table.height() > 200
    assert program.window.height() == 768
    bar, row = today.announcements.body.verticalScrollBar(), today.table.currentIndex().row()
    qtbot.keyClick(today.table, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum() > 0
    assert today.table.currentIndex().row() == row
    qtbot.keyClick(today.table, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    qtbot.keyClick(today.table, Qt.Key.Key_N)
    qtbot.keyClick(today.table, Qt.Key.Key_PageDown)
    assert today.table.currentIndex().row() > row, "the key is the list's again"
