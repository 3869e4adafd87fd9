"""A second doctor is added, gets a new password and loses the way in, by the first and in the real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui import village
from vclinic.main import Program
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.settings import SettingsPage

Said = list[tuple[str, str]]
FIRST, SECOND = "erste-2026", "zweite-2026"


@pytest.fixture
def page(qtbot: QtBot, program: Program) -> SettingsPage:
    """The settings, with 何小兰 added by hand."""
    program.shell.go(OpenSettings())
    made = program.shell.pages["settings"]
    assert isinstance(made, SettingsPage)
    assert made.colleagues.isHidden(), "there is no colleague yet"
    made.doctor_name.setText("何小兰")
    for edit, text in ((made.login, "hxl"), (made.first, FIRST)):
        qtbot.keyClicks(edit, text)
    made.add_button.click()
    assert made.colleagues.isVisible()
    return made


def act(qtbot: QtBot, page: SettingsPage, own: str, fresh: str, button: QPushButton) -> None:
    part = page.colleagues
    for edit, text in ((part.own, own), (part.fresh, fresh)):
        edit.clear()
        qtbot.keyClicks(edit, text)
    button.click()


def log_in(qtbot: QtBot, program: Program, login: str, password: str) -> bool:
    """Whether the card at the door lets this doctor in; nobody is chosen who is not in its list."""
    program.log_out()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    place = card.people.findData(login)
    if place < 0:
        return False
    card.people.setCurrentIndex(place)
    qtbot.keyClicks(card.password, password)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)
    qtbot.wait(50)
    return program.logged_in


def test_a_new_password_lets_the_colleague_in_and_the_old_one_does_not(
    qtbot: QtBot, program: Program, page: SettingsPage, said: Said
) -> None:
    act(qtbot, page, village.PASSWORD, SECOND, page.colleagues.reset_button)
    assert said[-1][0] == "ok"
    assert "何小兰（hxl） 的密码已重设" in said[-1][1]
    assert page.colleagues.own.text() == page.colleagues.fresh.text() == ""
    assert not log_in(qtbot, program, "hxl", FIRST)
    assert log_in(qtbot, program, "hxl", SECOND)
    assert program.shell.station.doctor.name == "何小兰"


def test_whoever_is_disabled_is_gone_from_the_door(
    qtbot: QtBot, program: Program, page: SettingsPage, said: Said
) -> None:
    act(qtbot, page, village.PASSWORD, "", page.colleagues.disable_button)
    assert "不能再登录" in said[-1][1]
    assert "何小兰" not in page._who.text()
    assert page.colleagues.isHidden()
    assert not log_in(qtbot, program, "hxl", FIRST)
    assert log_in(qtbot, program, "zgp", village.PASSWORD)


def test_without_the_own_password_nothing_is_done(
    qtbot: QtBot, program: Program, page: SettingsPage, said: Said
) -> None:
    part = page.colleagues
    for own, button, sentence in (
        ("", part.disable_button, "先填自己的密码"),
        ("", part.reset_button, "先填自己的密码"),
        ("falsch-2026", part.disable_button, "密码不对"),
        (village.PASSWORD, part.reset_button, "密码至少 8 位"),
    ):
        act(qtbot, page, own, "", button)
        assert said[-1][0] == "warn"
        assert sentence in said[-1][1]
    assert log_in(qtbot, program, "hxl", FIRST)
