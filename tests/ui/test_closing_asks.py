"""Closing and locking with something never sent says so once, leads to where it can go up, and keeps nobody in."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from vclinic.main import Program
from vclinic.services.sync_status import status
from vclinic.ui.pages.gate.login import LoginCard

Said = list[tuple[str, str]]


def pair(program: Program) -> int:
    """As if paired; returns how many changes wait."""
    program.shell.station.store.set_meta({"device": "d-1"})
    return status(program.shell.station).pending


def test_the_first_close_asks_and_the_second_closes(qtbot: QtBot, program: Program, said: Said) -> None:
    waiting = pair(program)
    assert waiting
    assert not program.window.close()
    assert program.shell.current == "sync"
    assert said[-1][0] == "warn"
    assert f"还有 {waiting} 条没上报" in said[-1][1]
    assert "Ctrl+U" in said[-1][1]
    assert program.window.close()


def test_nobody_is_asked_where_nothing_can_be_sent(program: Program) -> None:
    assert program.window.close()


def test_the_lock_says_what_was_never_sent(program: Program) -> None:
    waiting = pair(program)
    program.lock()
    (card,) = program.window.findChildren(LoginCard)
    texts = [child.text() for child in card.findChildren(QLabel)]
    assert f"已锁屏，还有 {waiting} 条没上报" in texts
    assert program.window.close(), "a locked window is not held up"
