"""A visit on its way: the doctor's windows, the wire, the reviewer's browser, and back, until both say the same."""

from playwright.sync_api import Browser, expect
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.server.database.tables import Inbox, Review
from tests.browsing import sign_in
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.reviewing import accept, give_back, open_visit
from tests.stories.window import pair_in_window, report
from vclinic.main import Program
from vclinic.services.sync_status import list_changes, status
from vclinic.ui.destinations import OpenToday


def test_returned_by_the_browser_mended_in_the_window_accepted_by_the_browser(
    qtbot: QtBot, program: Program, township: RunningTownship, browser: Browser
) -> None:
    shell = program.shell
    pair_in_window(qtbot, program, township)
    report(qtbot, program)

    console = sign_in(browser, township.url, "linxy", PASSWORD)
    open_visit(console, township.url, "欧阳建国")
    give_back(console, "请重新数满一分钟。")

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
    accept(console)
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
