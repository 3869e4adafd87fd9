"""The doctor's window of a story, on the screen most clinics have."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.server.township import RunningTownship
from tests.ui.hands import Keyboard
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.ui import theme
from vclinic.ui.destinations import OpenSettings, OpenSyncCentre
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.sync_centre import SyncCentrePage
from vclinic.ui.window import Window


@contextmanager
def program_in(
    qtbot: QtBot, qapp: object, folder: Path, station: Workstation, clock: SteppingClock
) -> Iterator[Program]:
    """The program over an open clinic, entered."""
    theme.apply_theme(qapp)  # type: ignore[arg-type]  pytest-qt's own application
    window = Window()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    made = Program(window, folder, clock)
    made.enter(station)
    yield made
    made.close()


def report(qtbot: QtBot, program: Program) -> None:
    """“现在上报”, until the round is over."""
    done: list[bool] = []
    program.shell.sync(lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)


def connect_helper(qtbot: QtBot, program: Program, command: str) -> None:
    """The command of a device's helper typed in the settings and switched on, until it is connected."""
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    card = page.devices
    card.command.setFocus()
    Keyboard(qtbot, program.shell.window()).type(command)
    card.on.click()
    card.button.click()
    qtbot.waitUntil(lambda: card.state.text() == "已连接：模拟设备", timeout=15_000)


def pair_in_window(qtbot: QtBot, program: Program, township: RunningTownship) -> None:
    """Address and code typed in the sync centre, until all that waited is up."""
    shell = program.shell
    shell.go(OpenSyncCentre())
    page = shell.pages["sync"]
    assert isinstance(page, SyncCentrePage)
    page.url.setText(township.url)
    page.code.setText(township.code(shell.station.clinic.name, shell.station.clinic.village_code))
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: status(shell.station).paired and status(shell.station).pending == 0, timeout=20_000)
