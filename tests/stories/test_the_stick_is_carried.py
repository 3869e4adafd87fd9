"""The doctor's window writes to a stick, a reviewer's browser takes it in and gives receipts, the window reads them: both
sides then stand as after a round, whatever rounds and repetitions came between."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sync.client.pairing import pair
from tests import worlds
from tests.browsing import sign_in
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.test_both_lists import clinics_list, townships_list
from tests.stories.window import report
from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenStick, OpenSyncCentre
from vclinic.ui.pages.stick.page import StickPage


def at_the_page(program: Program, stick: Path) -> StickPage:
    program.shell.go(OpenSyncCentre())
    program.shell.go(OpenStick())
    page = program.shell.pages["stick"]
    assert isinstance(page, StickPage)
    page.choose(stick)
    return page


def written(qtbot: QtBot, page: StickPage, stick: Path) -> Path:
    before = set(stick.glob("*.vcp"))
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)
    assert "已写好并核对" in page.told.text, page.told.text
    (made,) = set(stick.glob("*.vcp")) - before
    return made


def handed_in(console: Page, package: Path, stick: Path) -> Path:
    """What the reviewer does: clinics, 收U盘包, the file, 收下, the receipts back onto the stick."""
    console.locator("header nav").get_by_role("link", name="村卫生室").click()
    console.get_by_role("link", name="收U盘包").click()
    console.locator("input[type=file]").set_input_files(package)
    console.get_by_role("button", name="收下").click()
    result = console.get_by_role("status")
    expect(result).to_contain_text("收好了")
    with console.expect_download() as download:
        result.get_by_role("link", name="下载回执").click()
    back = stick / download.value.suggested_filename
    download.value.save_as(back)
    return back


def read(qtbot: QtBot, page: StickPage, receipts: Path) -> str:
    page.read(receipts)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)
    return page.answered.text


def test_both_sides_stand_as_after_a_round(
    qtbot: QtBot, program: Program, township: RunningTownship, browser: Browser, tmp_path: Path
) -> None:
    station = program.shell.station
    pair(station.store, township.url, township.code(station.clinic.name, station.clinic.village_code))
    (tmp_path / "stick").mkdir()
    stick = tmp_path / "stick"
    console = sign_in(browser, township.url, "linxy", PASSWORD)
    waiting = status(station).pending
    assert waiting > 10

    page = at_the_page(program, stick)
    package = written(qtbot, page, stick)
    back = handed_in(console, package, stick)
    assert back.name == package.name.replace("shangbao", "huizhi").replace(".vcp", ".vcr")
    assert f"收下 {waiting} 条，未接收 0 条" in read(qtbot, page, back)
    assert status(station).pending == 0
    assert clinics_list(station, tmp_path) == townships_list(township, tmp_path)

    worlds.register(station, "梁国富", serial=31)
    page = at_the_page(program, stick)
    second = written(qtbot, page, stick)
    report(qtbot, program)  # the network came back
    worlds.register(station, "单国英", serial=33)
    for file in (second, package, second):
        told = read(qtbot, page, handed_in(console, file, stick))
        assert "没有新的" in told
    report(qtbot, program)
    assert status(station).pending == 0
    both = clinics_list(station, tmp_path)
    assert both == townships_list(township, tmp_path)
    assert len(set(both)) == len(both)
    console.close()
