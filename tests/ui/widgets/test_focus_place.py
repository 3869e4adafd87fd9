"""After a preview or a note the hands are where they were, and one key erases nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from tests.ui.visiting import page_of
from vclinic.main import Program
from vclinic.ui.destinations import OpenStock, OpenVisit
from vclinic.ui.messages import MESSAGES

_KEY = Qt.Key


def _written(field: object) -> str:
    assert isinstance(field, QLineEdit)
    return field.text()


def test_back_from_another_page_the_field_is_the_one_that_was_left_and_its_value_stays(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["欧阳建国"]))
    keys.type("18690")
    program.shell.go(OpenStock())
    keys.press(_KEY.Key_Escape)
    pressures = page_of(program).form.readings().edits[0]
    assert QApplication.focusWidget() is not pressures[0]
    keys.type("5")
    assert _written(pressures[0]) == "186"
    assert _written(pressures[1]) == "90"


def test_a_visit_begun_before_opens_with_nothing_selected(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["欧阳建国"]))
    keys.type("186")
    program.shell.go(OpenStock())
    program.shell.go(OpenVisit(people["欧阳建国"]))
    first = page_of(program).form.readings().edits[0][0]
    assert first.hasFocus()
    assert first.text() == "186"
    assert not first.hasSelectedText()


def test_esc_closes_the_note_first_and_then_the_form(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["欧阳建国"]))
    keys.type("15694")
    keys.press(_KEY.Key_F7)
    assert program.shell.message.isVisible()
    keys.press(_KEY.Key_Escape)
    assert not program.shell.message.isVisible()
    assert program.shell.current == "follow_up"
    keys.press(_KEY.Key_Escape)
    assert program.shell.current != "follow_up"


def test_what_was_said_of_a_field_goes_when_it_is_put_right(
    program: Program, people: dict[str, str], keys: Keyboard
) -> None:
    program.shell.go(OpenVisit(people["欧阳建国"]))
    keys.type("8013")
    keys.press(_KEY.Key_F3)
    told = program.shell.message.text
    assert told
    page = page_of(program)
    page.state.put("bp_readings", (("134", "80"),))
    assert program.shell.message.text != told


def test_a_note_covers_no_title(qtbot: QtBot, program: Program, people: dict[str, str]) -> None:
    shell = program.shell
    shell.go(OpenVisit(people["欧阳建国"]))
    MESSAGES.warn("先回答是不是危急情况，再存档。")
    for size in ((1366, 768), (911, 512)):
        program.window.resize(*size)
        qtbot.wait(20)
        MESSAGES.warn("先回答是不是危急情况，再存档。")
        heading = shell.bar.heading.geometry()
        end = (
            shell.bar.heading.mapTo(shell, heading.topLeft() - heading.topLeft()).x()
            + shell.bar.heading.sizeHint().width()
        )
        assert shell.message.geometry().left() >= min(end, heading.right() + shell.rail.width())
        assert shell.message.geometry().right() <= shell.width()
