"""What others gave and the laboratory's values, told with the keyboard alone on every page that orders or hands out."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests import worlds
from tests.ui.hands import Keyboard
from tests.ui.visiting import words_in
from vclinic.main import Program
from vclinic.services import medication_profile as profiles
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenDispensing, OpenPrescriptions, OpenRecord, OpenVisit
from vclinic.ui.pages.follow_up.page import FollowUpPage
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage

KEY = Qt.Key


@pytest.fixture
def resident(people: dict[str, str]) -> str:
    return people["何秀珍"]


@pytest.fixture
def keys(qtbot: QtBot, program: Program) -> Keyboard:
    return Keyboard(qtbot, program.window)


@pytest.fixture
def visit(qtbot: QtBot, program: Program, resident: str) -> FollowUpPage:
    program.shell.go(OpenVisit(resident))
    page = program.shell.pages["follow_up"]
    assert isinstance(page, FollowUpPage)
    qtbot.waitUntil(page.body.side.isVisible)
    return page


def taken(station: Workstation, resident: str) -> list[tuple[str, str, bool]]:
    return [(one.name, one.source, one.hospital_started) for one in profiles.read(station, resident).medicines]


def test_nobody_asked_looks_different_from_nothing_taken(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    assert (visit.pane.known.asked.text(), visit.pane.known.asked.property("level")) == ("还没问过", "warn")
    keys.press(KEY.Key_J, ctrl=True)
    assert (visit.pane.known.asked.text(), visit.pane.known.asked.property("level")) == (
        "没有吃别的药（11-24 问）", "",
    )  # fmt: skip
    assert profiles.read(station, resident).medicines_asked_on == station.clock.today()


def test_a_name_is_typed_and_its_source_is_one_digit(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_M, ctrl=True)
    keys.enter("科素亚")
    keys.type("1")
    keys.enter("小白片")  # the next name at once
    keys.type("3")
    assert taken(station, resident) == [("科素亚", "hospital", True), ("小白片", "neighbour", False)]
    shown = words_in(visit.pane.known)
    assert "科素亚　医院开的 11-24" in shown
    assert "还有没有别的，没问过" in shown
    keys.press(KEY.Key_Escape)
    assert visit.form.isAncestorOf(keys.focused)  # back at the form


def test_a_name_of_the_tables_is_taken_with_the_arrows(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_M, ctrl=True)
    keys.type("阿司匹林肠溶")
    keys.press(KEY.Key_Down)
    keys.press(KEY.Key_Return)
    keys.type("2")
    assert taken(station, resident) == [("阿司匹林肠溶片", "pharmacy", False)]


def test_what_an_unknown_name_is_can_be_said_and_what_is_no_longer_taken_goes(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str, said: list[tuple[str, str]]
) -> None:
    worlds.taken_elsewhere(station, resident, "小白片", "other")
    card = visit.pane.known
    card.show_person(resident)
    card._ask_meaning("小白片")
    keys.enter("大白片")
    assert said[-1][0] == "warn"
    card.entry.edit.clear()
    keys.enter("氨氯地平")
    assert "小白片＝氨氯地平　来处不明 11-24" in words_in(card)
    card._no_longer("小白片")
    assert taken(station, resident) == []


def test_a_laboratory_value_is_a_figure_and_enter(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_H, ctrl=True)
    keys.enter("145", "5.1")
    kept = [(lab.code, lab.value, lab.on) for lab in profiles.read(station, resident).labs]
    today = station.clock.today()
    assert kept == [("creatinine_umol_l", 145.0, today), ("potassium_mmol_l", 5.1, today)]
    assert "eGFR 36 mL/min/1.73 m²（算的）" in visit.pane.known.labs.text()


def test_a_figure_in_the_other_unit_is_said_and_kept_when_its_unit_is_written(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_H, ctrl=True)
    keys.enter("1.2")
    figures = visit.pane.known.figures
    assert "像是 mg/dL" in figures.said.text()
    assert profiles.read(station, resident).labs == ()
    keys.enter(" mg/dL")
    assert figures.said.isHidden()
    assert [lab.value for lab in profiles.read(station, resident).labs] == [106.0]


def test_a_value_of_another_day_is_kept_with_that_day(
    visit: FollowUpPage, keys: Keyboard, station: Workstation, resident: str
) -> None:
    keys.press(KEY.Key_H, ctrl=True)
    figures = visit.pane.known.figures
    figures.day.setText("2026-13-01")
    keys.enter("95")
    assert "没有 2026 年 13 月" in figures.said.text()
    figures.day.setText("2026-11-20")
    figures.day.setFocus()
    keys.press(KEY.Key_Return, times=2)  # to the figure that waits, and once more to keep it
    assert [(lab.value, lab.on.day) for lab in profiles.read(station, resident).labs] == [(95.0, 20)]


def test_no_allergy_is_an_answer(qtbot: QtBot, program: Program, people: dict[str, str], station: Workstation) -> None:
    program.shell.go(OpenRecord(people["单国英"]))
    answers = program.shell.pages["record"].known.answers  # type: ignore[attr-defined]
    assert answers.texts["allergies"].text() == "还没问过"
    qtbot.mouseClick(answers.buttons["allergies"], Qt.MouseButton.LeftButton)
    assert answers.texts["allergies"].text() == "没有过敏（11-24 问）"
    assert answers.buttons["allergies"].isHidden()
    assert profiles.read(station, people["单国英"]).allergies_asked_on == station.clock.today()


def test_told_while_prescribing_it_is_checked_at_once_and_what_was_edited_stays(
    program: Program, keys: Keyboard, station: Workstation, resident: str
) -> None:
    made = worlds.visit(station, resident, 132, 82)
    program.shell.go(OpenPrescriptions(made.follow_up_id))
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    order = page.medication.orders[0]
    page.medication.rows[order.line_no].days.setText("14")
    page.medication.rows[order.line_no].days.textEdited.emit("14")
    keys.press(KEY.Key_M, ctrl=True)
    keys.enter("辛伐他汀片")
    keys.type("1")
    assert "辛伐他汀片" in page.sheet.other_drugs
    assert any("辛伐他汀" in check.text for check in page.checks)
    assert page.medication.orders[0].days == 14
    assert "辛伐他汀片　医院开的 11-24" in words_in(page.medication)


def test_the_counter_shows_what_others_gave_and_what_nobody_asked(
    program: Program, station: Workstation, resident: str
) -> None:
    worlds.taken_elsewhere(station, resident, "科素亚")
    prescription = worlds.prescription(station, worlds.visit(station, resident, 132, 82).follow_up_id)
    program.shell.go(OpenDispensing(prescription))
    shown = words_in(program.shell.pages["dispensing"])
    assert "别处在用：科素亚（医院开的 11-24）" in shown
    assert "还有没有别的，没问过" in shown
    profiles.say_nothing_else(station, resident)
    program.shell.go(OpenDispensing(prescription))
    assert "没问过" not in words_in(program.shell.pages["dispensing"])
