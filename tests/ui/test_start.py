"""The start in a process of its own: what is loaded at which moment. Each of these libraries would keep the doctor
waiting, or cost memory all day."""

import json
import os
import subprocess
import sys

import pytest

from tests.ui import village
from vclinic.services.workstation import Workstation

_STORE = {"sqlalchemy", "sqlmodel", "pydantic", "sqlcipher3"}
_CHILD = """
import json, sys
from datetime import datetime
from pathlib import Path
from vclinic.start import make_application
from vclinic.ui.window import Window

def loaded():
    return sorted(name for name in sys.modules if "." not in name)

def said(name, value):
    print(json.dumps([name, value]), flush=True)

app = make_application(); window = Window(); window.show(); app.processEvents()
said("window", loaded())
from vclinic.clock import SteppingClock
from vclinic.main import Program
program = Program(window, Path(sys.argv[1]), SteppingClock(datetime.fromisoformat(sys.argv[2])))
program.start()
from vclinic.ui.pages.gate.login import LoginCard
card = window.findChild(LoginCard)
card.repaint()
said("card", loaded())
card.password.setText(sys.argv[3])
card.enter(); app.processEvents()
said("today", loaded())
said("page", program.shell.current)
import gc
said("classes", [f"{o.__module__}.{o.__name__}" for o in gc.get_objects() if type(o).__name__ == "ObjectType"])
from vclinic.ui.messages import MESSAGES
said("at home", MESSAGES.thread() is app.thread())
program.close()
"""


@pytest.fixture
def moments(station: Workstation) -> dict[str, set[str]]:
    """Modules loaded when the window, the log-in card and Today stand, by moment."""
    folder = station.store.data_dir
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(folder), village.MORNING.isoformat(), village.PASSWORD],
        capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = dict(json.loads(line) for line in done.stdout.splitlines())
    assert told.pop("page") == "today"
    assert told.pop("at home"), "what windows listen to lives on their thread"
    return {moment: set(names) for moment, names in told.items()}


def test_window_and_card_stand_before_the_store_is_loaded(moments: dict[str, set[str]]) -> None:
    for moment in ("window", "card"):
        assert not moments[moment] & (_STORE | {"argon2", "cryptography", "openpyxl"}), moment


def test_today_does_without_what_is_needed_later(moments: dict[str, set[str]]) -> None:
    assert moments["today"] >= _STORE
    assert not moments["today"] & {"requests", "sqlite_utils", "pypinyin", "openpyxl"}


def test_qts_classes_of_widgets_are_there_and_values_nobody_meets_are_not(moments: dict[str, set[str]]) -> None:
    assert moments["classes"] >= {"PySide6.QtWidgets.QSplitter", "PySide6.QtWidgets.QDockWidget"}
    assert not moments["classes"] & {"PySide6.QtGui.QQuaternion", "PySide6.QtCore.QCborStreamReader"}


def test_the_help_of_the_command_line_does_not_load_the_store() -> None:
    code = (
        "import sys\n"
        "from vclinic.cli.main import main\n"
        "main.main(['--help'], standalone_mode=False)\n"
        f"print(sorted({_STORE | {'PySide6', 'requests'}!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "sample-village" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
