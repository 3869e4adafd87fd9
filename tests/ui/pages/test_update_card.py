"""A newer program as the doctor meets it in the settings: seen, fetched over a line that is cut or from a stick, installed."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from sync.client.device import URL
from sync.client.pairing import pair
from sync.server.updates import releases as kept
from tests.delivery import releases, small_setup
from tests.delivery.small_setup import SmallSetup
from tests.server.township import RunningTownship, running
from tests.sync.client.lossy import lossy
from vclinic import __version__, newer, updating
from vclinic.delivery.plan import PLAN
from vclinic.main import Program
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenSettings, OpenToday
from vclinic.ui.download import Progress
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.update_card import UpdateCard

SETUP = "vclinic-setup-9.1.0.exe"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release that installs a small program; this program and the township's believe who signed it."""
    setup = os.urandom(400_000) + small_setup.pack(tmp_path / "packed.zip", "9.1.0").read_bytes()
    out, keys = releases.whole(tmp_path, setup)
    for module in (kept, newer):
        monkeypatch.setattr(module, "KEYS", keys)
    return out


@pytest.fixture
def township(tmp_path: Path, station: Workstation, stick: Path) -> Iterator[RunningTownship]:
    """The clinic's, with the release."""
    with running(tmp_path / "township") as opened:
        pair(station.store, opened.url, opened.code(station.clinic.name, station.clinic.village_code))
        kept.add(opened.store.data, stick)
        yield opened


def opened(program: Program) -> UpdateCard:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page.updates


def texts(card: UpdateCard) -> str:
    """What can be read on it."""
    lines = (card._state, card._notes, card._how, card._told)
    return "\n".join(line.text() for line in lines if line.isVisible())


def buttons(card: UpdateCard) -> list[str]:
    every = (card.ask_button, card.stick_button, card.stop_button, card.fetch_button, card.install_button)
    return [button.text() for button in every if button.isVisible()]


def reads(qtbot: QtBot, card: UpdateCard, text: str) -> None:
    qtbot.waitUntil(lambda: text in texts(card), timeout=15_000)


def picture(program: Program, name: str) -> None:
    if folder := os.environ.get("VCLINIC_SHOTS"):
        program.window.grab().save(f"{folder}/{name}.png")


def test_before_anybody_was_asked_it_says_so_at_the_end_of_the_page(program: Program) -> None:
    card = opened(program)
    assert "还没有问过卫生院" in texts(card)
    assert buttons(card) == ["看有没有新版本", "从U盘更新"]
    assert SettingsPage.count(card._station, None) == 0  # type: ignore[arg-type]  how reporting stands is not asked


def test_a_newer_program_is_seen_fetched_and_ready(
    qtbot: QtBot, program: Program, township: RunningTownship, stick: Path
) -> None:
    card = opened(program)
    picture(program, "update-nothing")
    card.ask_button.click()
    reads(qtbot, card, "有新版本 9.1.0（2026-11-28 发布，0.4 MB）")
    assert "更正：打印时不再漏行。" in texts(card)
    assert buttons(card) == ["看有没有新版本", "从U盘更新", "下载"]
    assert SettingsPage.count(card._station, None) == 1  # type: ignore[arg-type]  as above
    picture(program, "update-newer")
    card.fetch_button.click()
    assert buttons(card) == ["停下"]
    reads(qtbot, card, "9.1.0 已取到，签名核对过了，可以安装")
    assert buttons(card) == ["看有没有新版本", "从U盘更新", "安装"]
    assert (program.data_dir / "updates" / SETUP).read_bytes() == (stick / SETUP).read_bytes()
    picture(program, "update-ready")


def test_a_round_asks_by_itself_once_a_day(qtbot: QtBot, program: Program, township: RunningTownship) -> None:
    program.shell.sync()
    qtbot.waitUntil(lambda: SettingsPage.count(program.shell.station, None) == 1, timeout=15_000)  # type: ignore[arg-type]  as above
    assert "有新版本 9.1.0" in texts(opened(program))


def test_a_download_that_is_cut_goes_on_where_it_was(qtbot: QtBot, program: Program, township: RunningTownship) -> None:
    store = program.shell.station.store
    card = opened(program)
    card.ask_button.click()
    reads(qtbot, card, "有新版本")
    # the first connection of a download brings the manifest and the file, and is cut within it
    with lossy(township.url, [(99_999, 200_000)]) as line:
        store.set_meta({URL: line.url})
        card.fetch_button.click()
        reads(qtbot, card, "下载中断了，已取到的留着")
        half = next((program.data_dir / "updates").glob("*.part")).stat().st_size
        assert 0 < half < 200_000
        picture(program, "update-cut")
        card.fetch_button.click()
        reads(qtbot, card, "可以安装")


