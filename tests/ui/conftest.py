"""Windows without a display: the dressed application, a village, the program, and what it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks, theme
from vclinic.ui.forms.burst import BURST, Burst
from vclinic.ui.messages import MESSAGES
from vclinic.ui.window import Window


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme.apply_theme(qapp)


@pytest.fixture(autouse=True)
def _work_is_done(qtbot: QtBot) -> Iterator[None]:
    """Background work that outlives its test would speak in the next one."""
    yield
    tasks.wait()
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=5000)


@pytest.fixture(autouse=True)
def _a_fresh_hand() -> None:
    """The pace of one test's typing says nothing of the next one's."""
    vars(BURST).update(vars(Burst()))


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(village.MORNING)


@pytest.fixture
def station(request: pytest.FixtureRequest, tmp_path: Path, clock: SteppingClock) -> Iterator[Workstation]:
    """A clinic with nobody in it yet; with the village in it for a test that asks for its `people` too."""
    if "people" in request.fixturenames:
        made, _ = request.getfixturevalue("_settled")
    else:
        made = village.empty_clinic(tmp_path / "data", clock)
    yield made
    made.store.close()


@pytest.fixture
def _settled(tmp_path: Path, clock: SteppingClock) -> tuple[Workstation, dict[str, str]]:
    return village.settled_clinic(tmp_path / "data", clock)


@pytest.fixture
def people(station: Workstation, _settled: tuple[Workstation, dict[str, str]]) -> dict[str, str]:
    """The village on its station: resident ids by name."""
    return _settled[1]


@pytest.fixture
def said() -> Iterator[list[tuple[str, str]]]:
    """Everything the program told the doctor in a line on the page, as (level, text)."""
    heard: list[tuple[str, str]] = []

    def hear(level: str, text: str) -> None:
        heard.append((level, text))

    MESSAGES.said.connect(hear)
    yield heard
    MESSAGES.said.disconnect(hear)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The real window at the size a 1366×768 screen leaves."""
    made = Window()
    qtbot.addWidget(made)
    made.resize(1366, 698)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def keys(qtbot: QtBot, window: Window) -> Keyboard:
    return Keyboard(qtbot, window)


@pytest.fixture
def program(qtbot: QtBot, window: Window, station: Workstation, people: dict[str, str]) -> Iterator[Program]:
    """The program after login, in the village."""
    assert people
    made = Program(window, station.store.data_dir, station.clock)
    made.enter(station)
    qtbot.waitUntil(lambda: window.shown is made.shell)
    yield made
    made.close()
