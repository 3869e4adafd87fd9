"""Nothing typed on the visit page is lost."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, page_of, words_in
from vclinic.clock import SteppingClock
from vclinic.main import Program
from vclinic.services import clinic_setup, due_today
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.window import Window

_KEY = Qt.Key


def test_a_draft_outlives_the_program_and_is_offered_again(
    qtbot: QtBot, program: Program, people: dict[str, str], opened: Open, keys: Keyboard, clock: SteppingClock
) -> None:
    page = opened("刘大山")
    keys.type("158")
    keys.type("96")
    keys.press(_KEY.Key_F8)
    keys.type("3")
    keys.type("服药后头晕")
    keys.press(_KEY.Key_Return)
    page.form.focus_field("aux_exam")
    keys.type("血钾 4.1")
    kept = page.station.store
    qtbot.waitUntil(lambda: _kept_draft(page.station, people["刘大山"]).get("aux_exam") == "血钾 4.1", timeout=10_000)
    page._ready = False  # the power goes: nothing more is written, nobody says goodbye
    folder = kept.data_dir
    kept.close()

    again = clinic_setup.open_clinic(folder, village.CLINIC.login, village.PASSWORD, clock)
    window = Window()
    qtbot.addWidget(window)
    window.resize(1366, 698)
    window.show()
    second = Program(window, folder, clock)
    second.enter(again)
    assert people["刘大山"] in due_today.worklist(again).drafts
    second.shell.go(OpenVisit(people["刘大山"]))
    page = page_of(second)
    assert [edit.text() for edit in page.form.readings().edits[0]] == ["158", "96"]
    assert "血钾 4.1" in [edit.text() for edit in page.form.findChildren(QLineEdit)]
    assert page.parts[0].decided.chosen == {"visit_class": "3"}
    assert page.parts[0].decided.why == "服药后头晕"
    assert "草稿存于 08:36" in words_in(second.shell)
    assert "3 不良反应" in words_in(page.strip)
    second.close()


def test_leaving_keeps_what_was_typed_a_moment_ago(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard
) -> None:
    opened("刘大山")
    keys.type("158")
    keys.press(_KEY.Key_Escape)
    assert program.shell.current == "today"
    page = opened("刘大山")
    assert page.form.readings().edits[0][0].text() == "158"


def _kept_draft(station: Workstation, owner: str) -> dict[str, Any]:
    with station.store.read() as session:
        draft = drafts.load(session, "follow_up", f"{owner}:htn")
    return draft[0]["values"] if draft else {}
