"""The settings' card of devices: the command, how the helper stands, and the trial."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.devices.helpers import HELLO, command, in_a_line, reading
from vclinic.main import Program
from vclinic.services import device_settings
from vclinic.services.device_settings import DeviceSettings
from vclinic.ui.destinations import OpenSettings, OpenToday
from vclinic.ui.devices.listening import DEVICES
from vclinic.ui.pages.device_card import DeviceCard
from vclinic.ui.pages.settings import SettingsPage

Said = list[tuple[str, str]]


@pytest.fixture
def card(program: Program) -> DeviceCard:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page.devices


def test_a_helper_is_named_connected_and_tried(
    qtbot: QtBot, program: Program, card: DeviceCard, tmp_path: Path, said: Said
) -> None:
    put = tmp_path / "card-is-put"
    card.command.setText(in_a_line(command(tmp_path, HELLO, {"wait_for": str(put)}, reading("id_card"))))
    card.on.setChecked(True)
    card.button.click()
    assert said[-1] == ("ok", "设备设置已保存。")
    qtbot.waitUntil(lambda: card.state.text() == "已连接：模拟设备", timeout=15_000)
    assert card.last.text().startswith("试一试：")
    put.touch()
    qtbot.waitUntil(lambda: card.last.text() == "最近一次：身份证 王秀英 …002X", timeout=15_000)
    assert program.shell.current == "settings"
    card.on.setChecked(False)
    card.button.click()
    assert (card.state.text(), card.last.text()) == ("没有启用。", "")


def test_switched_on_without_a_command_is_refused_at_the_line(card: DeviceCard, program: Program, said: Said) -> None:
    card.on.setChecked(True)
    card.button.click()
    assert said[-1] == ("warn", "先填助手程序的命令，再启用。")
    assert card.command.hasFocus()
    assert device_settings.read(program.shell.station) == DeviceSettings()


def test_the_program_is_chosen_and_put_in_quotation_marks_where_it_has_a_blank(
    card: DeviceCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["", "C:/读卡 器/helper.exe", "C:/helper.exe"])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (next(answers), ""))
    for shown in ("", '"C:/读卡 器/helper.exe"', "C:/helper.exe"):
        card.choose_button.click()
        assert card.command.text() == shown


def test_what_is_written_and_not_saved_stays_when_the_page_is_opened_again(
    qtbot: QtBot, program: Program, card: DeviceCard
) -> None:
    qtbot.keyClicks(card.command, "helper")
    program.shell.go(OpenToday())
    program.shell.go(OpenSettings())
    assert card.command.text() == "helper"


def test_the_program_listens_from_the_log_in_to_the_log_out(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    station = program.shell.station
    device_settings.write(station, DeviceSettings(on=True, command=in_a_line(command(tmp_path, HELLO))))
    program.enter(station)
    qtbot.waitUntil(lambda: DEVICES.ready, timeout=15_000)
    program.log_out()
    assert not DEVICES.ready
