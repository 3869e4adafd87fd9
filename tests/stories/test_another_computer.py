"""A clinic gets another computer: what is left is sent, a backup goes onto the stick, the new one starts from it and is the
same computer to the township; the old one that somebody goes on with stops, and nothing is lost of either."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlmodel import select

from sync.server.database.tables import Device, ResidentMirror
from tests import worlds
from tests.server.township import RunningTownship
from tests.stories.window import pair_in_window, report
from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services.find_residents import count_residents
from vclinic.services.sync_status import describe, status
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.pages.gate.restore import RestoreCard
from vclinic.ui.pages.gate.wizard import Wizard
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.window import Window


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's dialogs open on it, and the newest backup is taken."""
    folder = tmp_path / "stick"
    folder.mkdir()
    newest = lambda *_asked: (str(max(folder.glob("*.vcbak"), key=lambda file: file.name)), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(folder))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", newest)
    return folder


@pytest.fixture
def new(qtbot: QtBot, program: Program, tmp_path: Path) -> Iterator[Program]:
    """A computer on which the program was just installed, a day later."""
    window = Window()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    made = Program(window, tmp_path / "new", SteppingClock(village.MORNING + timedelta(days=1)))
    made.start()
    yield made
    made.close()


def on_the_stick(qtbot: QtBot, program: Program) -> list[str]:
    """Second place chosen and saved, then a backup; the first two lines of the card afterwards."""
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.copies._choose()
    page.save()
    page.moving.copy_button.click()
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)
    return [line.text() for line in page.moving.lines[:2]]


def started_from_the_stick(qtbot: QtBot, program: Program) -> None:
    window = program.window
    wizard = window.shown
    assert isinstance(wizard, Wizard)
    wizard.restore_wanted.emit()
    card = window.shown
    assert isinstance(card, RestoreCard)
    card._ask_file()
    card.secret.setText(village.PASSWORD)
    qtbot.keyClick(card.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tasks.busy() and card.button.isEnabled(), timeout=20_000)
    card.decide()
    qtbot.waitUntil(lambda: program.logged_in and window.shown is program.shell, timeout=20_000)


def at_the_township(township: RunningTownship) -> set[str]:
    with township.store.read() as session:
        return {row.name for row in session.exec(select(ResidentMirror))}


def pill(program: Program) -> str:
    station = program.shell.station
    return describe(status(station), station.clock.now()).text


def test_the_clinic_moves_and_the_old_computer_cannot_go_on(
    qtbot: QtBot, program: Program, new: Program, township: RunningTownship, stick: Path
) -> None:
    old = program
    pair_in_window(qtbot, old, township)
    report(qtbot, old)
    first, second = on_the_stick(qtbot, old)
    assert (first, second[:4]) == ("1. ✓ 写过的都上报了。", "2. ✓")
    worlds.register(old.shell.station, name="李四", serial=24)
    report(qtbot, old)  # after the backup: it is not on the stick, but the township has it

    started_from_the_stick(qtbot, new)
    people = count_residents(old.shell.station)
    assert count_residents(new.shell.station) == people - 1
    report(qtbot, new)
    assert count_residents(new.shell.station) == people, "without a new sheet, what came after the backup is back"
    worlds.register(new.shell.station, name="王五", serial=26)
    report(qtbot, new)
    assert status(new.shell.station).pending == 0
    with township.store.read() as session:
        assert len(session.exec(select(Device)).all()) == 1

    worlds.register(old.shell.station, name="赵六", serial=28)
    report(qtbot, old)  # once it may be a folder that was put back
    report(qtbot, new)
    worlds.register(old.shell.station, name="钱七", serial=30)
    report(qtbot, old)
    assert "资料已在另一台电脑上用，本机停止上报" in pill(old)
    assert status(old.shell.station).pending > 0
    worlds.register(new.shell.station, name="孙八", serial=32)
    report(qtbot, new)
    assert status(new.shell.station).pending == 0
    assert {"李四", "王五", "赵六", "孙八"} <= at_the_township(township)

    pair_in_window(qtbot, old, township)  # a sheet of its own: now there are two computers
    report(qtbot, new)
    assert "钱七" in at_the_township(township)
    assert count_residents(new.shell.station) == count_residents(old.shell.station) == people + 4
