"""The window over files that were put back by hand: what is missing, or where they come from, is said at the log-in."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests import worlds
from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services import clinic_setup
from vclinic.services.workstation import Workstation
from vclinic.storage.file_names import DATABASE
from vclinic.ui.window import Window

Said = list[tuple[str, str]]


@pytest.fixture
def entered(qtbot: QtBot, window: Window, tmp_path: Path, clock: SteppingClock) -> Iterator[Callable[[], None]]:
    """Opens the folder `data` and logs in."""
    made: list[Program] = []

    def enter() -> None:
        station = clinic_setup.open_clinic(tmp_path / "data", village.CLINIC.login, village.PASSWORD, clock)
        made.append(Program(window, tmp_path / "data", clock))
        made[-1].enter(station)
        qtbot.waitUntil(lambda: window.shown is made[-1].shell)

    yield enter
    for program in made:
        program.close()


@pytest.fixture
def folder(station: Workstation, people: dict[str, str], tmp_path: Path) -> Path:
    """The village, with an older copy of its database beside it, and closed."""
    assert people
    station.store.checkpoint()
    shutil.copy(station.store.path, tmp_path / "old.db")
    worlds.register(station, name="李四", serial=24)
    station.store.close()
    return station.store.data_dir


def test_an_older_database_is_said_with_what_it_lacks(
    folder: Path, tmp_path: Path, entered: Callable[[], None], said: Said
) -> None:
    shutil.copy(tmp_path / "old.db", folder / DATABASE)
    entered()
    told = [text for level, text in said if level == "danger"]
    assert any("少了最近的 2 条变更" in text and "报过的联网后会取回" in text for text in told)


def test_a_folder_from_another_machine_is_said_once(
    folder: Path, entered: Callable[[], None], said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    monkeypatch.setattr(clinic_setup, "machine", lambda: "another one")
    entered()
    assert [level for level, text in said if "原来在另一台电脑上" in text] == ["info"]
