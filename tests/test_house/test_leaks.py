"""What a test leaves behind is seen, whatever it is; what ends by itself in a moment is not blamed."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests import leaks


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "PATIENCE", 0.3)


@pytest.fixture
def waiting() -> Iterator[threading.Event]:
    """Lets the test's threads go at its end."""
    made = threading.Event()
    yield made
    made.set()


@pytest.mark.parametrize("daemon", [True, False])
def test_a_thread_is_seen_whether_or_not_it_ends_with_the_process(waiting: threading.Event, daemon: bool) -> None:
    before = leaks.snapshot()
    thread = threading.Thread(target=waiting.wait, name="spinning", daemon=daemon)
    thread.start()
    (line,) = leaks.left_since(before)
    assert "a thread still runs" in line
    assert "spinning" in line
    waiting.set()
    assert leaks.left_since(before) == []


@pytest.mark.parametrize("ended", [True, False])
def test_a_child_process_is_seen_until_it_has_been_waited_for(ended: bool) -> None:
    before = leaks.snapshot()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        if ended:
            child.kill()
        (line,) = leaks.left_since(before)
        assert f"was not waited for: {child.pid}" in line
        child.kill()
    assert leaks.left_since(before) == []


def test_a_window_is_seen_and_one_to_be_deleted_later_is_not(qapp: QApplication) -> None:
    before = leaks.snapshot()
    kept = [QWidget()]
    kept[0].setObjectName("forgotten")
    (line,) = leaks.left_since(before)
    assert "a top-level widget is still there" in line
    assert "forgotten" in line
    kept[0].deleteLater()
    assert leaks.left_since(before) == []
