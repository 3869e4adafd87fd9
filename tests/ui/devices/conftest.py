"""The program listening to a simulator."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.devices.helpers import HELLO, command, in_a_line
from vclinic.services.device_settings import DeviceSettings
from vclinic.ui.devices.listening import DEVICES

Listen = Callable[..., None]


@pytest.fixture
def listen(qtbot: QtBot, tmp_path: Path) -> Iterator[Listen]:
    """Lets the program listen to a simulator that plays these steps after its hello."""

    def begin(*steps: object) -> None:
        DEVICES.follow(DeviceSettings(on=True, command=in_a_line(command(tmp_path, HELLO, *steps))))
        qtbot.waitUntil(lambda: DEVICES.ready, timeout=15_000)

    yield begin
    DEVICES.stop()
