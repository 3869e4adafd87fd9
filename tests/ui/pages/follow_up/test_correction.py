"""A stored visit that is opened again is a correction, says so, and is not stored without its reason."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, stored
from vclinic.main import Program
from vclinic.services import emergencies
from vclinic.services.workstation import Workstation
from vclinic.storage import revisions
from vclinic.ui.destinations import OpenStock, OpenVisit
from vclinic.ui.pages.follow_up.page import FollowUpPage

_KEY = Qt.Key
_NAME = "赵冬梅"


@pytest.fixture
def reopened(station: Workstation, people: dict[str, str], keys: Keyboard, opened: Open) -> FollowUpPage:
    """The visit of this morning with 134/80, opened again in the active window."""
    assert keys.focused is not None
    return opened(_NAME, follow_up_id=village.visit(station, people[_NAME], (134, 80)))


def reason_kept(station: Workstation, follow_up: str) -> object:
    with station.store.read() as session:
        newest = revisions.newest(session, "follow_up", follow_up)
    assert newest is not None
    return newest.get("correction_reason")


def test_a_new_visit_says_nothing_of_a_correction(opened: Open) -> None:
    assert not opened("欧阳建国").correction.isVisible()


def test_it_says_of_what_it_is_a_correction(reopened: FollowUpPage) -> None:
    assert reopened.correction.isVisible()
    assert "更正 2026-11-24 的高血压随访，第 2 版" in reopened.correction.text


def test_a_change_is_not_stored_without_a_reason_and_the_reason_goes_with_the_revision(
    program: Program, reopened: FollowUpPage, keys: Keyboard
) -> None:
    follow_up = reopened.sheet.follow_up_id
    keys.press(_KEY.Key_A, ctrl=True)  # what is kept stands until it is asked to go
    keys.type("138")
    keys.type("84")
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(reopened.station, reopened.sheet.resident.id)[0].revision == 1
    assert "写明为什么改" in program.shell.message.text
    assert reopened.correction.reason.hasFocus()
    keys.type("抄错了")
    assert not program.shell.message.isVisible(), "it went with its cause"
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(reopened.station, reopened.sheet.resident.id)[0].revision == 2
    assert reason_kept(reopened.station, follow_up) == "抄错了"


def test_nothing_changed_wants_no_reason_and_writes_nothing(
    program: Program, reopened: FollowUpPage, keys: Keyboard
) -> None:
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(reopened.station, reopened.sheet.resident.id)[0].revision == 1
    assert "没有改动" in program.shell.message.text
    assert program.shell.current != "follow_up"


def test_a_reason_half_written_is_kept_with_the_draft(
    program: Program, people: dict[str, str], reopened: FollowUpPage, keys: Keyboard
) -> None:
    follow_up = reopened.sheet.follow_up_id
    reopened.correction.reason.setFocus()
    keys.type("抄错")
    program.shell.go(OpenStock())
    program.shell.go(OpenVisit(people[_NAME], follow_up_id=follow_up))
    assert reopened.correction.reason.text() == "抄错"
    program.shell.go(OpenVisit(people["欧阳建国"]))
    assert not reopened.correction.isVisible()


@pytest.fixture
def handed_out(station: Workstation, people: dict[str, str], keys: Keyboard, opened: Open) -> FollowUpPage:
    """The same, with its prescriptions written and its drugs handed out."""
    assert keys.focused is not None
    return opened(_NAME, follow_up_id=village.visit(station, people[_NAME], (134, 80), dispensed=True))


def answers_kept(station: Workstation, follow_up: str) -> dict[str, str]:
    with station.store.read() as session:
        newest = revisions.newest(session, "follow_up", follow_up)
    assert newest is not None
    return {str(one["asked"]): str(one["answer"]) for one in newest.get("correction_answers", [])}


def test_what_hangs_on_it_is_asked_in_the_bar_and_the_safe_answers_are_stored_with_the_reason(
    program: Program, handed_out: FollowUpPage, keys: Keyboard
) -> None:
    page, follow_up = handed_out, handed_out.sheet.follow_up_id
    assert not page.correction.rows, "nothing was changed yet"
    keys.press(_KEY.Key_A, ctrl=True)  # what is kept stands until it is asked to go
    keys.type("158")
    keys.type("94")
    assert "分类由 1 控制满意 变成 2 控制不满意，三处方（已发的药不收回）：存好后打开再看" in page.correction.text
    assert "下次随访由 2027-02-24 变成 2026-12-08，名单按新日期排，新日期：还没告诉本人" in page.correction.text
    page.correction.reason.setFocus()
    keys.type("抄错了")
    keys.press(_KEY.Key_S, ctrl=True)
    assert answers_kept(page.station, follow_up) == {"orders": "review", "next_day": "untold"}
    assert program.shell.current == "prescriptions"
    assert "重开三处方？" in program.shell.message.text
    assert "记得把新的下次日期告诉本人" in program.shell.message.text


def test_one_key_gives_the_other_answer_and_the_hands_stay_where_they_were(
    program: Program, handed_out: FollowUpPage, keys: Keyboard
) -> None:
    page, follow_up = handed_out, handed_out.sheet.follow_up_id
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("158")
    keys.type("94")
    page.correction.reason.setFocus()
    keys.type("抄错")
    keys.press(_KEY.Key_1, ctrl=True)
    keys.press(_KEY.Key_2, ctrl=True)
    assert page.correction.reason.hasFocus()
    keys.type("了")
    assert "照旧不改" in page.correction.text
    keys.press(_KEY.Key_S, ctrl=True)
    assert answers_kept(page.station, follow_up) == {"orders": "keep", "next_day": "told"}
    assert program.shell.current != "prescriptions"
    assert reason_kept(page.station, follow_up) == "抄错了"


def test_an_answer_is_kept_with_the_draft_and_two_strokes_put_it_back(
    program: Program, people: dict[str, str], handed_out: FollowUpPage, keys: Keyboard
) -> None:
    follow_up = handed_out.sheet.follow_up_id
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("158")
    keys.type("94")
    keys.press(_KEY.Key_2, ctrl=True)
    program.shell.go(OpenStock())
    program.shell.go(OpenVisit(people[_NAME], follow_up_id=follow_up))
    assert "新日期：已告诉本人" in handed_out.correction.text
    keys.press(_KEY.Key_2, ctrl=True)
    assert "新日期：还没告诉本人" in handed_out.correction.text


def test_a_key_without_its_question_does_nothing(reopened: FollowUpPage, keys: Keyboard) -> None:
    keys.press(_KEY.Key_5, ctrl=True)
    assert not reopened.correction.rows


def test_a_mouse_answers_too_and_a_question_goes_with_its_cause(
    qtbot: QtBot, handed_out: FollowUpPage, keys: Keyboard
) -> None:
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("158")
    keys.type("94")
    qtbot.mouseClick(handed_out.correction.rows[0].buttons[1], Qt.MouseButton.LeftButton)
    assert "照旧不改" in handed_out.correction.text
    handed_out.state.put("bp_readings", ((134, 80),))
    assert not handed_out.correction.rows


@pytest.mark.parametrize(("strokes", "row"), [(0, True), (1, False)])
def test_an_emergency_that_is_corrected_away_stays_on_today_unless_the_doctor_says_nobody_was_sent(
    station: Workstation, people: dict[str, str], keys: Keyboard, opened: Open, strokes: int, row: bool
) -> None:
    assert keys.focused is not None
    follow_up = village.visit(station, people[_NAME], (186, 112))
    page = opened(_NAME, follow_up_id=follow_up)
    keys.press(_KEY.Key_A, ctrl=True)
    keys.type("138")
    keys.type("84")
    assert "原来判为危急转诊，现在不是，转诊结果：照样问结果，留在“今天”" in page.correction.text
    assert "原来的转诊单如果打印过：收回作废" in page.correction.text
    page.correction.reason.setFocus()
    keys.type("1")
    assert [one.question.code for one in page.correction.rows] == ["next_day", "emergency_gone", "letter"]
    keys.press(_KEY.Key_2, ctrl=True, times=strokes)
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(station, people[_NAME])[0].record.bp_readings[0] == (138, 84)
    assert (emergencies.of_resident(station, people[_NAME]) is not None) is row
