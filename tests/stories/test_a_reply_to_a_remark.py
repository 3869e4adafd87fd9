"""A remark is answered, not obeyed: the figures were right. The doctor says so in the window, the reviewer reads it under
the remark in the browser, and accepts, or returns again."""

import pytest
from playwright.sync_api import Browser, Page, expect
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.browsing import sign_in
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.window import report
from tests.ui.hands import Keyboard
from vclinic.main import Program
from vclinic.services.returned import returned, to_do
from vclinic.services.sync_status import status
from vclinic.ui.destinations import OpenReturned, OpenSyncCentre

SAID = "量过两次，确是这样"


def open_visit(console: Page, url: str, name: str) -> None:
    """From the queue to the visit, as a reviewer clicks."""
    console.goto(f"{url}/review")
    with console.expect_navigation():
        console.get_by_role("link", name=name).first.click()
    expect(console.locator("h1, h2").filter(has_text=name).first).to_be_visible()


def give_back(console: Page, remark: str) -> None:
    """Write a remark on the heart rate and return the visit."""
    row = console.locator(".line:has(> #r-heart_rate)")
    if not row.is_visible():
        console.locator("details.same", has=console.locator("#r-heart_rate")).locator("summary").first.click()
    row.locator("summary").click()
    row.locator("textarea").fill(remark)
    with console.expect_navigation():
        console.get_by_role("button", name="退回给周国平").click()


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
    shell = program.shell
    shell.go(OpenSyncCentre())
    page = shell.pages["sync"]
    page.url.setText(township.url)
    page.code.setText(township.code("清溪镇柳河村卫生室", shell.station.clinic.village_code))
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: status(shell.station).paired and status(shell.station).pending == 0, timeout=20_000)
    report(qtbot, program)
    console = sign_in(browser, township.url, "linxy", PASSWORD)
    open_visit(console, township.url, "欧阳建国")
    give_back(console, "请重新数满一分钟。")
    report(qtbot, program)
    assert status(shell.station).needs_action == 1
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
    with console.expect_navigation():
        console.get_by_role("button", name="通过", exact=False).first.click()
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
