"""A visit that the township returned, or somebody else corrected meanwhile."""

from datetime import date

from PySide6.QtCore import Qt

from tests.ui import village
from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, stored, words_in
from vclinic.main import Program
from vclinic.services import record_follow_up, visit_sheet
from vclinic.storage import change_states

_KEY = Qt.Key


def test_a_returned_visit_opens_with_its_remark_and_saving_makes_the_next_revision(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    follow_up = village.visit(station, people["赵冬梅"], (134, 80))
    village.receipts_for_all(station)
    village.send_back(station, follow_up, "血压与上次相同，请核对", date(2026, 11, 27))
    page = opened("赵冬梅", follow_up_id=follow_up)
    assert "卫生院退回 · 血压" in words_in(page.form)
    assert "血压与上次相同，请核对" in words_in(page.form)
    assert "11-27 前改好" in words_in(program.shell)
    assert page.form.readings().edits[0][0].hasFocus()
    before = page.sheet.base_revision
    keys.press(_KEY.Key_A, ctrl=True)  # what is kept stands until it is asked to go
    keys.type("138")
    keys.type("84")
    assert "卫生院退回" not in words_in(page.form)
    keys.press(_KEY.Key_S, ctrl=True)
    newest = stored(station, people["赵冬梅"])[0]
    assert (newest.id, newest.revision) == (follow_up, before + 1)
    assert (newest.record.sbp, newest.record.dbp) == (138, 84)
    with station.store.read() as session:
        states = [change.state for change in change_states.state_of(session, follow_up)]
    assert states[-1] == "pending"
    assert len(states) == 2
    assert any(f"第 {before + 1} 版" in text for _, text in said)
    assert program.shell.current != "follow_up"


def test_a_visit_corrected_elsewhere_meanwhile_is_not_overwritten(
    program: Program, people: dict[str, str], opened: Open, keys: Keyboard, said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    follow_up = village.visit(station, people["赵冬梅"], (134, 80))
    page = opened("赵冬梅", follow_up_id=follow_up)
    other = visit_sheet.open_visit(station, people["赵冬梅"], follow_up)
    entry = record_follow_up.VisitEntry(dict(other.values) | {"heart_rate": 70}, correction_reason="抄错")
    assert not isinstance(record_follow_up.record(station, other, entry), list)
    keys.press(_KEY.Key_A, ctrl=True)  # what is kept stands until it is asked to go
    keys.type("138")
    keys.type("84")
    keys.press(_KEY.Key_S, ctrl=True)
    assert stored(station, people["赵冬梅"])[0].record.sbp == 134
    assert program.shell.current == "follow_up"
    assert said[-1][0] in ("warn", "danger")
    assert page.form.readings().edits[0][0].text() == "138"
