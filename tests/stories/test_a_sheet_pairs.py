"""The township prints a sheet, the doctor types it, and the first round arrives over TLS, between two addresses."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.server.township import PASSWORD
from tests.stories.window import report
from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.ui.destinations import OpenSyncCentre
from vclinic.ui.pages.sync_centre import SyncCentrePage
from vclinic.ui.widgets.key_button import KeyButton

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "VCLINIC_PASSWORD": PASSWORD}
SERVER = "127.0.0.2"


def run(*arguments: object) -> str:
    text = [sys.executable, "-m", "sync.server", *map(str, arguments)]
    return subprocess.run(text, env=ENVIRONMENT, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A township served to other computers by the real command."""
    folder, ready = tmp_path / "township", tmp_path / "ready"
    run("init", "--data", folder, "--name", "清溪镇卫生院", "--admin", "admin")
    serve = ["serve", "--data", str(folder), "--host", SERVER, "--port", "0", "--tls", "--ready-file", str(ready)]
    with subprocess.Popen([sys.executable, "-m", "sync.server", *serve], env=ENVIRONMENT) as process:
        try:
            for _ in range(400):
                if ready.exists():
                    break
                assert process.poll() is None
                time.sleep(0.05)
            assert ready.read_text("utf-8").startswith(f"https://{SERVER}:")
            yield folder
        finally:
            process.terminate()
            process.wait(30)
    assert process.returncode == 0


def lines(sheet: Path) -> list[str]:
    """What stands on the paper to be typed."""
    return re.findall(r"<code>([^<]+)</code>", sheet.read_text("utf-8"))[:3]


def test_from_paper_to_the_first_round(qtbot: QtBot, program: Program, data: Path, tmp_path: Path) -> None:
    clinic = program.shell.station.clinic
    paper = data.parent / "sheet.html"
    run("enrol-code", "--data", data, "--clinic", clinic.name, "--village", clinic.village_code, "--sheet", paper)
    program.shell.go(OpenSyncCentre())
    page = program.shell.pages["sync"]
    assert isinstance(page, SyncCentrePage)
    address, code, mark = lines(paper)
    qtbot.keyClicks(page.url, address + code.lower())
    assert "接入码" in page._connect.text
    wrong = "0" if mark[3] != "0" else "2"
    qtbot.keyClicks(page.url, mark[:3] + wrong + mark[4:])
    assert "有一个字不对" in page._connect.text
    qtbot.keyClick(page.url, Qt.Key.Key_Return)
    qtbot.waitUntil(page.pair_button.isEnabled)
    assert not status(program.shell.station).paired
    page.url.clear()
    page.url.insert(f"接入文字 {address}{code}{mark} 谢谢")
    assert "会核对卫生院的证书" in page._connect.text
    program.shell.window().grab().save(str(tmp_path / "understood.png"))
    qtbot.keyClick(page.url, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: status(program.shell.station).paired, timeout=20_000)
    report(qtbot, program)
    assert status(program.shell.station).pending == 0
    assert json.loads(run("status", "--data", data, "--json"))["residents"] > 0
    program.shell.window().grab().save(str(tmp_path / "paired.png"))


def test_a_clinic_joins_anew_with_another_text_and_keeps_what_waits(qtbot: QtBot, program: Program, data: Path) -> None:
    """A bare address asks for its code; the way back to joining stands in the sync centre once there was a pairing."""
    clinic = program.shell.station.clinic

    def text() -> str:
        said = run("enrol-code", "--data", data, "--clinic", clinic.name, "--village", clinic.village_code, "--json")
        return str(json.loads(said)["pairing"])

    program.shell.go(OpenSyncCentre())
    page = program.shell.pages["sync"]
    assert isinstance(page, SyncCentrePage)
    page.url.setText(f"https://{SERVER}")
    qtbot.keyClick(page.url, Qt.Key.Key_Return)
    assert page.code.isVisible()
    assert not page.again_button.isVisible()
    page.url.setText(text())
    assert not page.code.isVisible()
    qtbot.keyClick(page.url, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: status(program.shell.station).paired, timeout=20_000)
    report(qtbot, program)
    first = program.shell.station.store.meta("device")["device"]
    qtbot.waitUntil(page.again_button.isVisible)
    (beside,) = [button for button in page.findChildren(KeyButton) if button.text() == "用U盘上报"]
    assert (page.again_button.height(), page.again_button.y()) == (beside.height(), beside.y())
    page.again_button.click()
    assert "重新接入" in page._connect.text
    page.url.setText(text())
    qtbot.keyClick(page.url, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.shell.station.store.meta("device")["device"] != first, timeout=20_000)
    report(qtbot, program)
    assert status(program.shell.station).pending == 0
