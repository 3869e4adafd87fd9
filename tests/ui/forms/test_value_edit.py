"""One written value: when it is full, what the input method may not do, and what Enter means."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.hands import write
from vclinic.domain.fields import Meaning
from vclinic.ui.forms.value_edit import ValueEdit

SYSTOLIC = Meaning("收缩压", "integer", "mmHg", 60, 300)
DIASTOLIC = Meaning("舒张压", "integer", "mmHg", 30, 200)
WEIGHT = Meaning("体重", "decimal", "kg", 20, 300, decimals=1)
DAY = Meaning("日期", "date")
NOTE = Meaning("其他体征", "text", max_length=5)


def show(qtbot: QtBot, meaning: Meaning) -> tuple[ValueEdit, list[str]]:
    edit = ValueEdit(meaning)
    qtbot.addWidget(edit)
    edit.show()
    edit.setFocus()
    told: list[str] = []
    edit.full.connect(lambda: told.append("full"))
    edit.entered.connect(lambda forward: told.append("on" if forward else "back"))
    return edit, told


@pytest.mark.parametrize(
    ("meaning", "typed", "full"),
    [
        (SYSTOLIC, "1", False), (SYSTOLIC, "13", False), (SYSTOLIC, "136", True), (SYSTOLIC, "30", False),
        (SYSTOLIC, "31", True), (DIASTOLIC, "2", False), (DIASTOLIC, "20", False), (DIASTOLIC, "21", True),
        (DIASTOLIC, "84", True), (DIASTOLIC, "8a", False), (WEIGHT, "65.5", False), (NOTE, "12345", False),
        (DAY, "2026-11-24", False),
    ],
)  # fmt: skip
def test_a_whole_number_is_full_when_no_digit_could_follow(
    qtbot: QtBot, meaning: Meaning, typed: str, full: bool
) -> None:
    edit, told = show(qtbot, meaning)
    write(qtbot, edit, typed)
    assert edit.is_full() is full
    assert (told[-1:] == ["full"]) is full


@pytest.mark.parametrize(("typed", "shown"), [("１３６", "136"), ("６５．５", "65.5"), ("136", "136")])
def test_figures_in_full_width_become_plain(qtbot: QtBot, typed: str, shown: str) -> None:
    edit, _ = show(qtbot, WEIGHT)
    write(qtbot, edit, typed)
    assert edit.text() == shown


def test_text_keeps_its_width_and_its_bound(qtbot: QtBot) -> None:
    edit, _ = show(qtbot, NOTE)
    write(qtbot, edit, "双踝（轻）肿")
    assert edit.text() == "双踝（轻）"


def test_the_input_method_takes_no_digits(qtbot: QtBot) -> None:
    for meaning in (SYSTOLIC, WEIGHT, DAY):
        edit, _ = show(qtbot, meaning)
        assert not edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    edit, _ = show(qtbot, NOTE)
    assert edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_enter_goes_on_shift_enter_back_and_ctrl_enter_is_the_pages(qtbot: QtBot) -> None:
    edit, told = show(qtbot, NOTE)
    for modifier in ("NoModifier", "ShiftModifier", "ControlModifier"):
        qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier[modifier])
    assert told == ["on", "back"]


def test_a_value_shown_by_the_program_does_not_disturb_the_same_value_being_typed(qtbot: QtBot) -> None:
    edit, _ = show(qtbot, WEIGHT)
    qtbot.waitUntil(edit.hasFocus)
    write(qtbot, edit, "64.")
    edit.show_text("64.0", same=True)
    assert edit.text() == "64."
    edit.show_text("70.0")
    assert edit.text() == "70.0"
    edit.clearFocus()
    edit.show_text("64.0", same=True)
    assert edit.text() == "64.0"


def test_a_state_and_its_sentence_are_shown(qtbot: QtBot) -> None:
    edit, _ = show(qtbot, SYSTOLIC)
    edit.show_state("invalid", "超出范围")
    assert (edit.property("state"), edit.toolTip()) == ("invalid", "超出范围")
    edit.show_state("")
    assert (edit.property("state"), edit.toolTip()) == ("", "")
