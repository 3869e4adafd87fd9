"""The cover over the work: who it waits for, what lies underneath, and that there is one."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import give
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.window import Window


def test_nobody_at_the_station_locks_it_and_nothing_typed_is_lost(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    page = program.shell.pages["follow_up"]
    page.state.put("weight_kg", "66.5")
    program.locking.lock()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    assert not program.shell.isVisible()
    give(qtbot, card, "falsch-1234")
    assert program.window.shown is card
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)
    assert program.shell.current == "follow_up"
    assert page.state.values["weight_kg"] == "66.5"


def test_before_anybody_logged_in_there_is_nothing_to_lock(
    window: Window, station: Workstation, clock: SteppingClock
) -> None:
    made = Program(window, station.store.data_dir, clock)
    made.start()
    card = window.shown
    made.locking.lock()
    assert window.shown is card
    made.close()


def test_locking_twice_is_locking_once(qtbot: QtBot, program: Program) -> None:
    program.locking.lock()
    card = program.window.shown
    program.locking.lock()
    assert program.window.shown is card
    assert isinstance(card, LoginCard)
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)


def test_every_key_puts_the_lock_off_and_a_locked_program_waits_for_none(qtbot: QtBot, program: Program) -> None:
    idle = program.locking._idle
    before = idle.timerId()
    qtbot.keyClick(program.shell, Qt.Key.Key_Shift)
    assert idle.timerId() != before, "it begins anew"
    idle.start(1)
    qtbot.waitUntil(lambda: isinstance(program.window.shown, LoginCard), timeout=10_000)
    qtbot.keyClick(program.window.shown, Qt.Key.Key_Shift)
    assert not idle.isActive()
