"""A remark is answered, not obeyed: the figures were right. The doctor says so in the window, the reviewer reads it under
the remark in the browser, and accepts, or returns again."""

import pytest
from playwright.sync_api import Browser, Page, expect
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.browsing import sign_in
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.reviewing import accept, give_back, open_visit
from tests.stories.window import pair_in_window, report
from tests.ui.hands import Keyboard
from vclinic.main import Program
from vclinic.services.returned import returned, to_do
from vclinic.services.sync_status import status
from vclinic.ui.destinations import OpenReturned

SAID = "量过两次，确是这样"


def answer(qtbot: QtBot, program: Program, text: str) -> None:
    """On the list of what was returned, by the keyboard alone: F8, a line, Enter."""
    program.shell.go(OpenReturned())
    keyboard = Keyboard(qtbot, program.window)
    program.shell.pages["returned"].table.setFocus()
    keyboard.press(Qt.Key.Key_F8)
    keyboard.enter(text)


@pytest.fixture
def returned_once(qtbot: QtBot, program: Program, township: RunningTownship, browser: Browser) -> Page:
    """A visit of the window was returned in the browser, and the clinic has heard of it."""
    pair_in_window(qtbot, program, township)
    report(qtbot, program)
    console = sign_in(browser, township.url, "linxy", PASSWORD)
    open_visit(console, township.url, "欧阳建国")
    give_back(console, "请重新数满一分钟。")
    report(qtbot, program)
    assert status(program.shell.station).needs_action == 1
    return console


def test_answered_in_the_window_read_and_accepted_in_the_browser(
    qtbot: QtBot, program: Program, township: RunningTownship, returned_once: Page
) -> None:
    console, station = returned_once, program.shell.station
    answer(qtbot, program, SAID)
    assert [record.reply for record in returned(station)] == [SAID]
    assert (status(station).needs_action, status(station).pending) == (0, 1), "the answer goes up alone"
    report(qtbot, program)
    assert status(station).pending == 0

    open_visit(console, township.url, "欧阳建国")
    margin = console.locator(".line:has(> #r-heart_rate) .mar")
    expect(margin.locator(".note").nth(0)).to_contain_text("请重新数满一分钟。")
    expect(margin.locator(".note").nth(1)).to_contain_text(f"周国平 2026-11-24 答复：“{SAID}”")
    accept(console)
    report(qtbot, program)
    now = status(station)
    assert (now.accepted, now.returned, now.needs_action, now.pending) == (1, 0, 0, 0)
    assert returned(station) == ()
    console.close()


def test_answered_and_returned_again_it_wants_something_done_again(
    qtbot: QtBot, program: Program, township: RunningTownship, returned_once: Page
) -> None:
    console, station = returned_once, program.shell.station
    answer(qtbot, program, SAID)
    report(qtbot, program)
    open_visit(console, township.url, "欧阳建国")
    give_back(console, "请写是怎么数的。")
    report(qtbot, program)
    assert status(station).needs_action == 1
    assert [remark for record in to_do(station) for _, remark in record.remarks] == ["请写是怎么数的。"]
    console.close()
