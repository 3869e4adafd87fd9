"""Options as buttons: digits choose, some exclude the rest, Enter goes on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vclinic.domain.fields import CodeList
from vclinic.ui.forms.option_group import OptionGroup

SYMPTOMS = CodeList("symptoms", (("1", "无症状"), ("2", "头痛"), ("3", "恶心"), ("10", "其他")), exclusive="1")
ANSWERS = CodeList("answers", (("1", "规律"), ("2", "间断"), ("3", "不服药")))
LETTERS = CodeList("letters", (("htn", "高血压"), ("t2dm", "糖尿病")))


class Listener:
    """What a group told, in order."""

    def __init__(self, group: OptionGroup) -> None:
        self.told: list[object] = []
        group.chosen.connect(self.told.append)
        group.complete.connect(lambda: self.told.append("complete"))
        group.entered.connect(lambda forward: self.told.append("on" if forward else "back"))


def show(qtbot: QtBot, codes: CodeList, *, multiple: bool = False, columns: int = 0) -> OptionGroup:
    group = OptionGroup(codes, multiple=multiple, columns=columns, name="问题")
    qtbot.addWidget(group)
    group.show()
    qtbot.waitExposed(group)
    group.activateWindow()
    qtbot.waitUntil(group.isActiveWindow)
    group.setFocus()
    return group


def test_a_digit_chooses_one_and_goes_on(qtbot: QtBot) -> None:
    group = show(qtbot, ANSWERS)
    heard = Listener(group)
    qtbot.keyClicks(group, "2")
    qtbot.keyClicks(group, "3")
    assert group.codes_on() == ("3",)
    assert heard.told == [("2",), "complete", ("3",), "complete"]


@pytest.mark.parametrize(
    ("digits", "chosen"),
    [
        ("23", ("2", "3")),
        ("32", ("2", "3")),
        ("22", ()),
        ("1", ("1",)),
        ("11", ("1",)),
        ("231", ("1",)),
        ("12", ("2",)),
        ("0", ("10",)),
        ("9", ()),
        ("", ()),
    ],
    ids=["two", "in the list's order", "twice is off", "none", "none said again stays", "none excludes", "a symptom excludes none", "the tenth by 0",
         "a digit of nobody", "nothing"],
)  # fmt: skip
def test_several_may_be_chosen(qtbot: QtBot, digits: str, chosen: tuple[str, ...]) -> None:
    group = show(qtbot, SYMPTOMS, multiple=True, columns=2)
    qtbot.keyClicks(group, digits)
    assert group.codes_on() == chosen


def test_only_what_excludes_the_rest_completes_a_choice_of_several(qtbot: QtBot) -> None:
    group = show(qtbot, SYMPTOMS, multiple=True)
    heard = Listener(group)
    qtbot.keyClicks(group, "23")
    assert "complete" not in heard.told
    qtbot.keyClicks(group, "1")
    assert heard.told[-1] == "complete"


def test_codes_without_a_digit_are_counted(qtbot: QtBot) -> None:
    group = show(qtbot, LETTERS)
    qtbot.keyClicks(group, "2")
    assert group.codes_on() == ("t2dm",)


def test_a_click_chooses_as_the_key_does_and_takes_the_focus(qtbot: QtBot) -> None:
    group = show(qtbot, SYMPTOMS, multiple=True)
    heard = Listener(group)
    qtbot.mouseClick(group.button("2"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(group.button("3"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(group.button("2"), Qt.MouseButton.LeftButton)
    assert group.codes_on() == ("3",)
    assert heard.told == [("2",), ("2", "3"), ("3",)]
    assert QApplication.focusWidget() is group


def test_enter_goes_on_and_shift_enter_back_but_ctrl_enter_is_the_pages(qtbot: QtBot) -> None:
    group = show(qtbot, ANSWERS)
    heard = Listener(group)
    qtbot.keyClick(group, Qt.Key.Key_Return)
    qtbot.keyClick(group, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(group, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard.told == ["on", "back"]


def test_a_digit_with_alt_belongs_to_the_rail(qtbot: QtBot) -> None:
    group = show(qtbot, ANSWERS)
    qtbot.keyClick(group, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert group.codes_on() == ()


def test_showing_a_choice_tells_nobody(qtbot: QtBot) -> None:
    group = show(qtbot, SYMPTOMS, multiple=True)
    heard = Listener(group)
    group.show_codes(("2", "10"))
    assert group.codes_on() == ("2", "10")
    assert heard.told == []


@pytest.mark.parametrize(
    ("given", "shown"), [("carried", "carried"), ("invalid", "invalid"), ("changed", ""), ("implausible", ""), ("", "")]
)
def test_options_show_what_they_can(qtbot: QtBot, given: str, shown: str) -> None:
    group = show(qtbot, ANSWERS)
    group.show_state(given, "一句话")
    assert {group.button(code).property("state") or "" for code, _ in ANSWERS.options} == {shown}
    assert group.toolTip() == "一句话"
