"""A newer program on its way: signed elsewhere, put on the township's server, seen in a clinic's window, fetched over a line
that is cut, installed; the data are the same to the last byte when it does not do. And nobody on the way can change it."""

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.client.device import URL
from sync.protocol.standing import Standing
from sync.server import cli
from sync.server.__main__ import now
from sync.server.database.tables import Device
from sync.server.devices import standing
from sync.server.updates import releases as kept
from tests.command_line import run_here
from tests.delivery import releases, small_setup
from tests.delivery.small_setup import SmallSetup
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.window import pair_in_window, report
from tests.sync.client.lossy import lossy
from vclinic import __version__, newer, updating
from vclinic.main import Program
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.update_card import UpdateCard

SIZE = 600_000


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallSetup:
    """What installs on the clinic's computer, over the present program."""
    folder = tmp_path / "program"
    folder.mkdir()
    small_setup.install(small_setup.pack(folder / "setup.exe", __version__), folder, older=True, stop_at="")
    made = SmallSetup(folder)
    monkeypatch.setattr(updating, "here", lambda: made)
    return made


def signed(place: Path, monkeypatch: pytest.MonkeyPatch, *, healthy: bool) -> Path:
    """What the releaser gives away; both programs pin the key."""
    setup = small_setup.pack(place / "packed.zip", "9.1.0", healthy=healthy).read_bytes()
    stick, keys = releases.whole(place, os.urandom(SIZE) + setup)
    for module in (kept, newer):
        monkeypatch.setattr(module, "KEYS", keys)
    return stick


def put_on_server(township: RunningTownship, stick: Path) -> None:
    """By the command that a technician types while the service runs."""
    arguments = ["updates", "add", str(stick), "--data", str(township.store.data)]
    done = run_here(lambda: cli.main(sys.argv[1:], now), arguments, {})
    assert (done.returncode, "签名核对过了，已放上：9.1.0" in done.stdout) == (0, True), done.stderr


def settings(program: Program) -> UpdateCard:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page.updates


def fetched_over_a_line_that_is_cut(
    qtbot: QtBot, program: Program, township: RunningTownship, card: UpdateCard
) -> None:
    with lossy(township.url, [(99_999, 300_000)]) as line:
        program.shell.station.store.set_meta({URL: line.url})
        card.fetch_button.click()
        qtbot.waitUntil(lambda: "下载中断了" in card._told.text(), timeout=20_000)
        card.fetch_button.click()
        qtbot.waitUntil(card.install_button.isVisible, timeout=20_000)
    program.shell.station.store.set_meta({URL: township.url})


def runs(township: RunningTownship) -> str:
    """What the console says of the clinic's computer."""
    visitor = Visitor(township)
    visitor.sign_in("linxy", PASSWORD)
    page = text_of(visitor.get("/updates").text)
    return page[page.index("各村的程序") :]


def test_it_comes_from_the_releaser_to_the_doctors_computer(
    qtbot: QtBot,
    program: Program,
    township: RunningTownship,
    computer: SmallSetup,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_on_server(township, signed(tmp_path, monkeypatch, healthy=True))
    pair_in_window(qtbot, program, township)
    report(qtbot, program)
    assert f"{__version__} " in runs(township)
    assert "可以更新到 9.1.0" in runs(township)
    card = settings(program)
    assert card.has_news
    fetched_over_a_line_that_is_cut(qtbot, program, township, card)
    card.install_button.click()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=30_000)
    assert computer.wait() == 0
    assert small_setup.version_of(computer.program / "inner") == "9.1.0"
    with township.store.write() as session:  # the new program tells it with its first round
        device = session.exec(select(Device)).one()
        standing.keep(session, device.id, Standing(program="9.1.0"), township.clock())
    assert "最新" in runs(township)


def test_one_that_does_not_do_leaves_the_former_program_and_one_changed_on_the_way_is_never_run(
    qtbot: QtBot,
    program: Program,
    township: RunningTownship,
    computer: SmallSetup,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_on_server(township, signed(tmp_path, monkeypatch, healthy=False))
    pair_in_window(qtbot, program, township)
    report(qtbot, program)
    card = settings(program)
    path = township.store.data / kept.FOLDER / "5" / "vclinic-setup-9.1.0.exe"
    whole = path.read_bytes()
    releases.rot(path)
    card.fetch_button.click()
    qtbot.waitUntil(lambda: "已经丢掉，没有采用" in card._told.text(), timeout=20_000)
    assert list((program.data_dir / "updates").glob("*.exe")) == []
    path.write_bytes(whole)
    fetched_over_a_line_that_is_cut(qtbot, program, township, card)
    card.install_button.click()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=30_000)
    assert computer.wait() == 7
    assert small_setup.version_of(computer.program / "inner") == __version__
