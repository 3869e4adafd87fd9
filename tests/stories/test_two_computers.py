"""Two computers of one clinic change the same person: nothing is written over, the doctor of the second one answers with
keys, and the township shows both versions and the answer."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests import worlds
from tests.browsing import sign_in
from tests.server.township import PASSWORD, RunningTownship
from tests.stories.window import program_in, report
from tests.two_computers import Computer, two_computers
from tests.ui.hands import Keyboard
from vclinic.diseases.side_by_side import OTHER
from vclinic.main import Program
from vclinic.services import record_follow_up, visit_sheet
from vclinic.services.answer_conflict import open_conflicts
from vclinic.services.resident_record import resident_record
from vclinic.services.set_aside import set_aside
from vclinic.services.sync_status import status
from vclinic.storage import follow_ups
from vclinic.ui.destinations import OpenRecord, OpenSyncCentre, OpenToday
from vclinic.ui.pages.conflict import ConflictPage
from vclinic.ui.pages.residents.record import RecordPage
from vclinic.ui.pages.today.page import TodayPage


@pytest.fixture
def pair(tmp_path: Path, township: RunningTownship) -> Iterator[tuple[Computer, Computer]]:
    with two_computers(tmp_path, township) as computers:
        yield computers


@pytest.fixture
def program(qtbot: QtBot, qapp: object, tmp_path: Path, pair: tuple[Computer, Computer]) -> Iterator[Program]:
    """The window of the second computer."""
    second = pair[1]
    with program_in(qtbot, qapp, tmp_path / "second", second.station, second.clock) as made:
        yield made


def corrected(computer: Computer, key: str, **values: object) -> None:
    sheet = visit_sheet.open_visit(computer.station, computer.resident, key)
    entered = {name: value for name, value in sheet.values.items() if name not in record_follow_up.OVERRULABLE}
    entry = record_follow_up.VisitEntry({**entered, **values}, correction_reason="量错了")
    saved = record_follow_up.record(computer.station, sheet, entry)
    assert isinstance(saved, record_follow_up.SavedVisit), saved


def cell(page: ConflictPage, row: int, place: int) -> str:
    item = page.table.item(row, place)
    assert item is not None
    return item.text()


def picture(program: Program, name: str) -> None:
    if folder := os.environ.get("VCLINIC_PICTURES"):
        program.window.grab().save(f"{folder}/{name}.png")


def test_both_versions_are_shown_and_a_person_answers(
    qtbot: QtBot, program: Program, pair: tuple[Computer, Computer], township: RunningTownship, browser: Browser
) -> None:
    first, second = pair
    key = worlds.visit(first.station, first.resident).follow_up_id
    first.sync()
    second.hear()
    corrected(first, key, heart_rate=88)
    corrected(second, key, heart_rate=92, weight_kg=66.0)
    first.sync()

    report(qtbot, program)
    shell, hands = program.shell, Keyboard(qtbot, program.window)
    assert status(shell.station).needs_action == 1
    shell.go(OpenToday())
    picture(program, "conflict-today")
    shell.go(OpenSyncCentre())
    picture(program, "conflict-centre")
    hands.press(Qt.Key.Key_Return)
    assert shell.current == "conflict", "the list of what needs someone leads there too"
    shell.go(OpenToday())
    today = shell.pages["today"]
    assert isinstance(today, TodayPage)
    today.table_focus()
    hands.press(Qt.Key.Key_D)
    assert shell.current == "conflict"
    page = shell.pages["conflict"]
    assert isinstance(page, ConflictPage)
    shown = [[cell(page, row, place) for place in range(4)] for row in range(3)]
    assert shown == [
        ["体重", "66.0/58.0 kg", "64.5/58.0 kg", "用这台的"],
        ["体质指数", "27.1/23.8 kg/m²", "26.5/23.8 kg/m²", "用这台的"],
        ["心率", "92 次/分", "88 次/分", "请选 1 或 2"],
    ]
    picture(program, "conflict-asked")
    hands.press(Qt.Key.Key_S, ctrl=True)
    assert "请选用哪一边" in page.note.text
    picture(program, "conflict-wanted")
    assert len(open_conflicts(shell.station)) == 1
    assert cell(page, page.table.currentRow(), 0) == "心率", "the row that is still open has the hands"
    hands.press(Qt.Key.Key_2)
    assert (page.left, page.note.text.strip()) == (0, "")
    hands.press(Qt.Key.Key_L)
    assert page.why.hasFocus()
    hands.press(Qt.Key.Key_2)
    assert (page.why.text(), page.taken["heart_rate"]) == ("核对过纸质记录", OTHER), "a digit there is a usual reason"
    hands.press(Qt.Key.Key_1)
    assert page.taken["heart_rate"] == OTHER
    hands.press(Qt.Key.Key_Return)
    assert page.table.hasFocus()
    page.why.setText("核对过血压本")
    picture(program, "conflict-chosen")
    hands.press(Qt.Key.Key_S, ctrl=True)
    assert open_conflicts(shell.station) == ()
    assert shell.current == "follow_up"
    report(qtbot, program)
    assert status(shell.station).needs_action == status(shell.station).pending == 0
    with shell.station.store.read() as session:
        assert follow_ups.get(session, key).record.heart_rate == 88
        assert follow_ups.get(session, key).record.weight_kg == 66.0
    assert [version.answered for version in set_aside(shell.station, key)] == [True]
    shell.go(OpenRecord(second.resident))
    record = shell.pages["record"]
    assert isinstance(record, RecordPage)
    titles = [item.text() for row in range(record.table.rowCount()) if (item := record.table.item(row, 1))]
    record.table.setCurrentCell(titles.index("另一台写的一版"), 0)
    assert "心率 88 次/分（这台写的 92 次/分）" in record.other_version.text
    assert "选定的理由：核对过血压本" in record.other_version.text
    picture(program, "conflict-on-record")

    first.hear()
    with first.station.store.read() as session:
        assert follow_ups.get(session, key).record.weight_kg == 66.0
    told = [entry.detail for entry in resident_record(first.station, first.resident).timeline if entry.ref_id == key]
    assert any("对照后选定：核对过血压本" in detail for detail in told), "the other computer hears why"

    console = sign_in(browser, township.url, "linxy", PASSWORD)
    console.goto(f"{township.url}/review")
    with console.expect_navigation():
        console.get_by_role("link", name="何秀珍").first.click()
    both = console.locator("#versions")
    expect(both).to_contain_text("两台电脑都改过")
    expect(both).to_contain_text("逐项选定，成为第 3 版，理由：“核对过血压本”")
    expect(both).to_contain_text("92")
    expect(both).to_contain_text("88")
    if folder := os.environ.get("VCLINIC_PICTURES"):
        Path(folder, "conflict-console.png").write_bytes(console.screenshot(full_page=True))
    console.close()
