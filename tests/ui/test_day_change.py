"""Midnight, days behind the lock and a clock that was set wrong, on the real window."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import give
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Refused
from vclinic.main import Program
from vclinic.services import stock_room
from vclinic.services.clock_trust import TrustedClock
from vclinic.ui.destinations import OpenToday, OpenVisit
from vclinic.ui.pages.follow_up.page import FollowUpPage
from vclinic.ui.pages.gate.clock import ClockCard
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.today.page import TodayPage


def hands_of(program: Program) -> SteppingClock:
    """The clock the test moves, under the one the services read."""
    clock = program.shell.station.clock
    assert isinstance(clock, TrustedClock)
    assert isinstance(clock.base, SteppingClock)
    return clock.base


def shown(program: Program) -> dict[str, str]:
    """What Today says of each person's day."""
    page = program.shell.pages["today"]
    assert isinstance(page, TodayPage)
    return {row.name: row.due_text for row in page.model.rows}


def test_after_midnight_a_program_left_open_shows_the_new_day(qtbot: QtBot, program: Program) -> None:
    program.shell.go(OpenToday())
    qtbot.waitUntil(lambda: shown(program).get("刘大山") == "逾期 7 天", timeout=10_000)
    hands_of(program).pass_seconds(24 * 3600)
    program.day.look()
    qtbot.waitUntil(lambda: shown(program)["刘大山"] == "逾期 8 天", timeout=10_000)
    assert shown(program)["赵冬梅"] == "还有 6 天"


def test_what_is_half_typed_at_midnight_is_kept(program: Program, people: dict[str, str]) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    page = program.shell.pages["follow_up"]
    assert isinstance(page, FollowUpPage)
    page.state.put("weight_kg", "66.5")
    hands_of(program).pass_seconds(24 * 3600)
    program.day.look()
    assert program.shell.current == "follow_up"
    assert page.state.values["weight_kg"] == "66.5"


def test_unlocked_after_three_days_today_is_the_day_of_the_unlocking(qtbot: QtBot, program: Program) -> None:
    program.shell.go(OpenToday())
    program.locking.lock()
    hands_of(program).pass_seconds(3 * 24 * 3600)
    card = program.window.shown
    assert isinstance(card, LoginCard)
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)
    qtbot.waitUntil(lambda: shown(program)["刘大山"] == "逾期 10 天", timeout=10_000)
    assert shown(program)["赵冬梅"] == "还有 4 天"


def test_a_clock_set_to_2009_is_asked_about_and_the_day_that_is_typed_is_worked_with(program: Program) -> None:
    station = program.shell.station
    today = station.clock.today()
    program.shell.go(OpenToday())
    clock = hands_of(program)
    clock.set(clock.now().replace(year=2009))
    program.day.look()
    card = program.window.shown
    assert isinstance(card, ClockCard)
    with pytest.raises(Refused) as refusal:
        stock_room.receive(
            station, village.AMLODIPINE, "Z1", expires_on=today + timedelta(days=400), quantity=10, cost=100
        )
    assert refusal.value.code == "clock_in_doubt"
    card.form.edits["day"].setText("昨天吧")
    card.submit()
    assert program.window.shown is card
    card.form.edits["day"].setText(today.isoformat())
    card.submit()
    assert program.window.shown is program.shell
    assert station.clock.today() == today


def test_the_question_for_the_day_is_locked_like_everything_else_and_asked_again_after_it(
    qtbot: QtBot, program: Program
) -> None:
    clock = hands_of(program)
    clock.set(clock.now().replace(year=2009))
    program.day.look()
    assert isinstance(program.window.shown, ClockCard)
    program.locking.lock()
    card = program.window.shown
    assert isinstance(card, LoginCard)
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: isinstance(program.window.shown, ClockCard), timeout=10_000)


def test_a_program_left_open_overnight_shows_the_new_day(
    program: Program, people: dict[str, str], clock: SteppingClock
) -> None:
    today = program.shell.pages["today"]
    assert isinstance(today, TodayPage)
    before = {row.name: row.due_text for row in today.model.rows}
    clock.pass_seconds(3 * 86_400)
    program.day.look()
    after = {row.name: row.due_text for row in today.model.rows}
    assert before["何秀珍"] != after["何秀珍"]


def test_days_behind_the_lock_are_shown_when_it_is_taken_off(
    qtbot: QtBot, program: Program, people: dict[str, str], clock: SteppingClock
) -> None:
    program.locking.lock()
    clock.pass_seconds(3 * 86_400)
    card = program.window.shown
    assert isinstance(card, LoginCard)
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)
    assert "27" in program.shell.bar.aside.text()


def test_a_clock_that_jumped_is_asked_about_before_the_work_goes_on(
    qtbot: QtBot, program: Program, people: dict[str, str], clock: SteppingClock
) -> None:
    clock.set(datetime(2009, 1, 1, 8))
    program.day.look()
    card = program.window.shown
    assert isinstance(card, ClockCard)
    assert "2009-01-01" in card.explanation.text()
    qtbot.keyClicks(card.form.edits["day"], "2009-01-01")
    qtbot.keyClick(card.form.edits["day"], Qt.Key.Key_Return)
    assert "不会比它早" in card.form.problem("day")
    card.form.edits["day"].clear()
    qtbot.keyClicks(card.form.edits["day"], "20261125")
    qtbot.keyClick(card.form.edits["day"], Qt.Key.Key_Return)
    assert program.window.shown is program.shell
    assert program.shell.station.clock.today() == date(2026, 11, 25)
