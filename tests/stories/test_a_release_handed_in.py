"""A newer program comes to the township in an administrator's browser, as three files off a stick or as one zip, and reaches
the doctor's computer over the line that is pinned to this township, byte for byte."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.server import identity
from sync.server.database.store import create
from sync.server.database.tables import Audit
from sync.server.devices.invitation import Invitation
from sync.server.updates import releases as kept
from tests.browsing import sign_in
from tests.delivery import releases
from tests.server.township import PASSWORD, RunningTownship, TurnableClock, serving
from tests.stories.window import report
from vclinic import newer
from vclinic.clock import SystemClock
from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.ui.destinations import OpenSettings, OpenSyncCentre
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.sync_centre import SyncCentrePage

ELSEWHERE = "127.0.0.2"
CONTENT = b"MZ" + os.urandom(3_000_000)


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    """One that is served to other computers, with its own certificate."""
    store = create(tmp_path / "township", "清溪镇卫生院")
    clock = TurnableClock(SystemClock().now())
    with closing(store), serving(store, clock, secure=True, host=ELSEWHERE) as made:
        made.staff("admin", "赵敏", "administrator")
        yield made


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the releaser gives away; both programs pin the key."""
    out, keys = releases.whole(tmp_path, CONTENT)
    for module in (kept, newer):
        monkeypatch.setattr(module, "KEYS", keys)
    return out


def pair(qtbot: QtBot, program: Program, township: RunningTownship) -> None:
    """The text of a sheet typed: from now on no other certificate than this township's is talked to."""
    clinic = program.shell.station.clinic
    mark = identity.ready(township.store.data, township.clock()).fingerprint
    code = township.code(clinic.name, clinic.village_code)
    program.shell.go(OpenSyncCentre())
    page = program.shell.pages["sync"]
    assert isinstance(page, SyncCentrePage)
    page.url.setText(Invitation(code, township.url, mark).pairing)
    qtbot.keyClick(page.url, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: status(program.shell.station).paired, timeout=20_000)


def hand_in(page: Page, url: str, files: list[Path]) -> None:
    page.goto(f"{url}/clinics")
    page.click("text=程序更新")
    page.get_by_label("更新包").set_input_files(files)
    page.get_by_role("button", name="放上").click()


def fetched(qtbot: QtBot, program: Program) -> Path:
    """“下载” on the doctor's card, until it can be installed."""
    report(qtbot, program)
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page.updates.has_news, timeout=20_000)
    page.updates.fetch_button.click()
    setup = program.data_dir / "updates" / "vclinic-setup-9.1.0.exe"
    qtbot.waitUntil(setup.exists, timeout=20_000)
    return setup


def acts(township: RunningTownship) -> list[tuple[str, str, str]]:
    with township.store.read() as session:
        rows = session.exec(select(Audit).order_by("seq"))
        return [(row.login, row.act, row.detail) for row in rows if row.act.startswith("update_")]


@pytest.mark.parametrize("as_zip", [False, True], ids=["three files", "a zip"])
def test_from_the_browser_to_the_doctors_computer(
    qtbot: QtBot,
    browser: Browser,
    program: Program,
    township: RunningTownship,
    stick: Path,
    tmp_path: Path,
    as_zip: bool,
) -> None:
    files = sorted(stick.iterdir())
    if as_zip:
        whole = tmp_path / "更新包 9.1.0.zip"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in files:
                packed.write(file, f"{stick.name}/{file.name}")
        files = [whole]
    page = sign_in(browser, township.url, "admin", PASSWORD, ignore_https_errors=True)
    hand_in(page, township.url, files)
    expect(page.get_by_role("status")).to_contain_text("签名核对过了，已放上 9.1.0")
    assert acts(township) == [("admin", "update_added", "9.1.0")]

    pair(qtbot, program, township)
    assert fetched(qtbot, program).read_bytes() == CONTENT

    page.reload()
    row = page.locator("tr", has_text="2026-11-28")
    row.get_by_text("撤下…").click()
    row.get_by_role("button", name="确定撤下 9.1.0").click()
    expect(page.get_by_text("没有放着新版本")).to_be_visible()
    page.close()
    assert acts(township)[1:] == [("admin", "update_removed", "9.1.0")]


def test_a_forged_one_stays_out_and_the_administrator_reads_why(
    browser: Browser, township: RunningTownship, stick: Path
) -> None:
    manifest = stick / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"9.1.0", b"9.9.0"))
    page = sign_in(browser, township.url, "admin", PASSWORD, ignore_https_errors=True)
    hand_in(page, township.url, sorted(stick.iterdir()))
    expect(page.get_by_role("alert")).to_contain_text("更新包的签名不对，没有采用")
    expect(page.get_by_text("没有放着新版本")).to_be_visible()
    page.close()
    assert kept.everything(township.store.data) == []
    assert acts(township) == [("admin", "update_refused", "forged")]
