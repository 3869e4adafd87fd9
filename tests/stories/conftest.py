"""Both sides of a story: a township on loopback, a reviewer's browser, and the doctor's window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytestqt.qtbot import QtBot

from tests.browsing import chromium
from tests.server.township import RunningTownship, running
from tests.server.walls import statements, walls
from tests.stories.window import program_in
from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.main import Program

__all__ = ["statements", "walls"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    with running(tmp_path / "township") as opened:
        opened.staff("linxy", "林晓燕")
        yield opened


@pytest.fixture
def program(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[Program]:
    """The window of a settled clinic."""
    clock = SteppingClock(village.MORNING)
    station, _ = village.settled_clinic(tmp_path / "clinic", clock)
    with program_in(qtbot, qapp, tmp_path / "clinic", station, clock) as made:
        yield made
