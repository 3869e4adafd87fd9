"""A form half filled at midnight: which day the visit is meant for is asked with one key, and nothing typed is lost."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard, give
from tests.ui.test_day_change import hands_of
from tests.ui.visiting import Open, page_of, stored, words_in
from vclinic.main import Program
from vclinic.services.clock_trust import confirm_today
from vclinic.ui.destinations import OpenToday, OpenVisit
from vclinic.ui.pages.follow_up.page import FollowUpPage
from vclinic.ui.pages.gate.login import LoginCard

_KEY = Qt.Key
BEGUN = village.MORNING.date()
NIGHT = 24 * 3600
Pass = Callable[[Program, QtBot], None]


def _midnight(program: Program, _qtbot: QtBot) -> None:
    hands_of(program).pass_seconds(NIGHT)
    program.day.look()


def _unseen_midnight(program: Program, _qtbot: QtBot) -> None:
    hands_of(program).pass_seconds(NIGHT)


def _locked_for_three_days(program: Program, qtbot: QtBot) -> None:
    program.locking.lock()
    hands_of(program).pass_seconds(3 * NIGHT)
    card = program.window.shown
    assert isinstance(card, LoginCard)
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)


def _left_and_opened_again(program: Program, _qtbot: QtBot) -> None:
    resident = page_of(program).sheet.resident.id
    program.shell.go(OpenToday())
    hands_of(program).pass_seconds(2 * NIGHT)
    program.day.look()
    program.shell.go(OpenVisit(resident))


def _a_jump_confirmed(program: Program, _qtbot: QtBot) -> None:
    clock = hands_of(program)
    clock.set(clock.now().replace(year=2009))
    program.day.look()
    confirm_today(program.shell.station, BEGUN + timedelta(days=1))
    program.locking.uncover()


WAYS: list[tuple[Pass, int]] = [
    (_midnight, 1),
    (_unseen_midnight, 1),
    (_locked_for_three_days, 3),
    (_left_and_opened_again, 2),
    (_a_jump_confirmed, 1),
]


def _whole(program: Program) -> FollowUpPage:
    """A visit that may be stored, of somebody whose pressure is high."""
    page = page_of(program)
    for name, value in village._HABITS.items():
        page.state.put(name, value)
    page.state.put("bp_readings", ((152, 94),))
    page.state.put("weight_kg", 66.5)
    return page


@pytest.mark.parametrize(("goes_by", "days"), WAYS)
@pytest.mark.parametrize("key", [_KEY.Key_Return, _KEY.Key_1, _KEY.Key_2])
def test_which_day_is_asked_once_with_one_key_and_what_was_typed_is_stored(
    qtbot: QtBot,
    program: Program,
    people: dict[str, str],
    opened: Open,
    keys: Keyboard,
    goes_by: Pass,
    days: int,
    key: _KEY,
) -> None:
    opened("何秀珍")
    _whole(program)
    goes_by(program, qtbot)
    page, today = page_of(program), BEGUN + timedelta(days=days)
    before = len(stored(page.station, people["何秀珍"]))
    keys.press(_KEY.Key_S, ctrl=True)
    assert page.questions.day.isVisible()
    assert f"{BEGUN:%m-%d} 开始填的，今天已经是 {today:%m-%d}" in words_in(page.questions)
    assert page.questions.day.begun.hasFocus(), "the day it was begun is the default"
    assert len(stored(page.station, people["何秀珍"])) == before
    keys.press(key)
    qtbot.waitUntil(lambda: len(stored(page.station, people["何秀珍"])) == before + 1, timeout=10_000)
    record = stored(page.station, people["何秀珍"])[0].record
    meant = today if key == _KEY.Key_2 else BEGUN
    assert (record.visit_date, record.weight_kg, record.bp_readings) == (meant, 66.5, ((152, 94),))
    assert record.next_visit_date == meant + timedelta(days=14), (
        "the next date is reckoned from the day that was chosen"
    )


def test_esc_goes_back_to_the_form_and_asks_again(program: Program, opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    _whole(program)
    hands_of(program).pass_seconds(NIGHT)
    keys.press(_KEY.Key_S, ctrl=True)
    keys.press(_KEY.Key_Escape)
    assert program.shell.current == "follow_up"
    assert not page.questions.day.isVisible()
    assert page.state.values["weight_kg"] == 66.5
    keys.press(_KEY.Key_S, ctrl=True)
    keys.press(_KEY.Key_S, ctrl=True)
    assert page.questions.day.isVisible(), "the key that asks does not answer"


@pytest.mark.parametrize("typed", [BEGUN - timedelta(days=2), BEGUN + timedelta(days=1)])
def test_a_day_the_doctor_wrote_is_not_asked_about(
    qtbot: QtBot, program: Program, people: dict[str, str], opened: Open, keys: Keyboard, typed: date
) -> None:
    opened("何秀珍")
    page = _whole(program)
    before = len(stored(page.station, people["何秀珍"]))
    hands_of(program).pass_seconds(NIGHT)
    page.state.put("visit_date", typed)
    keys.press(_KEY.Key_S, ctrl=True)
    qtbot.waitUntil(lambda: len(stored(page.station, people["何秀珍"])) == before + 1, timeout=10_000)
    assert typed in [visit.record.visit_date for visit in stored(page.station, people["何秀珍"])]


def test_nothing_is_asked_on_the_day_it_was_begun_or_of_a_form_nobody_wrote_in(
    qtbot: QtBot, program: Program, opened: Open
) -> None:
    page = opened("何秀珍")
    assert page.visit.day_in_question() is None
    _midnight(program, qtbot)
    assert page.visit.day == BEGUN + timedelta(days=1)
    assert page.visit.day_in_question() is None


def test_a_stored_visit_that_is_corrected_keeps_its_day_unasked(
    qtbot: QtBot, program: Program, people: dict[str, str], opened: Open
) -> None:
    visit = stored(program.shell.station, people["何秀珍"])[0]
    page = opened("何秀珍", follow_up_id=visit.id)
    page.state.put("weight_kg", 70.0)
    _midnight(program, qtbot)
    assert page.visit.day == visit.record.visit_date
    assert page.visit.day_in_question() is None


def test_refused_after_the_answer_the_day_is_not_asked_a_second_time(
    program: Program, opened: Open, keys: Keyboard
) -> None:
    page = opened("何秀珍")
    page.state.put("weight_kg", 66.5)
    hands_of(program).pass_seconds(NIGHT)
    keys.press(_KEY.Key_S, ctrl=True)
    keys.press(_KEY.Key_2)
    assert page.visit.day == BEGUN + timedelta(days=1)
    keys.press(_KEY.Key_S, ctrl=True)
    assert not page.questions.day.isVisible()
    assert program.shell.current == "follow_up"
    hands_of(program).pass_seconds(NIGHT)
    assert page.visit.day_in_question() == BEGUN + timedelta(days=1), "another midnight is another question"


def test_an_emergency_over_midnight_is_asked_the_same_and_then_referred(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard
) -> None:
    page = opened("何秀珍")
    page.state.put("bp_readings", ((190, 120),))
    hands_of(program).pass_seconds(NIGHT)
    page.storing.refer_at_once()
    assert page.questions.day.isVisible()
    keys.press(_KEY.Key_2)
    newest = stored(page.station, people["何秀珍"])[0].record
    assert (newest.visit_date, newest.bp_readings) == (BEGUN + timedelta(days=1), ((190, 120),))
