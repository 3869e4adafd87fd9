"""Stored prescriptions that are opened again say that they are corrected, of what, and want a reason for a change."""

import pytest
from PySide6.QtCore import Qt

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.domain.follow_up import DrugUse
from vclinic.main import Program
from vclinic.storage import prescriptions
from vclinic.ui.destinations import OpenPrescriptions, OpenStock
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage

_KEY = Qt.Key


@pytest.fixture
def reopened(program: Program, people: dict[str, str]) -> PrescriptionsPage:
    """This morning's prescriptions, stored and dispensed, opened again."""
    drug = (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),)
    visit = village.visit(program.shell.station, people["何秀珍"], (136, 84), drug, dispensed=True)
    program.shell.go(OpenPrescriptions(visit))
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    return page


def revision(page: PrescriptionsPage) -> int:
    with page.station.store.read() as session:
        return prescriptions.get(session, page.sheet.known_id).revision


def test_new_ones_say_nothing_of_a_correction(program: Program, people: dict[str, str]) -> None:
    program.shell.go(OpenPrescriptions(village.visit(program.shell.station, people["何秀珍"], (136, 84))))
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    assert not page.correction.isVisible()


def test_they_say_of_what_they_are_a_correction(reopened: PrescriptionsPage) -> None:
    assert "更正 2026-11-24 08:36 存的三处方" in reopened.correction.text
    assert "已发的药不收回" in reopened.correction.text


def test_saved_as_they_were_nothing_is_asked_and_nothing_written(reopened: PrescriptionsPage, keys: Keyboard) -> None:
    reopened.save()
    assert revision(reopened) == 1
    assert keys.focused is not reopened.correction.reason


def test_a_change_is_not_stored_before_its_reason_and_one_key_gives_it(
    program: Program, reopened: PrescriptionsPage, keys: Keyboard
) -> None:
    box = reopened.exercise.first_edit()
    assert box is not None
    box.setFocus()
    keys.press(_KEY.Key_End)
    keys.type("8")
    keys.press(_KEY.Key_S, ctrl=True)
    assert revision(reopened) == 1
    assert reopened.correction.reason.hasFocus()
    told = program.shell.message.text
    assert "先在上面写明为什么改" in told
    keys.type("1")
    assert not program.shell.message.isVisible(), "it went with its cause"
    known = reopened.sheet.known_id
    keys.press(_KEY.Key_S, ctrl=True)
    with reopened.station.store.read() as session:
        assert prescriptions.get(session, known).revision == 2


def test_a_reason_half_written_is_kept_with_the_draft(
    program: Program, reopened: PrescriptionsPage, keys: Keyboard
) -> None:
    visit = reopened.sheet.three.follow_up_id
    reopened.correction.reason.setFocus()
    keys.type("2")
    program.shell.go(OpenStock())
    program.shell.go(OpenPrescriptions(visit))
    assert reopened.correction.reason.text() == "剂量调整"
