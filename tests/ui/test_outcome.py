"""Asking on Today what became of somebody referred in an emergency, and what other pages say of that person that day."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from tests.ui.visiting import page_of, stored, words_in
from vclinic.main import Program
from vclinic.services import sync_status
from vclinic.ui.destinations import OpenPrescriptions, OpenRecord, OpenToday, OpenVisit
from vclinic.ui.pages.today.page import TodayPage

NAME = "欧阳建国"
_KEY = Qt.Key


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.shell.window())


@pytest.fixture
def today(program: Program, people: dict[str, str], keys: Keyboard) -> TodayPage:
    """Today after an emergency, the cursor on the person."""
    shell = program.shell
    shell.go(OpenVisit(people[NAME]))
    keys.type("186112")
    keys.press(_KEY.Key_Return, ctrl=True)
    assert shell.current == "print"
    shell.back()
    page = shell.pages["today"]
    assert isinstance(page, TodayPage)
    page.table.setCurrentIndex(page.model.index(0, 2))
    page.table.setFocus()
    return page


def waits(page: TodayPage) -> bool:
    return any(row.name == NAME and row.ask_about for row in page.model.rows)


def test_the_keys_j_and_a_digit_and_enter_are_enough(
    program: Program, people: dict[str, str], today: TodayPage, keys: Keyboard
) -> None:
    pending = sync_status.status(program.shell.station).pending
    keys.type("J2")
    assert "转诊后怎么样了" in words_in(today.outcome)
    keys.press(_KEY.Key_Return)
    assert not today.outcome.isVisible()
    assert not waits(today)
    (visit, *_) = stored(program.shell.station, people[NAME])
    assert (visit.record.referral_outcome, visit.record.referral_outcome_on) == ("2", visit.record.visit_date)
    assert sync_status.status(program.shell.station).pending == pending + 1
    assert today.table.hasFocus()


def test_somebody_who_did_not_go_wants_a_word_first(
    people: dict[str, str], program: Program, today: TodayPage, keys: Keyboard
) -> None:
    keys.type("J3")
    keys.press(_KEY.Key_Return)
    assert "请写明是怎么回事" in words_in(today.outcome)
    assert waits(today)
    keys.type("家里没人送")
    keys.press(_KEY.Key_Return)
    assert not waits(today)
    assert stored(program.shell.station, people[NAME])[0].record.referral_outcome_text == "家里没人送"


def test_without_an_answer_nothing_is_kept_and_esc_closes_the_question_only(
    program: Program, people: dict[str, str], today: TodayPage, keys: Keyboard
) -> None:
    keys.type("J")
    today.outcome.text.setFocus()
    keys.press(_KEY.Key_Return)
    assert "请选转诊后怎么样了" in words_in(today.outcome)
    keys.press(_KEY.Key_Escape)
    assert (program.shell.current, today.outcome.isVisible()) == ("today", False)
    assert stored(program.shell.station, people[NAME])[0].revision == 1


def test_nobody_else_is_asked_about(today: TodayPage, keys: Keyboard) -> None:
    today.table.setCurrentIndex(today.model.index(1, 2))
    keys.type("J")
    assert not today.outcome.isVisible()


def test_enter_opens_the_visit_to_be_completed(program: Program, today: TodayPage, keys: Keyboard) -> None:
    keys.press(_KEY.Key_Return)
    page = page_of(program)
    assert program.shell.current == "follow_up"
    assert page.sheet.to_complete
    assert "危急转诊后还没补全" in words_in(program.shell)
    keys.press(_KEY.Key_F6)
    assert not page.state.carried


def test_the_persons_pages_say_it_that_day(program: Program, people: dict[str, str], today: TodayPage) -> None:
    shell = program.shell
    shell.go(OpenRecord(people[NAME]))
    assert "危急转诊，还没问到结果；待补：随访方式" in words_in(shell.pages["record"])
    shell.go(OpenPrescriptions(stored(shell.station, people[NAME])[0].id))
    assert "危急，已转诊，用药由上级决定" in words_in(shell.pages["prescriptions"])
    shell.go(OpenPrescriptions(stored(shell.station, people["赵冬梅"])[0].id))
    assert "危急" not in words_in(shell.pages["prescriptions"])
    shell.go(OpenToday())
