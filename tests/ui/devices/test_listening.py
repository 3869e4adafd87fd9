"""Listening follows the settings, and says how it stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.devices.helpers import FOR_EVER, HELLO, command, in_a_line, reading
from vclinic.devices.lines import Trouble
from vclinic.devices.reading import Reading
from vclinic.services.device_settings import DeviceSettings
from vclinic.ui.devices.helper import Patience
from vclinic.ui.devices.listening import Listening


@pytest.fixture
def listening(qapp: object) -> Iterator[Listening]:
    made = Listening(Patience(pauses=(10,), leaving=2_000))
    yield made
    made.stop()


def follow(listening: Listening, folder: Path, *steps: object) -> None:
    listening.follow(DeviceSettings(on=True, command=in_a_line(command(folder, *steps))))


def test_readings_refusals_and_troubles_are_told_apart(qtbot: QtBot, tmp_path: Path, listening: Listening) -> None:
    read: list[Reading] = []
    wrong: list[str] = []
    listening.read.connect(read.append)
    listening.wrong.connect(wrong.append)
    trouble = {"send": {"error": {"code": "no_card", "text": "没有放卡。"}}}
    follow(listening, tmp_path, HELLO, reading("barcode"), reading("blood_pressure", sbp=84, dbp=138), trouble)
    qtbot.waitUntil(lambda: len(wrong) == 2, timeout=15_000)
    assert [one.kind for one in read] == ["barcode"]
    assert wrong == ["设备读出的舒张压 138 不低于收缩压 84，请重测。", "模拟设备：没有放卡。"]
    assert listening.last == Trouble("no_card", "没有放卡。")
    assert listening.standing == ("ok", "已连接：模拟设备")
    assert listening.ready


def test_a_helper_that_speaks_so_that_nobody_can_read_it_is_told_at_once(
    qtbot: QtBot, tmp_path: Path, listening: Listening
) -> None:
    follow(listening, tmp_path, {"hex": "cde5d0e3d3a20a"}, FOR_EVER)
    told = ("warn", "助手程序说的话读不懂，请装它的人核对（协议 1，一行一条 JSON，UTF-8）。")
    with qtbot.waitSignal(listening.changed, check_params_cb=lambda: listening.standing == told, timeout=15_000):
        pass


@pytest.mark.parametrize("settings", [DeviceSettings(), DeviceSettings(on=True), DeviceSettings(command="x")])
def test_without_a_command_or_switched_off_nothing_runs(listening: Listening, settings: DeviceSettings) -> None:
    listening.follow(settings)
    assert listening.standing == ("", "没有启用。")
    assert not listening.ready


def test_stopping_forgets_what_was_read_last(qtbot: QtBot, tmp_path: Path, listening: Listening) -> None:
    follow(listening, tmp_path, HELLO, reading("id_card"))
    qtbot.waitUntil(lambda: listening.last is not None, timeout=15_000)
    listening.stop()
    assert listening.last is None


def test_a_program_that_is_not_there_is_given_up_with_its_reason_told_once(qtbot: QtBot, listening: Listening) -> None:
    given_up: list[bool] = []
    listening.gave_up.connect(lambda: given_up.append(True))
    listening.follow(DeviceSettings(on=True, command="/no/such/helper"))
    qtbot.waitUntil(lambda: bool(given_up), timeout=15_000)
    level, sentence = listening.standing
    assert (level, given_up) == ("warn", [True])
    assert sentence.startswith("命令启动不了：")
    assert "不再自动启动" in sentence


def test_a_folder_with_blanks_stands_in_quotation_marks(qtbot: QtBot, tmp_path: Path, listening: Listening) -> None:
    folder = tmp_path / "读卡 器"
    folder.mkdir()
    follow(listening, folder, HELLO)
    qtbot.waitUntil(lambda: listening.ready, timeout=15_000)