def test_one_changed_byte_is_refused_in_words(
    qtbot: QtBot, program: Program, township: RunningTownship, stick: Path
) -> None:
    card = opened(program)
    card.ask_button.click()
    qtbot.waitUntil(lambda: "下载" in buttons(card), timeout=15_000)
    releases.rot(township.store.data / kept.FOLDER / "5" / SETUP)
    card.fetch_button.click()
    reads(qtbot, card, "和签名的说明对不上，已经丢掉")
    assert "下载" in buttons(card)


def test_a_stick_is_chosen_and_taken_over_without_a_line(
    qtbot: QtBot, program: Program, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["", str(stick)])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: next(answers))
    card = opened(program)
    card.stick_button.click()
    assert not card.download.running
    card.stick_button.click()
    reads(qtbot, card, "可以安装")


def test_a_folder_without_a_release_says_so(qtbot: QtBot, program: Program, stick: Path, tmp_path: Path) -> None:
    card = opened(program)
    card.take_from(tmp_path)
    reads(qtbot, card, "没有读到更新包")


def test_nothing_newer_says_when_it_was_asked(qtbot: QtBot, program: Program, township: RunningTownship) -> None:
    kept.remove(township.store.data, "9.1.0")
    card = opened(program)
    card.ask_button.click()
    reads(qtbot, card, "11-24 看过，没有更新的版本")
    assert buttons(card) == ["看有没有新版本", "从U盘更新"]


def test_unpaired_it_leads_to_the_stick(qtbot: QtBot, program: Program, stick: Path) -> None:
    card = opened(program)
    card.ask_button.click()
    reads(qtbot, card, "还没有接入卫生院")
    assert "U 盘" in texts(card)


def test_stopped_it_stays_where_it_is_and_the_page_may_be_left(qtbot: QtBot, program: Program, stick: Path) -> None:
    card = opened(program)
    goes_on = threading.Event()

    def operation(progress: Progress) -> None:
        progress(10, 100)
        assert goes_on.wait(10)
        progress(20, 100)

    card._begin(operation)
    qtbot.waitUntil(lambda: card.bar.value() == 10)
    program.shell.go(OpenToday())
    assert opened(program) is card
    assert buttons(card) == ["停下"]
    card.stop_button.click()
    goes_on.set()
    reads(qtbot, card, "停下了，已下载的留着")
    assert buttons(card) == ["看有没有新版本", "从U盘更新"]


def test_where_nothing_can_install_it_says_who_can(qtbot: QtBot, program: Program, stick: Path) -> None:
    card = opened(program)
    card.take_from(stick)
    reads(qtbot, card, "可以安装")
    card.install_button.click()
    reads(qtbot, card, "这个系统上没有安装程序")
    assert card.install_button.isEnabled()
    assert program.logged_in


def test_installed_the_data_are_backed_up_first_and_the_program_ends(
    qtbot: QtBot, program: Program, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    small_setup.install(small_setup.pack(folder / "setup.exe", __version__), folder, older=True, stop_at="")
    runner = SmallSetup(folder)
    monkeypatch.setattr(updating, "here", lambda: runner)
    card = opened(program)
    card.take_from(stick)
    reads(qtbot, card, "可以安装")
    data = program.data_dir
    card.install_button.click()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=30_000)
    assert len(list((data / "backups").glob("vclinic-before-9.1.0-*"))) == 1
    assert (data / "updates" / PLAN).exists()
    assert runner.wait() == 0
    assert small_setup.version_of(folder / "inner") == "9.1.0"


def test_whoever_closes_the_program_amid_a_download_is_not_kept_waiting(
    qtbot: QtBot, program: Program, stick: Path
) -> None:
    card = opened(program)
    going, ended = threading.Event(), threading.Event()

    def operation(progress: Progress) -> None:
        try:
            while True:
                progress(1, 100)
                going.set()
        finally:
            ended.set()

    card._begin(operation)
    assert going.wait(10)
    program.close()
    assert ended.is_set()
    assert not card.download.running
