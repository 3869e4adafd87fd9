"""A stored visit that is opened again is a correction, says so, and is not stored without its reason."""

import pytest
from PySide6.QtCore import Qt

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, stored
from vclinic.main import Program
from vclinic.services.workstation import Workstation
from vclinic.storage import changes
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
        newest = changes.newest(session, "follow_up", follow_up)
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


def test_another_class_is_named_and_the_prescriptions_are_asked_about(
    program: Program, station: Workstation, people: dict[str, str], opened: Open, keys: Keyboard
) -> None:
    follow_up = village.visit(station, people[_NAME], (134, 80), dispensed=True)
    page = opened(_NAME, follow_up_id=follow_up)
    keys.press(_KEY.Key_A, ctrl=True)  # what is kept stands until it is asked to go
    keys.type("158")
    keys.type("94")
    assert "分类由 1 控制满意 变成 2" in page.correction.text
    page.correction.reason.setFocus()
    keys.type("抄错了")
    keys.press(_KEY.Key_S, ctrl=True)
    assert program.shell.current == "prescriptions"
    assert "重开三处方？" in program.shell.message.text
