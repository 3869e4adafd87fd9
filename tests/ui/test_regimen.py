"""A crowded regimen at the keyboard: names nobody knows, a bought box, reasons one by one, remembered at the next visit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import prescriptions_of, words_in
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.prescription import ONE_BOX
from vclinic.main import Program
from vclinic.services import medication_profile
from vclinic.storage import prescriptions
from vclinic.ui.destinations import OpenDispensing
from vclinic.ui.pages.dispensing.page import DispensingPage
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage

_KEY = Qt.Key
SAME_BOX = "same_box/氨氯地平"
Open = Callable[..., PrescriptionsPage]


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


@pytest.fixture
def opened(qtbot: QtBot, program: Program, people: dict[str, str]) -> Open:
    """何秀珍's visit of today with what others gave her, and the page it leads to."""

    def open_page(*others: str, pressure: tuple[int, int] = (136, 84)) -> PrescriptionsPage:
        station, resident = program.shell.station, people["何秀珍"]
        for name in others:
            medication_profile.tell_medicine(station, resident, name, "pharmacy")
        made = village.visit(station, resident, pressure, (DrugUse("苯磺酸氨氯地平片", 1, "5 mg"),))
        return prescriptions_of(qtbot, program, made)

    return open_page


def open_codes(page: PrescriptionsPage) -> list[str]:
    return [check.code for check in page.checks if check.severity in ("forbid", "warn")]


def test_a_name_nobody_knows_is_said_not_ticked_and_checked_once_it_has_a_meaning(
    qtbot: QtBot, opened: Open, keys: Keyboard
) -> None:
    page = opened("降压神茶")
    assert "没有查：降压神茶认不出" in words_in(page.medication.concerns)
    assert "没有查相互作用" in words_in(page.medication)
    assert page.medication.pinned.text() == "1 种药认不出"
    (unknown,) = page.medication.concerns._unknown.values()
    unknown.ask.setFocus()
    keys.press(_KEY.Key_Space)
    assert keys.focused is unknown.edit
    keys.type("xbdp")
    keys.press(_KEY.Key_Return)
    qtbot.waitUntil(lambda: not page.medication.concerns._unknown)
    assert medication_profile.read(page.station, page.sheet.resident.id).means("降压神茶") == "硝苯地平"
    assert "class/氨氯地平/硝苯地平" in open_codes(page)
    assert "没有查相互作用" not in words_in(page.medication)


def test_one_box_is_an_answer_and_two_boxes_want_a_reason(opened: Open, keys: Keyboard) -> None:
    page = opened("络活喜")
    assert open_codes(page) == [SAME_BOX]
    keys.press(_KEY.Key_S, ctrl=True)
    concern = page.medication.concerns._concerns[SAME_BOX]
    assert keys.focused is concern.acts[0]
    concern.acts[1].click()
    assert keys.focused is concern.reason
    keys.type("无")
    assert page.medication.pinned.isVisible()  # it says nothing
    concern.acts[0].click()
    assert not page.medication.pinned.isVisible()
    assert page.three().overrules == ((SAME_BOX, ONE_BOX),)


def test_a_reason_is_remembered_at_the_next_visit_and_new_facts_ask_again(
    program: Program, opened: Open, keys: Keyboard, people: dict[str, str]
) -> None:
    page = opened("硝苯地平片")
    keys.press(_KEY.Key_S, ctrl=True)
    assert keys.focused is page.medication.concerns.reason("class/氨氯地平/硝苯地平")
    keys.type("县医院心内科定的方案")
    keys.press(_KEY.Key_S, ctrl=True)
    with page.station.store.read() as session:
        stored = prescriptions.of_follow_up(session, page.sheet.three.follow_up_id)
    assert stored is not None
    assert stored.three.overrules == (("class/氨氯地平/硝苯地平", "县医院心内科定的方案"),)

    page.station.clock.base.set(village.MORNING + timedelta(days=28))  # type: ignore[attr-defined]
    page = opened(pressure=(134, 82))
    assert open_codes(page) == []
    assert "上次的理由（2026-11-24）：县医院心内科定的方案" in words_in(page.medication.concerns)
    assert "药和情况没变，不用再写" in words_in(page.medication.concerns)
    assert not page.medication.pinned.isVisible()
    page = opened("非洛地平缓释片", pressure=(132, 80))
    assert any("非洛地平" in code for code in open_codes(page))


def test_what_made_a_face_swell_stands_as_stopped_and_what_made_cough_is_a_question(
    program: Program, opened: Open, people: dict[str, str]
) -> None:
    station, resident = program.shell.station, people["何秀珍"]
    medication_profile.tell_reaction(station, resident, "氨氯地平", "脚踝肿得厉害，走不了路", "other")
    page = opened()
    (row,) = page.medication.rows.values()
    assert row.change.text() == "怎么办？"
    (concern,) = page.medication.concerns._concerns.values()
    assert [act.text() for act in concern.acts] == ["停用", "减量", "换药"]
    concern.acts[0].click()
    assert row.change.text() == "停用"
    assert open_codes(page) == []
    medication_profile.tell_reaction(station, resident, "氨氯地平", "脸肿、嘴唇肿", "swelling")
    page = opened(pressure=(134, 82))
    (row,) = page.medication.rows.values()
    assert row.change.text() == "停用"


def test_the_counter_says_what_else_is_taken_and_gives_nothing_that_is_forbidden(
    program: Program, opened: Open, keys: Keyboard, people: dict[str, str]
) -> None:
    page = opened("降压神茶")
    keys.press(_KEY.Key_S, ctrl=True)
    counter = program.shell.pages["dispensing"]
    assert isinstance(counter, DispensingPage)
    assert "别处在用：降压神茶" in counter.counter.notes.unchecked.text
    assert "认不出" in counter.counter.notes.unchecked.text
    assert counter.bar.give_button.isEnabled()
    medication_profile.tell_reaction(page.station, people["何秀珍"], "氨氯地平", "脸肿、嘴唇肿", "swelling")
    assert counter._sheet is not None
    program.shell.go(OpenDispensing(counter._sheet.prescription_id))
    assert "不能发" in counter.counter.notes.closed.text
    assert not counter.bar.give_button.isEnabled()
