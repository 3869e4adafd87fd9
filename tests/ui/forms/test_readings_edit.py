"""Several readings of two figures each: digits walk through them, Enter goes on."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from vclinic import diseases
from vclinic.ui.forms.readings_edit import ReadingsEdit


@pytest.fixture
def readings(qtbot: QtBot) -> ReadingsEdit:
    pressure = diseases.by_key("htn")
    assert pressure is not None
    known = pressure.form.meanings
    made = ReadingsEdit(known["bp_readings"], known["sbp"], known["dbp"])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    return made


@pytest.fixture
def keys(qtbot: QtBot, readings: ReadingsEdit) -> Keyboard:
    return Keyboard(qtbot, readings)


@pytest.fixture
def told(readings: ReadingsEdit) -> list[object]:
    """What was told of complete readings and of Enter, in order."""
    heard: list[object] = []
    readings.complete.connect(heard.append)
    readings.entered.connect(lambda forward: heard.append("on" if forward else "back"))
    return heard


def test_digits_walk_from_the_high_to_the_low_figure_and_complete_the_reading(
    readings: ReadingsEdit, keys: Keyboard, told: list[object]
) -> None:
    keys.type("13684")
    assert readings.pairs() == (("136", "84"),)
    assert told == [0]
    assert readings.ask_another(0)
    keys.type("14082")
    assert readings.pairs() == (("136", "84"), ("140", "82"))
    assert told == [0, 1]


def test_after_the_last_reading_there_is_no_other(readings: ReadingsEdit) -> None:
    last = len(readings.edits) - 1
    assert not readings.ask_another(last)
    assert not readings.edits[last][0].hasFocus()


def test_a_low_figure_under_a_hundred_needs_an_enter_when_it_could_go_on(
    readings: ReadingsEdit, keys: Keyboard, told: list[object]
) -> None:
    keys.type("13610")  # 10, or the beginning of 100 to 109
    assert told == []
    keys.press(Qt.Key.Key_Return)
    assert told == [0]


def test_enter_over_an_empty_first_figure_goes_on_and_shift_enter_back(
    qtbot: QtBot, readings: ReadingsEdit, keys: Keyboard, told: list[object]
) -> None:
    keys.press(Qt.Key.Key_Return)
    qtbot.keyClick(keys.focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told == ["on", "back"]


def test_enter_after_a_short_first_figure_leads_to_the_second(readings: ReadingsEdit, keys: Keyboard) -> None:
    keys.type("98")
    keys.press(Qt.Key.Key_Return)
    assert readings.edits[0][1].hasFocus()


@pytest.mark.parametrize(
    ("typed", "unfinished"), [("", False), ("1", True), ("13", True), ("136", True), ("1368", True), ("13684", False)]
)
def test_half_a_reading_is_unfinished(readings: ReadingsEdit, keys: Keyboard, typed: str, unfinished: bool) -> None:
    keys.type(typed)
    assert readings.unfinished() is unfinished


def test_shown_readings_fill_their_places_and_clear_the_rest(readings: ReadingsEdit, told: list[object]) -> None:
    readings.show_pairs(((136, 84), (140, 82)))
    assert readings.pairs() == (("136", "84"), ("140", "82"))
    readings.show_pairs(((150, 90),))
    assert readings.pairs() == (("150", "90"),)
    readings.show_pairs(())
    assert readings.pairs() == ()
    assert told == []


@pytest.mark.parametrize(
    ("high", "low", "text"), [(136, 84, "136/84↑"), (None, None, "—"), (136, None, "—"), (0, 84, "—")]
)
def test_a_mean_needs_both_figures(readings: ReadingsEdit, high: object, low: object, text: str) -> None:
    readings.show_mean(high, low, "warn", "↑")
    assert readings.mean.text() == text


def test_what_is_wrong_is_marked_once_it_is_written_and_left(readings: ReadingsEdit, keys: Keyboard) -> None:
    keys.type("8496")
    readings.show_state("invalid", "舒张压应低于收缩压")
    high, low = readings.edits[0]
    assert high.property("state") == "invalid"
    assert (low.property("state") or "") == "", "the focus is still there"
    assert (readings.edits[1][0].property("state") or "") == "", "nothing is written there"
    assert high.toolTip() == "舒张压应低于收缩压"
