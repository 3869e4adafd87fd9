"""Today: the rows, the tiles that count them, and what the keys do with the person under the cursor."""

from datetime import timedelta

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui import village
from vclinic.main import Program
from vclinic.services import due_today, find_residents
from vclinic.services.work_row import WorkRow
from vclinic.services.workstation import Workstation
from vclinic.ui.destinations import OpenToday, OpenVisit
from vclinic.ui.pages.today.choice import Choice
from vclinic.ui.pages.today.page import TodayPage
from vclinic.ui.printing.paper import to_pdf
from vclinic.ui.widgets.trend_chart import TrendChart


@pytest.fixture
def today(qtbot: QtBot, program: Program) -> TodayPage:
    page = program.shell.pages["today"]
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(page.table.hasFocus)
    return page


def names(page: TodayPage) -> list[str]:
    return [row.name for row in page.model.rows]


def choose(page: TodayPage, name: str) -> None:
    page.table.setCurrentIndex(page.model.index(names(page).index(name), 2))


def opened_last(station: Workstation) -> list[str]:
    return [hit.name for hit in find_residents.find(station, "")]


def test_a_tile_counts_what_it_shows(qtbot: QtBot, today: TodayPage) -> None:
    today_now = due_today.worklist(today.station)
    counted = {tile.key: tile.count for tile in today_now.tiles}
    assert counted["all"] == len(names(today)) == 7
    for key, tile in (
        ("1", "overdue"),
        ("2", "soon"),
        ("3", "never"),
        ("4", "returned"),
        ("6", "drafts"),
        ("0", "all"),
    ):
        qtbot.keyClick(today.table, key)
        assert len(names(today)) == counted[tile], tile
        assert today.tiles[tile].isChecked()
        assert str(counted[tile]) in today.tiles[tile].accessibleName()


def test_an_empty_tile_says_so(qtbot: QtBot, today: TodayPage) -> None:
    qtbot.keyClick(today.table, "4")
    assert names(today) == []
    assert today.table._empty.isVisible()
    assert "按 0 看全部" in today.table._empty.text()
    assert not today.preview.start.isVisible(), "there is nobody to start with"
    qtbot.keyClick(today.table, "0")
    assert names(today)
    qtbot.waitUntil(today.preview.start.isVisible)


def test_everybody_means_every_disease_and_every_group(qtbot: QtBot, today: TodayPage) -> None:
    everybody = names(today)
    today._choose(Choice(disease="hypertension", group="二组"))
    assert len(names(today)) < len(everybody)
    qtbot.keyClick(today.table, "0")
    assert names(today) == everybody


def test_households_stand_together_the_dangerous_first(today: TodayPage) -> None:
    homes = [row.household_id for row in today.model.rows]
    assert [home for place, home in enumerate(homes) if place == 0 or homes[place - 1] != home] == list(
        dict.fromkeys(homes)
    )
    dangers = [row.danger for row in today.model.rows]
    assert dangers.index("none") == len([danger for danger in dangers if danger != "none"])


def test_the_first_column_cannot_be_chosen(today: TodayPage) -> None:
    assert not today.model.flags(today.model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert today.model.flags(today.model.index(0, 2)) & Qt.ItemFlag.ItemIsSelectable


def test_enter_opens_the_follow_up_of_the_person_chosen(qtbot: QtBot, program: Program, today: TodayPage) -> None:
    choose(today, "何秀珍")
    qtbot.keyClick(today.table, Qt.Key.Key_Return)
    assert program.shell.current == "follow_up"
    assert program.shell.pages["follow_up"].sheet.resident.resident.name == "何秀珍"


def test_t_begins_a_visit_by_telephone(qtbot: QtBot, program: Program, today: TodayPage) -> None:
    choose(today, "刘大山")
    qtbot.keyClick(today.table, "t")
    assert program.shell.pages["follow_up"].state.values["visit_way"] == "3"


def test_r_opens_the_record(qtbot: QtBot, program: Program, people: dict[str, str], today: TodayPage) -> None:
    choose(today, "单国英")
    qtbot.keyClick(today.table, "r")
    assert program.shell.current == "record"
    assert program.shell.pages["record"]._id == people["单国英"]


def test_the_preview_says_why_and_what_not_to_give(qtbot: QtBot, today: TodayPage) -> None:
    choose(today, "何秀珍")
    qtbot.waitUntil(lambda: bool(today.preview.findChildren(TrendChart)))
    qtbot.wait(20)
    said = " ".join(entry.text() for entry in today.preview.findChildren(QLabel) if entry.isVisible())
    assert "152/94" in said
    assert "青霉素" in said
    assert "苯磺酸氨氯地平片" in said
    (chart,) = [entry for entry in today.preview.findChildren(TrendChart) if entry.isVisible()]
    assert chart.accessibleName() == "血压 2 次，最近 152/94，没达标（界限 140，90）"
    qtbot.keyClick(today.table, Qt.Key.Key_Down)
    assert today.selected() is not None


def test_the_walk_list_takes_who_was_ticked(qtbot: QtBot, program: Program, today: TodayPage, tmp_path: object) -> None:
    for name in ("何秀珍", "单国英"):
        choose(today, name)
        qtbot.keyClick(today.table, Qt.Key.Key_Space)
    qtbot.keyClick(program.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert program.shell.current == "print"
    document = program.shell.pages["print"].preview.document
    to_pdf(tmp_path / "walk.pdf", document)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "walk.pdf").pages)
    assert "何秀珍" in text
    assert "单国英" in text
    assert "刘大山" not in text
    assert "13800005207" in text  # a closed door is telephoned


