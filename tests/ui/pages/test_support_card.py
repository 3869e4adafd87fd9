"""The settings say how program and disks stand, and write the file for whoever helps."""

import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from vclinic import __version__
from vclinic.main import Program
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.support_card import SupportCard


@pytest.fixture
def card(program: Program) -> SupportCard:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page.support


def test_the_file_is_written_where_the_doctor_said_and_none_when_the_question_is_closed(
    qtbot: QtBot, card: SupportCard, people: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["", str(tmp_path / "help.zip")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(answers), ""))
    card.button.click()
    assert card._written.text() == ""
    card.button.click()
    qtbot.waitUntil(lambda: card._written.text().startswith("支持包已写好"))
    with zipfile.ZipFile(tmp_path / "help.zip") as file:
        text = "".join(file.read(name).decode() for name in file.namelist())
    assert not [name for name in people if name in text]


def test_what_cannot_be_written_is_said_in_the_card(qtbot: QtBot, card: SupportCard, tmp_path: Path) -> None:
    card.save_to(tmp_path / "no" / "help.zip")
    qtbot.waitUntil(lambda: card._written.text().startswith("支持包没有写成"))


def test_version_and_room_stand_there_and_little_room_is_a_warning(
    qtbot: QtBot, program: Program, card: SupportCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"版本 {__version__}" in card._version.text()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert card._warning.isHidden()
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=1024**3 // 2))
    program.shell.go(OpenSettings())
    assert card._warning.isVisible()
    assert "只剩 0.5 GB" in card._warning.text()
