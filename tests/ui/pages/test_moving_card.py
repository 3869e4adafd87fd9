"""The steps to another computer in the settings: they follow what is done, and lead to where it is done."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vclinic.main import Program
from vclinic.services import settings
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.pages.moving_card import MovingCard
from vclinic.ui.pages.settings import SettingsPage


@pytest.fixture
def page(program: Program) -> SettingsPage:
    program.shell.go(OpenSettings())
    made = program.shell.pages["settings"]
    assert isinstance(made, SettingsPage)
    return made


def lines(card: MovingCard) -> list[str]:
    return [line.text() for line in card.lines]


def test_a_backup_from_here_ticks_its_line_and_the_card_of_backups_knows(
    qtbot: QtBot, program: Program, page: SettingsPage, tmp_path: Path
) -> None:
    assert [line[:2] for line in lines(page.moving)] == ["1.", "2.", "3.", "4.", "5."]
    assert "还没有选“第二位置”" in lines(page.moving)[1]
    (tmp_path / "stick").mkdir()
    station = program.shell.station
    settings.write(station, replace(settings.read(station), backup_to=str(tmp_path / "stick")))
    page.moving.copy_button.click()
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=10_000)
    assert lines(page.moving)[1].startswith("2. ✓ 第二位置有最新的备份")
    assert "居民" in page.copies._state.text()
    assert len(list((tmp_path / "stick").glob("*.vcbak"))) == 1
    program.shell.go(OpenSettings())
    assert len(lines(page.moving)) == 5


@pytest.mark.parametrize(("button", "where"), [("report_button", "sync"), ("stick_button", "stick")])
def test_it_leads_to_where_the_rest_is_reported(program: Program, page: SettingsPage, button: str, where: str) -> None:
    getattr(page.moving, button).click()
    assert program.shell.current == where
