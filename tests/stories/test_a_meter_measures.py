"""A meter's helper crashes, hangs and writes garbage between two readings while the doctor types: the visit is stored with what
was measured and what was typed."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.stories.window import connect_helper
from tests.ui.devices.helpers import HELLO, command, in_a_line, reading
from tests.ui.hands import Keyboard
from tests.ui.visiting import page_of, stored
from vclinic.main import Program
from vclinic.services.find_residents import find
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.devices.listening import DEVICES

_KEY = Qt.Key


def test_the_visit_holds_what_was_measured_and_what_was_typed(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    station = program.shell.station
    (hit,) = find(station, "欧阳建国")
    first, second, crash = (tmp_path / name for name in ("first", "second", "crash"))
    garbage = [{"raw": "x" * 1_000_000 + "\n"}, {"hex": "cde5d0e3d3a20a"}, {"raw": "{}\n"}]
    steps = [
        HELLO,
        {"wait_for": str(first)},
        *garbage,
        reading("blood_pressure", sbp=152, dbp=94, heart_rate=80),
        {"wait_for": str(second)},
        reading("blood_pressure", sbp=84, dbp=138),
        reading("blood_pressure", sbp=148, dbp=92),
        {"wait_for": str(crash)},
        {"exit": 1},
    ]
    connect_helper(qtbot, program, in_a_line(command(tmp_path, *steps)))
    program.shell.go(OpenVisit(hit.id))
    page, keys = page_of(program), Keyboard(qtbot, program.shell.window())
    readings = page.form.readings()
    first.touch()
    qtbot.waitUntil(lambda: readings.pairs() == (("152", "94"),), timeout=10_000)
    assert readings.edits[1][0].hasFocus()  # as after typing it: once more, please
    second.touch()
    qtbot.waitUntil(lambda: len(readings.pairs()) == 2, timeout=10_000)
    assert readings.pairs()[1] == ("148", "92")  # the impossible one before it was told and left out

    page.form.focus_field("weight_kg")
    keys.type("6")
    crash.touch()
    qtbot.waitUntil(lambda: not DEVICES.ready, timeout=10_000)
    keys.type("6.5")  # the figure goes on
    keys.press(_KEY.Key_F6)
    before = len(stored(station, hit.id))
    keys.press(_KEY.Key_S, ctrl=True)
    qtbot.waitUntil(lambda: len(stored(station, hit.id)) == before + 1, timeout=10_000)
    record = stored(station, hit.id)[0].record
    assert record.bp_readings == ((152, 94), (148, 92))
    assert (record.sbp, record.dbp, record.heart_rate, record.weight_kg) == (150, 93, 80, 66.5)
