"""A visit on its way: the doctor's windows, the wire, the reviewer's browser, and back, until both say the same."""

from playwright.sync_api import Browser, Page, expect
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.server.database.tables import Inbox, Review
from tests.browsing import sign_in
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.window import report
from vclinic.main import Program
from vclinic.services.sync_status import list_changes, status
from vclinic.ui.destinations import OpenSyncCentre, OpenToday


def open_visit(console: Page, url: str, name: str) -> None:
    """From the queue to the visit, as a reviewer clicks."""
    console.goto(f"{url}/review")
    with console.expect_navigation():
        console.get_by_role("link", name=name).first.click()
    expect(console.locator("h1, h2").filter(has_text=name).first).to_be_visible()


def test_returned_by_the_browser_mended_in_the_window_accepted_by_the_browser(
    qtbot: QtBot, program: Program, township: RunningTownship, browser: Browser
) -> None:
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
    row = console.locator(".line:has(> #r-heart_rate)")
    if not row.is_visible():
        console.locator("details.same", has=console.locator("#r-heart_rate")).locator("summary").first.click()
    row.locator("summary").click()
    row.locator("textarea").fill("请重新数满一分钟。")
    with console.expect_navigation():
        console.get_by_role("button", name="退回给周国平").click()

    report(qtbot, program)
    assert status(shell.station).returned == 1
    shell.go(OpenToday())
    today = shell.pages["today"]
    today.show_tile("returned")
    assert today.selected().name == "欧阳建国"
    today.start()
    assert shell.current == "follow_up"
    form = shell.pages["follow_up"]
    assert form.sheet.remarks == {"heart_rate": "请重新数满一分钟。"}
    form.state.put("heart_rate", "83")
    form.storing.save()
    assert status(shell.station).pending == 1
    report(qtbot, program)

    open_visit(console, township.url, "欧阳建国")
    heart = console.locator("#r-heart_rate")
    expect(heart.locator(".old")).to_have_text("78")
    expect(heart.locator(".new")).to_have_text("83")
    with console.expect_navigation():
        console.get_by_role("button", name="通过", exact=False).first.click()
    report(qtbot, program)

    assert status(shell.station).pending == status(shell.station).needs_action == 0
    mine = {
        change.change_id: change.state for change in list_changes(shell.station, ("stored", "returned", "accepted"))
    }
    with township.store.read() as session:
        theirs = dict(session.exec(select(Inbox.change_id, Inbox.state)).all())
        reviewed = dict(session.exec(select(Review.change_id, Review.state)).all())
    assert theirs.keys() == mine.keys()
    verdicts = {change: state for change, state in mine.items() if state != "stored"}
    assert verdicts == {change: state for change, state in reviewed.items() if state in ("returned", "accepted")}
    assert sorted(verdicts.values()) == ["accepted", "returned"]
    console.close()
