"""Several readings: which ask for another."""

from tests.ui.hands import Keyboard
from tests.ui.visiting import page_of
from vclinic.main import Program
from vclinic.ui.destinations import OpenVisit


def test_two_readings_that_differ_ask_for_a_third(
    program: Program, people: dict[str, str], keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    readings = page_of(program).form.readings()
    keys.type("15896")
    keys.type("14694")
    assert readings.edits[2][0].hasFocus()
    assert any("再量一次" in text for _, text in said)
    keys.type("14892")
    assert not any(edit.hasFocus() for pair in readings.edits for edit in pair)


def test_two_readings_that_agree_are_enough(program: Program, people: dict[str, str], keys: Keyboard) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    keys.type("15896")
    keys.type("15294")
    assert not any(edit.hasFocus() for pair in page_of(program).form.readings().edits for edit in pair)
