"""The window over a database of an earlier program: what was never sent is said before anything is changed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.databases.opening import Old, old
from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.services.unlock import verify_password
from vclinic.storage.before_upgrade import look
from vclinic.storage.file_names import BACKUPS, DATABASE
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.gate.upgrade import UpgradeCard
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.window import Window

Said = list[tuple[str, str]]


@pytest.fixture
def here(tmp_path: Path) -> Old:
    return old(tmp_path / "clinic", 3)


@pytest.fixture
def program(window: Window, here: Old) -> Iterator[Program]:
    """The program at its log-in."""
    made = Program(window, here.folder, SteppingClock(village.MORNING))
    made.start()
    yield made
    made.close()


def log_in(qtbot: QtBot, program: Program, here: Old) -> UpgradeCard:
    card = program.window.shown
    assert isinstance(card, LoginCard)
    qtbot.keyClicks(card.password, here.password)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window.shown, UpgradeCard), timeout=10_000)
    asked = program.window.shown
    assert isinstance(asked, UpgradeCard)
    return asked


def buttons(card: UpgradeCard) -> dict[str, KeyButton]:
    return {button.text(): button for button in card.findChildren(KeyButton)}


def test_it_is_said_first_and_going_on_upgrades_and_counts(
    qtbot: QtBot, program: Program, here: Old, said: Said
) -> None:
    here.pair()
    card = log_in(qtbot, program, here)
    if folder := os.environ.get("VCLINIC_PICTURES"):
        qtbot.wait(100)
        program.window.grab().save(f"{folder}/upgrade.png")
    assert card.heading.text() == f"升级前有 {here.pending} 条未上报"
    assert look(here.folder / DATABASE, here.key) is not None, "nothing was changed yet"
    buttons(card)["继续升级"].click()
    assert program.shell.current == "today"
    assert status(program.shell.station).pending == here.pending
    (copy,) = (here.folder / BACKUPS).glob("before-upgrade-*")
    assert ("ok", f"升级好了，没上报的 {here.pending} 条都在。升级前的备份是 {copy.name}。") in said


def test_the_stick_is_offered_right_after_the_upgrade(qtbot: QtBot, program: Program, here: Old) -> None:
    here.pair()
    buttons(log_in(qtbot, program, here))["升级后先用U盘上报"].click()
    assert program.shell.current == "stick"


def test_who_is_not_paired_is_offered_no_stick_and_may_leave_it_as_it_is(
    qtbot: QtBot, program: Program, here: Old
) -> None:
    card = log_in(qtbot, program, here)
    assert set(buttons(card)) == {"先不升级", "继续升级"}
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert isinstance(program.window.shown, LoginCard)
    assert look(here.folder / DATABASE, here.key) is not None
    assert not (here.folder / BACKUPS).exists()


def test_an_upgrade_that_fails_says_why_on_the_card_and_changes_nothing(
    qtbot: QtBot, program: Program, here: Old
) -> None:
    card = log_in(qtbot, program, here)
    (here.folder / BACKUPS).write_text("a file where the folder should be", "utf-8")
    buttons(card)["继续升级"].click()
    assert program.window.shown is card
    assert "没有升级，数据没有改动" in card.note.text
    assert look(here.folder / DATABASE, here.key) is not None
    verify_password(here.folder, here.login, here.password, program.clock)
