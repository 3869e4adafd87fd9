"""The program killed in its own process, started again: the doctor is told once, and little room is told at the log-in."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from vclinic.main import Program
from vclinic.services.workstation import Workstation
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.tasks import BUG

_CHILD = """
import json, os, sys
from datetime import datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from vclinic import start
from vclinic.clock import SteppingClock
from vclinic.ui.messages import MESSAGES

folder, morning, password, end = sys.argv[1:]
start.SystemClock = lambda: SteppingClock(datetime.fromisoformat(morning))
heard = []
MESSAGES.said.connect(lambda level, text: heard.append([level, text]))

def window():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, start.Window))

def slot():
    raise ValueError("何秀珍")

def act():
    from vclinic.ui.pages.gate.login import LoginCard
    card = window().findChild(LoginCard)
    if card is None:
        return
    looking.stop()
    card.password.setText(password)
    card.enter()
    if end == "bug":
        QTimer.singleShot(0, slot)
    QTimer.singleShot(300, leave)

def leave():
    print(json.dumps(heard), flush=True)
    if end == "kill":
        os.kill(os.getpid(), 9)
    window().close()

app = start.make_application()
looking = QTimer(); looking.timeout.connect(act); looking.start(50)
sys.exit(start.open_program(Path(folder)))
"""


def ran(station: Workstation, end: str) -> tuple[int, list[str]]:
    """Exit code, and what the doctor was told."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(station.store.data_dir), village.MORNING.isoformat(), village.PASSWORD, end],
        capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, [text for _, text in json.loads(done.stdout)]


def test_a_program_that_was_killed_says_so_at_the_next_log_in_and_only_then(station: Workstation) -> None:
    station.store.close()
    code, told = ran(station, "kill")
    assert code == -9
    assert not [text for text in told if "上次" in text]
    code, told = ran(station, "close")
    assert code == 0
    assert len([text for text in told if text.startswith("上次程序意外关闭")]) == 1
    assert not [text for text in ran(station, "close")[1] if "上次" in text]


def test_an_error_nobody_foresaw_is_a_calm_sentence_at_once_and_at_the_next_log_in(station: Workstation) -> None:
    station.store.close()
    code, told = ran(station, "bug")
    assert (code, BUG in told) == (0, True)
    log = (station.store.data_dir / "logs" / "vclinic.log").read_text("utf-8")
    assert "ValueError" in log
    assert "何秀珍" not in log
    assert [text for text in ran(station, "close")[1] if text.startswith("上次用的时候程序出过错")]


def test_little_room_is_told_at_the_log_in(
    qtbot: QtBot, program: Program, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=1024**3))
    program.log_out()
    card = program.window.findChild(LoginCard)
    assert card is not None
    qtbot.keyClicks(card.password, village.PASSWORD)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.logged_in)
    assert [text for level, text in said if level == "warn" and "数据所在的磁盘只剩 1.0 GB" in text]
