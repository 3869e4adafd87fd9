"""How a run ended is known at the next start, with nothing in the files that anybody typed."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from vclinic.ending import Before, Running

AT = datetime(2026, 11, 24, 8, 36)
PATIENT = "何秀珍 340123196803120221"
PROGRAM = """
import os, sys, threading
from datetime import datetime
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from vclinic import log
from vclinic.ending import Running

folder, what = Path(sys.argv[1]), sys.argv[2]
log.start(folder)
app = QCoreApplication([])
running = Running(folder, datetime(2026, 11, 24, 8, 36), lambda: print("told", flush=True))
running.begin()

def slot():
    raise ValueError(os.environ["PATIENT"])

def in_thread():
    threading.Thread(target=slot).start()

acts = {"slot": slot, "thread": in_thread, "abort": os.abort, "kill": lambda: os.kill(os.getpid(), 9), "close": lambda: 0}
QTimer.singleShot(0, acts[what])
QTimer.singleShot(100, app.quit)
app.exec()
running.end()
"""


def ran(folder: Path, what: str) -> tuple[int, str, str]:
    """Exit code, what was told, and all that was left in the folder."""
    environment = {**os.environ, "PATIENT": PATIENT, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), what],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip
    left = "\n".join(path.read_text("utf-8") for path in sorted((folder / "logs").iterdir()))
    return done.returncode, done.stdout, left


def before(folder: Path) -> Before | None:
    return Running(folder, AT, lambda: None).before


def test_a_window_that_was_closed_leaves_nothing_to_say(tmp_path: Path) -> None:
    assert before(tmp_path) is None
    assert ran(tmp_path, "close")[:2] == (0, "")
    assert before(tmp_path) == Before("2026-11-24T08:36", 0, closed=True)


def test_an_error_in_a_window_is_told_at_once_logged_without_its_words_and_told_again(tmp_path: Path) -> None:
    code, told, left = ran(tmp_path, "slot")
    assert (code, told) == (0, "told\n")
    assert "nobody expected this" in left
    assert " slot\nValueError" in left
    assert "何秀珍" not in left
    assert "340123" not in left
    assert before(tmp_path) == Before("2026-11-24T08:36", 1, closed=True)


def test_an_error_in_the_background_is_logged_and_does_not_speak_from_there(tmp_path: Path) -> None:
    code, told, left = ran(tmp_path, "thread")
    assert (code, told) == (0, "")
    assert "nobody expected this" in left
    assert before(tmp_path) == Before("2026-11-24T08:36", 1, closed=True)


@pytest.mark.parametrize(("what", "end"), [("abort", signal.SIGABRT), ("kill", signal.SIGKILL)])
def test_a_process_that_died_is_known_at_the_next_start(tmp_path: Path, what: str, end: signal.Signals) -> None:
    code, _, left = ran(tmp_path, what)
    assert code == -end
    assert ("Fatal Python error: Aborted" in left) == (what == "abort")
    assert before(tmp_path) == Before("2026-11-24T08:36", 0, closed=False)
    ran(tmp_path, "close")
    last = before(tmp_path)
    assert last is not None
    assert last.sentence == "", "said once"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"since": "x"}', '{"since": "", "bugs": "many", "closed": true}'])
def test_a_note_that_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "running.json").write_text(text, "utf-8")
    assert before(tmp_path) is None


@pytest.mark.parametrize(
    ("bugs", "closed", "sentence"),
    [
        (0, True, ""),
        (2, True, "上次用的时候程序出过错（11-24 08:36 打开的那次），保存过的都在。"),
        (0, False, "上次程序意外关闭（11-24 08:36 打开的那次），可能是停电或程序出错。保存过的都在"),
        (1, False, "上次程序意外关闭"),
    ],
)
def test_what_is_said_of_it(bugs: int, closed: bool, sentence: str) -> None:
    told = Before("2026-11-24T08:36", bugs, closed=closed).sentence
    assert told.startswith(sentence)
    assert bool(told) == bool(sentence)
    assert ("存支持包" in told) == bool(sentence)


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_work(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file", "utf-8")
    hooks = sys.excepthook
    running = Running(tmp_path, AT, lambda: None)
    running.begin()
    assert sys.excepthook != hooks
    running.end()
    assert running.before is None
    assert sys.excepthook == hooks


def test_what_the_machine_wrote_of_its_own_deaths_is_begun_anew_when_it_is_long(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    native = tmp_path / "logs" / "native.log"
    native.write_text("x" * 200_001, "utf-8")
    ran(tmp_path, "close")
    assert native.read_text("utf-8") == ""
