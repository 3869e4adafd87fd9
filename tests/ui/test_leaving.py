"""Closing and locking with something never sent says so once, leads to where it can go up, and keeps nobody in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests import worlds
from vclinic.clock import SteppingClock
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
    program.locking.lock()
    (card,) = program.window.findChildren(LoginCard)
    texts = [child.text() for child in card.findChildren(QLabel)]
    assert f"已锁屏，还有 {waiting} 条没上报" in texts
    assert program.window.close(), "a locked window is not held up"


def lock_by_hand(qtbot: QtBot, program: Program) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_a_doctor_who_makes_room_for_a_colleague_is_asked_once_a_day(
    qtbot: QtBot, program: Program, clock: SteppingClock, said: Said
) -> None:
    waiting = pair(program)
    lock_by_hand(qtbot, program)
    assert program.shell.current == "sync"
    assert f"还有 {waiting} 条没上报" in said[-1][1]
    assert "再按一次 Ctrl+L" in said[-1][1]
    lock_by_hand(qtbot, program)
    card = program.window.shown
    assert isinstance(card, LoginCard)
    card.entered.emit(None)
    assert program.window.shown is program.shell
    worlds.register(program.shell.station, name="李四", serial=24)
    lock_by_hand(qtbot, program)
    assert isinstance(program.window.shown, LoginCard), "more waits, and it is the same day"
    card = program.window.shown
    card.entered.emit(None)
    clock.pass_seconds(24 * 3600)
    program.day.look()
    lock_by_hand(qtbot, program)
    assert program.window.shown is program.shell, "another day"


def test_who_was_asked_at_closing_is_not_asked_again_at_the_lock(qtbot: QtBot, program: Program) -> None:
    pair(program)
    assert not program.window.close()
    lock_by_hand(qtbot, program)
    assert isinstance(program.window.shown, LoginCard)


def test_who_has_gone_is_not_waited_for(qtbot: QtBot, program: Program) -> None:
    pair(program)
    lock_by_hand(qtbot, program)
    assert program.window.shown is program.shell
    program.locking._soon.start(1)
    qtbot.waitUntil(lambda: isinstance(program.window.shown, LoginCard), timeout=10_000)


def test_whoever_goes_on_working_is_not_locked_out(qtbot: QtBot, program: Program) -> None:
    pair(program)
    lock_by_hand(qtbot, program)
    assert program.locking._soon.isActive()
    qtbot.keyClick(program.shell, Qt.Key.Key_Shift)
    assert not program.locking._soon.isActive()


def test_nobody_at_the_station_locks_it_without_asking(program: Program) -> None:
    pair(program)
    program.locking.lock()
    assert isinstance(program.window.shown, LoginCard)
