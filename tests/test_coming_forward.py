"""A second start in a process of its own: the first window comes up, and no second one is ever drawn."""

import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from vclinic.files.show_asked import ASKED

_CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from vclinic.gate import Gate
from vclinic.start import make_application, open_program
from vclinic.ui.window import Window

folder, start = Path(sys.argv[1]), sys.argv[2]
app = make_application()

def window():
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, Window)), None)

def look():
    shown = window()
    if shown is None or not list(folder.glob("open-*.lock")):
        return
    looking.stop()
    if start == "minimised":
        shown.showMinimized()
    elif start == "closing":
        shown.hide()
    print("ready", flush=True)
    if start == "minimised":
        coming.start(20)

def came():
    if not window().isMinimized():
        coming.stop()
        print("came", flush=True)

looking, coming = QTimer(), QTimer()
looking.timeout.connect(look)
coming.timeout.connect(came)
if start == "second":
    say = Gate.say_why_not
    def told(gate, sentence, **rest):
        print(sentence, flush=True)
        say(gate, sentence, **rest)
        QTimer.singleShot(0, app.quit)
    Gate.say_why_not = told
    fitted = Window.fit
    def drawn(shown, room):
        print("drawn", flush=True)
        fitted(shown, room)
    Window.fit = drawn
else:
    looking.start(20)
sys.exit(open_program(folder))
"""


def _started(folder: Path, how: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder), how], stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip


@pytest.fixture
def first(tmp_path: Path, request: pytest.FixtureRequest) -> Generator["subprocess.Popen[str]"]:
    """A program whose window is open, in the state the test names."""
    process = _started(tmp_path, request.param)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def _second(folder: Path) -> tuple[int, str]:
    """Exit code, and what it drew and said."""
    process = _started(folder, "second")
    told, _ = process.communicate(timeout=60)
    return process.returncode, told


@pytest.mark.parametrize("first", ["minimised"], indirect=True)
def test_a_second_start_brings_the_first_window_up_and_draws_none(
    tmp_path: Path, first: "subprocess.Popen[str]"
) -> None:
    code, told = _second(tmp_path)
    assert (code, told) == (0, "")
    assert first.stdout is not None
    assert first.stdout.readline() == "came\n"
    assert first.poll() is None


@pytest.mark.parametrize("first", ["closing"], indirect=True)
def test_a_window_that_is_closing_stays_away_and_the_second_start_says_who_has_the_store(
    tmp_path: Path, first: "subprocess.Popen[str]"
) -> None:
    code, told = _second(tmp_path)
    assert code == 0
    assert told.startswith("drawn\n")
    assert f"进程 {first.pid}" in told
    assert not (tmp_path / ASKED).exists()
