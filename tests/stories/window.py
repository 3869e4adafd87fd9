"""The doctor's window of a story, on the screen most clinics have."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services.workstation import Workstation
from vclinic.ui import theme
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
