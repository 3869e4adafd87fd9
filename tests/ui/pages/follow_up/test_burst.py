"""Enter out of habit, after a figure that has already gone on: the next value has not been read yet."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from tests.ui.visiting import Open
from vclinic.ui.forms.burst import BURST

_KEY = Qt.Key


class Hand:
    """The time of the keys: it goes by when the test says so, however slow the machine is."""

    ms = 0

    def wait(self, ms: int) -> None:
        self.ms += ms


@pytest.fixture(autouse=True)
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    made = Hand()
    monkeypatch.setattr(BURST, "now", lambda: made.ms)
    return made


def enter_at_once(qtbot: QtBot, keys: Keyboard) -> None:
    assert BURST.is_on()
    qtbot.keyClick(keys.focused, _KEY.Key_Return)


def test_an_enter_right_after_the_last_digit_confirms_nothing(
    qtbot: QtBot, opened: Open, keys: Keyboard, hand: Hand
) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    enter_at_once(qtbot, keys)
    assert page.form.current_field() == "weight_kg"
    assert "weight_kg" in page.state.carried
    hand.wait(150)
    qtbot.keyClick(keys.focused, _KEY.Key_Return)
    assert "weight_kg" not in page.state.carried
    assert page.form.current_field() == "heart_rate"


def test_an_enter_right_after_the_systolic_leaves_the_diastolic_to_be_written(
    qtbot: QtBot, opened: Open, keys: Keyboard
) -> None:
    page = opened("何秀珍")
    keys.type("136")
    enter_at_once(qtbot, keys)
    keys.type("84")
    assert page.state.values["bp_readings"] == (("136", "84"),)


@pytest.mark.parametrize(("field", "digit", "following"), [("salt_now", "2", "salt_target"), ("adr", "1", "drugs")])
def test_an_enter_right_after_a_choice_confirms_nothing(
    qtbot: QtBot, opened: Open, keys: Keyboard, field: str, digit: str, following: str
) -> None:
    page = opened("何秀珍")
    page.form.focus_field(field)
    keys.type(digit)
    reached = page.form.current_field()
    assert reached != field
    waiting = set(page.state.carried)
    enter_at_once(qtbot, keys)
    assert page.form.current_field() == reached
    assert page.state.carried == waiting
    assert following in page.state.values


def test_a_key_held_down_confirms_one_value_at_most(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    page.form.focus_field("weight_kg")
    keys.press(_KEY.Key_Return)
    waiting = set(page.state.carried)
    repeated = QKeyEvent(
        QEvent.Type.KeyPress, _KEY.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True, count=1
    )
    for _ in range(5):
        QApplication.sendEvent(keys.focused, repeated)
    assert page.state.carried == waiting


def test_what_was_typed_by_hand_is_confirmed_however_quick(qtbot: QtBot, opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    page.form.focus_field("heart_rate")
    keys.type("72")
    qtbot.keyClick(keys.focused, _KEY.Key_Return)
    assert page.form.current_field() != "heart_rate"


def test_an_enter_as_slow_as_the_figures_before_it_skips_no_optional_field(
    qtbot: QtBot, opened: Open, keys: Keyboard, hand: Hand
) -> None:
    """A figure every 300 ms, and Enter 300 ms after the last: the weight has not been looked at."""
    page = opened("何秀珍")
    for figure in "13684":
        keys.type(figure)
        hand.wait(300)
    qtbot.keyClick(keys.focused, _KEY.Key_Return)
    assert page.form.current_field() == "weight_kg"
    assert "weight_kg" in page.state.carried
    keys.type("64")
    qtbot.keyClick(keys.focused, _KEY.Key_Return)
    assert page.form.current_field() != "weight_kg", "what is typed in the field itself is meant for it"