def test_a_record_is_begun_from_the_first_page(program: Program, qtbot: QtBot, today: TodayPage) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert program.shell.current == "register"


def test_village_groups_filter(qtbot: QtBot, today: TodayPage) -> None:
    today._choose(Choice(group="一组"))
    assert set(names(today)) == {"欧阳建国", "阿卜杜热合曼·买买提"}
    today._choose(Choice(disease="htn"))
    assert len(names(today)) == 7


def test_what_was_done_today_is_counted(program: Program, people: dict[str, str], today: TodayPage) -> None:
    assert today._done.text() == "今天还没有随访"
    village.visit(today.station, people["何秀珍"], (136, 82))
    program.shell.go(OpenToday())
    assert today._done.text() == "今天已完成 1 人，每人中位 38 秒"
    assert "何秀珍" not in names(today)


def test_a_returned_visit_comes_up_and_opens_where_the_remark_is(
    qtbot: QtBot, program: Program, people: dict[str, str], today: TodayPage
) -> None:
    station = today.station
    follow_up = village.visit(station, people["赵冬梅"], (134, 80))
    village.receipts_for_all(station)
    village.send_back(station, follow_up, "血压与上次相同，请核对", station.clock.today() + timedelta(days=3))
    program.shell.go(OpenToday())
    qtbot.keyClick(today.table, "4")
    assert names(today) == ["赵冬梅"]
    assert today.model.rows[0].due_text == "11-27 前改"
    qtbot.keyClick(today.table, Qt.Key.Key_Return)
    page = program.shell.pages["follow_up"]
    assert page.sheet.follow_up_id == follow_up
    assert page.sheet.remarks == {"sbp": "血压与上次相同，请核对"}


def test_a_draft_left_open_is_found_again(
    qtbot: QtBot, program: Program, people: dict[str, str], today: TodayPage
) -> None:
    program.shell.go(OpenVisit(people["刘大山"]))
    program.shell.pages["follow_up"].state.put("weight_kg", "70.5")
    qtbot.keyClick(program.window, Qt.Key.Key_Escape)
    assert program.shell.current == "today"
    qtbot.keyClick(today.table, "6")
    assert names(today) == ["刘大山"]


def test_whom_the_cursor_only_passes_over_is_not_read(
    qtbot: QtBot, today: TodayPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: not today._rest.isActive())
    today._rest.setInterval(500)  # longer than a slow machine takes for three keys
    shown: list[str] = []
    show = today.preview.show_resident

    def note(resident_id: str, row: WorkRow | None) -> None:
        shown.append(resident_id)
        show(resident_id, row)

    monkeypatch.setattr(today.preview, "show_resident", note)
    for _ in range(3):
        qtbot.keyClick(today.table, Qt.Key.Key_Down)
    chosen = today.selected()
    assert chosen is not None
    qtbot.waitUntil(lambda: bool(shown))
    qtbot.waitUntil(lambda: not today._rest.isActive())
    assert shown == [chosen.resident_id]


def test_whom_the_doctor_looks_at_for_a_while_is_remembered_as_opened(qtbot: QtBot, today: TodayPage) -> None:
    qtbot.waitUntil(today._stay.isActive)
    assert opened_last(today.station) == []
    today._stay.setInterval(1)
    choose(today, "马玉良")
    qtbot.waitUntil(lambda: opened_last(today.station) == ["马玉良"])


def test_leaving_the_list_before_that_remembers_nobody(qtbot: QtBot, today: TodayPage) -> None:
    qtbot.waitUntil(today._stay.isActive)
    today.leave()
    assert not today._stay.isActive()
    assert not today._rest.isActive()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_R])
def test_who_is_opened_from_the_list_is_remembered(qtbot: QtBot, today: TodayPage, key: Qt.Key) -> None:
    qtbot.waitUntil(lambda: not today._rest.isActive())
    choose(today, "单国英")
    qtbot.keyClick(today.table, key)
    qtbot.waitUntil(lambda: opened_last(today.station) == ["单国英"])
