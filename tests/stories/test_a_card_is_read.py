"""A helper is named in the settings; then an identity card opens whose it is, or begins a record that the doctor saves."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.stories.window import connect_helper
from tests.ui.devices.helpers import HELLO, command, in_a_line, reading
from tests.ui.hands import Keyboard
from tests.ui.visiting import words_in
from vclinic.main import Program
from vclinic.services.find_residents import find
from vclinic.services.resident_record import resident_record
from vclinic.ui.destinations import OpenToday
from vclinic.ui.devices.listening import DEVICES
from vclinic.ui.pages.residents.register import RegisterPage


def test_a_new_villager_is_registered_from_the_card_and_the_next_one_is_found(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    station = program.shell.station
    (known,) = find(station, "马玉良")
    resident = resident_record(station, known.id).resident
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    theirs = reading("id_card", name=resident.name, id_no=resident.id_no, sex="", birth_date="")
    connect_helper(
        qtbot,
        program,
        in_a_line(
            command(
                tmp_path,
                HELLO,
                {"wait_for": str(first)},
                reading("id_card", id_no="110105194912310021"),
                {"wait_for": str(second)},
                reading("id_card"),
                {"wait_for": str(third)},
                {"raw": "\ufffd garbage\n"},
                theirs,
            )
        ),
    )
    program.shell.go(OpenToday())
    first.touch()  # the reader misread a digit: nothing opens, and the sentence says why
    qtbot.waitUntil(lambda: "校验" in program.shell.message.text, timeout=10_000)
    assert program.shell.current == "today"

    second.touch()
    qtbot.waitUntil(lambda: program.shell.current == "register", timeout=10_000)
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    assert page.form.values()["name"] == "王秀英"
    assert find(station, "王秀英") == []
    Keyboard(qtbot, program.shell.window()).press(Qt.Key.Key_S, ctrl=True)
    (made,) = find(station, "王秀英")
    assert resident_record(station, made.id).resident.address == "演示县演示乡演示村 1 组"

    program.shell.go(OpenToday())
    third.touch()
    qtbot.waitUntil(lambda: program.shell.current == "record", timeout=10_000)
    assert "马玉良" in words_in(program.shell)
    DEVICES.stop()
