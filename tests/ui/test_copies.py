"""The day's backup is made in the background after the log-in and again when the window closes; the doctor sees how old
the last one is and why one failed."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests import worlds
from tests.ui import village
from vclinic.clock import SteppingClock
from vclinic.copies import Copies
from vclinic.main import Program
from vclinic.services import auto_backup, clinic_setup, settings
from vclinic.services.backup_list import listed
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenSettings, OpenToday
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.today.page import TodayPage

Said = list[tuple[str, str]]


@pytest.fixture
def copies(station: Workstation) -> Iterator[Copies]:
    made = Copies(after_ms=1)
    yield made
    made.end()


def done(qtbot: QtBot, station: Workstation, how_many: int) -> None:
    qtbot.waitUntil(lambda: not tasks.busy() and len(listed(station.store.data_dir)) == how_many, timeout=10_000)


def test_one_a_day_and_none_for_nobody(
    qtbot: QtBot, copies: Copies, station: Workstation, clock: SteppingClock, said: Said
) -> None:
    copies.make()
    assert not tasks.busy()
    copies.begin(station)
    done(qtbot, station, 1)
    copies.make()
    assert not tasks.busy(), "today has one"
    clock.pass_seconds(86_400)
    copies.make()
    done(qtbot, station, 2)
    assert said == [], "what went well is not worth a line"


def test_it_waits_for_what_runs_already(qtbot: QtBot, copies: Copies, station: Workstation) -> None:
    results: list[None] = []
    tasks.later(lambda: None, results.append)
    copies._station = station
    copies.make()
    qtbot.waitUntil(lambda: results == [None])
    assert listed(station.store.data_dir) == []
    assert copies._timer.isActive()


def test_a_failure_is_said(
    qtbot: QtBot, copies: Copies, station: Workstation, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    copies.begin(station)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert said[-1][0] == "warn"
    assert "备份没有做成" in said[-1][1]


def test_a_window_that_closes_backs_up_what_came_since(
    qtbot: QtBot, program: Program, people: dict[str, str], clock: SteppingClock
) -> None:
    folder = program.data_dir
    auto_backup.run(program.shell.station)
    worlds.register(program.shell.station, name="李四", serial=24)
    clock.pass_seconds(60)
    program.window.close()
    assert [backup.counts["resident"] for backup in listed(folder)] == [8], "of one day the last one stays"
    again = clinic_setup.open_clinic(folder, "zgp", village.PASSWORD, clock)
    assert not auto_backup.is_due(again, closing=True)
    again.store.close()


def foot(program: Program) -> QLabel:
    program.shell.go(OpenToday())
    page = program.shell.pages["today"]
    assert isinstance(page, TodayPage)
    return page._copied


def test_today_says_how_old_the_last_one_is(program: Program, clock: SteppingClock) -> None:
    assert (foot(program).text(), foot(program).property("level")) == ("还没有自动备份过", "warn")
    auto_backup.run(program.shell.station)
    assert (foot(program).text(), foot(program).property("level")) == ("上次备份 今天 08:36", "")
    clock.pass_seconds(8 * 86_400)
    assert (foot(program).text(), foot(program).property("level")) == ("上次备份 8 天前 08:36", "danger")


class TestInTheSettings:
    @pytest.fixture
    def page(self, program: Program) -> SettingsPage:
        program.shell.go(OpenSettings())
        made = program.shell.pages["settings"]
        assert isinstance(made, SettingsPage)
        return made

    def test_how_many_stay_and_where_else_is_saved_with_the_rest(
        self, qtbot: QtBot, page: SettingsPage, tmp_path: Path, said: Said
    ) -> None:
        card = page.copies
        assert [edit.text() for edit in card.numbers.values()] == ["7", "4", "12"]
        card.numbers["backup_days"].setText("14")
        card.place.setText(str(tmp_path / "stick"))
        qtbot.keyClick(card.place, Qt.Key.Key_Return)
        assert said[-1] == ("ok", "设置已保存。")
        kept = settings.read(page.station)
        assert (kept.backup_days, kept.backup_to) == (14, str(tmp_path / "stick"))
        card.place.setText("stick")
        page.save()
        assert "完整的文件夹" in said[-1][1]
        assert settings.read(page.station) == kept

    def test_a_stick_that_is_away_is_said_there_until_it_is_back(
        self, qtbot: QtBot, program: Program, page: SettingsPage, tmp_path: Path
    ) -> None:
        settings.write(page.station, replace(settings.read(page.station), backup_to=str(tmp_path / "stick")))
        program.shell.go(OpenSettings())
        card = page.copies
        card._now()
        qtbot.waitUntil(lambda: "U 盘没插" in card._fault.text(), timeout=10_000)
        assert "上次备份 今天" in card._state.text()
        assert card._state.property("level") == "ok"
        (tmp_path / "stick").mkdir()
        card._now()
        qtbot.waitUntil(lambda: "第二位置也有" in card._state.text(), timeout=10_000)
        assert not card._fault.isVisible()
