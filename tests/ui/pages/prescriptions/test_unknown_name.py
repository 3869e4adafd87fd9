"""A name nobody knows can be given a meaning: what is picked from the list, else what is written."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vclinic.ui.pages.prescriptions.unknown_name import UnknownName

NAMES = ("硝苯地平", "硝酸甘油", "硝普钠", "硝西泮", "硝呋太尔", "硝酸异山梨酯")
_KEY = Qt.Key


@pytest.fixture
def asked(qtbot: QtBot) -> UnknownName:
    made = UnknownName("降压神茶", lambda text: [name for name in NAMES if text in name])
    qtbot.addWidget(made)
    made.show()
    assert not made.edit.isVisible()
    made.ask.click()
    return made


def test_asking_gives_a_place_to_write_and_a_few_names_to_pick(qtbot: QtBot, asked: UnknownName) -> None:
    assert (asked.ask.isVisible(), asked.edit.isVisible(), asked.list.isVisible()) == (False, True, False)
    qtbot.keyClicks(asked.edit, " ")
    assert not asked.list.isVisible()  # nothing was written yet
    asked.edit.setText("硝")
    asked.edit.textEdited.emit("硝")
    assert asked.list.count() == 5
    assert asked.list.isVisible()


@pytest.mark.parametrize(
    ("keys", "meaning"),
    [
        ((), "硝苯地平"),
        ((_KEY.Key_Down,), "硝酸甘油"),
        ((_KEY.Key_Down, _KEY.Key_Up, _KEY.Key_Up), "硝苯地平"),
        ((_KEY.Key_Down,) * 9, "硝呋太尔"),
    ],
)
def test_the_one_that_is_marked_is_taken(
    qtbot: QtBot, asked: UnknownName, keys: tuple[Qt.Key, ...], meaning: str
) -> None:
    asked.edit.textEdited.emit("硝")
    for key in keys:
        qtbot.keyClick(asked.edit, key)
    with qtbot.waitSignal(asked.named) as named:
        qtbot.keyClick(asked.edit, _KEY.Key_Return)
    assert named.args == ["降压神茶", meaning]


def test_a_name_the_tables_do_not_know_is_taken_as_it_is_written(qtbot: QtBot, asked: UnknownName) -> None:
    asked.edit.setText(" 罗布麻茶 ")
    asked.edit.textEdited.emit(" 罗布麻茶 ")
    with qtbot.waitSignal(asked.named) as named:
        qtbot.keyClick(asked.edit, _KEY.Key_Return)
    assert named.args == ["降压神茶", "罗布麻茶"]


def test_nothing_written_is_no_answer(qtbot: QtBot, asked: UnknownName) -> None:
    with qtbot.assertNotEmitted(asked.named):
        qtbot.keyClick(asked.edit, _KEY.Key_Return)
