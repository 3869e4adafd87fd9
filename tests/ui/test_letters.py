"""Larger letters enlarge everything, and the window stays within the screen it is given."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from vclinic.main import Program
from vclinic.ui import letters
from vclinic.ui.destinations import OpenSettings
from vclinic.ui.window import Window


def test_larger_letters_enlarge_everything_at_the_next_start(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    page.numbers["font_px"].setText("20")
    page.save()
    assert letters.kept(program.data_dir) == 20
    monkeypatch.setenv("QT_SCALE_FACTOR", "")  # what was never set is not taken away again either
    monkeypatch.delenv("QT_SCALE_FACTOR")
    letters.prepare(program.data_dir)
    assert float(os.environ["QT_SCALE_FACTOR"]) == pytest.approx(20 / 15, abs=1e-3)
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    letters.prepare(program.data_dir)
    assert os.environ["QT_SCALE_FACTOR"] == "2"


@pytest.mark.parametrize("text", ["", "gross", "9", "999", "２０", "99999999999"])
def test_a_size_that_cannot_be_is_the_usual_one(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "letters").write_text(text, encoding="utf-8")
    assert letters.kept(tmp_path) == 15
    assert letters.kept(tmp_path / "nowhere") == 15
    letters.keep(tmp_path / "nowhere", 20)
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    letters.prepare(tmp_path)
    assert "QT_SCALE_FACTOR" not in os.environ


@pytest.mark.parametrize(("wide", "high"), [(1366, 728), (911, 472), (1024, 546), (853, 455)])
def test_the_window_stays_within_a_small_screen(window: Window, wide: int, high: int) -> None:
    window.fit(QSize(wide, high))
    assert window.minimumWidth() <= wide
    assert window.minimumHeight() <= high
    assert window.windowState() & Qt.WindowState.WindowMaximized


def test_a_large_screen_shows_the_usual_window(qtbot: QtBot) -> None:
    window = Window()
    qtbot.addWidget(window)
    window.fit(QSize(1920, 1040))
    assert (window.width(), window.height()) == (1366, 698)
    assert not window.windowState() & Qt.WindowState.WindowMaximized
