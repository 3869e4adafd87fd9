"""Every page that shows or judges a day, left open over midnight, behind the lock for three days, over a sleep and over a
clock that was set wrong: it says the day that has come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard, give
from tests.ui.test_day_change import hands_of
from tests.ui.visiting import balance, page_of
from vclinic.domain.identity import make_id_no
from vclinic.main import Program
from vclinic.services import draft_prescription, edit_prescription, prescribe, register_resident, stock_room
from vclinic.services.workstation import Workstation
from vclinic.storage.rounds import DEVICE, LAST_SUCCESS
from vclinic.ui.destinations import (
    Destination,
    OpenDispensing,
    OpenImport,
    OpenOfficialForms,
    OpenPrescriptions,
    OpenRecord,
    OpenRegister,
    OpenResidents,
    OpenReturned,
    OpenSettings,
    OpenStock,
    OpenSyncCentre,
    OpenToday,
    OpenVisit,
)
from vclinic.ui.pages.dispensing.page import DispensingPage
from vclinic.ui.pages.gate.clock import ClockCard
from vclinic.ui.pages.gate.login import LoginCard
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage
from vclinic.ui.pages.residents.import_page import ImportPage
from vclinic.ui.pages.stock.page import StockPage
from vclinic.ui.pages.today.page import TodayPage
from vclinic.ui.widgets.table import ListTable

BEGUN = village.MORNING.date()
NIGHT = 24 * 3600
People = dict[str, str]


def register(station: Workstation, born: date) -> str:
    """Somebody whose age is told on several pages."""
    values = {
        "name": "方小满",
        "sex_code": "1",
        "birth_date": born,
        "village_group": "六组",
        "address": "六组 31 号",
        "id_no": make_id_no("340123", born, 7),
    }
    made = register_resident.register(station, values)
    assert isinstance(made, str), made
    return made


def said_on(page: QWidget) -> str:
    """Every word on a page that is shown: labels, lines, cells."""
    texts = [part.text() for kind in (QLabel, QLineEdit) for part in page.findChildren(kind)]
    for table in page.findChildren(ListTable):
        cells = [table.item(row, place) for row in range(table.rowCount()) for place in range(table.columnCount())]
        texts += [cell.text() for cell in cells if cell is not None]
    return "\n".join(texts)


def shown(program: Program) -> str:
    """Every word of the page that is open, and its title."""
    shell = program.shell
    return f"{shell.bar.heading.text()} {shell.bar.aside.text()}\n{said_on(shell.pages[shell.current])}"


def prescribed(station: Workstation, people: People, *, store: bool = True) -> str:
    """The visit of 赵冬梅, or with ``store`` the prescription written for it: amlodipine for two weeks."""
    visit = village.visit(station, people["赵冬梅"], (135, 84))
    if not store:
        return visit
    sheet = draft_prescription.draft(station, visit)
    line = edit_prescription.new_line(station, sheet.three, station.catalog.drug(village.AMLODIPINE))
    line = replace(line, dose_value=5.0, days=14)
    line = replace(line, quantity=edit_prescription.quantity_for(station, line))
    made = prescribe.save(station, sheet, replace(sheet.three, medication=(line,)))
    assert isinstance(made, str), made
    return made


def _today(_station: Workstation, _people: People) -> Destination:
    return OpenToday()


def _residents(_station: Workstation, _people: People) -> Destination:
    return OpenResidents()


def _person(_station: Workstation, people: People) -> Destination:
    return OpenRecord(people["方小满"])


def _visit(_station: Workstation, people: People) -> Destination:
    return OpenVisit(people["何秀珍"])


def _prescriptions(station: Workstation, people: People) -> Destination:
    return OpenPrescriptions(prescribed(station, people, store=False))


def _counter(station: Workstation, people: People) -> Destination:
    stock_room.receive(station, village.AMLODIPINE, "LAST", BEGUN + timedelta(days=1), 100, 150)
    return OpenDispensing(prescribed(station, people))


def _stock(_station: Workstation, _people: People) -> Destination:
    return OpenStock()


def _returned(station: Workstation, people: People) -> Destination:
    visit = village.visit(station, people["赵冬梅"], (130, 78))
    village.receipts_for_all(station)
    village.send_back(station, visit, "请核对", BEGUN)
    return OpenReturned()


def _reporting(station: Workstation, _people: People) -> Destination:
    village.receipts_for_all(station)
    station.store.set_meta({DEVICE: "d-1", LAST_SUCCESS: station.clock.now().isoformat(timespec="seconds")})
    return OpenSyncCentre()


@dataclass(frozen=True)
class Row:
    """A page, how it is opened, and what it says on the day it was opened and so many days later."""

    name: str
    opens: Callable[[Workstation, People], Destination]
    before: str
    after: Callable[[int], str]


ROWS = (
    Row("today", _today, "2026 年 11 月 24 日 星期二", lambda days: f"2026 年 11 月 {24 + days} 日 星期"),
    Row("residents", _residents, "\n59\n", lambda _days: "\n60\n"),
    Row("record", _person, "59 岁", lambda _days: "60 岁"),
    Row("follow_up", _visit, "2026-11-24", lambda days: f"2026-11-{24 + days}"),
    Row("follow_up", _visit, "已断药 1 天", lambda days: f"已断药 {1 + days} 天"),
    Row("stock", _stock, "近效期，还剩 68 天", lambda days: f"近效期，还剩 {68 - days} 天"),
    Row("returned", _returned, "11-24\n", lambda _days: "11-24 已过期"),
    Row("sync", _reporting, "已全部上报 08:36", lambda _days: "已全部上报 11-24 08:36"),
    Row("dispensing", _counter, "待发 1", lambda _days: "待发 0"),
)


def midnight(program: Program, _qtbot: QtBot) -> int:
    """The minute's timer sees the new day."""
    hands_of(program).pass_seconds(NIGHT)
    program.day._timer.timeout.emit()
    return 1


def locked(program: Program, qtbot: QtBot) -> int:
    """Three days behind the lock."""
    program.locking.lock()
    hands_of(program).pass_seconds(3 * NIGHT)
    card = program.window.shown
    assert isinstance(card, LoginCard)
    give(qtbot, card, village.PASSWORD)
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)
    return 3


def slept(program: Program, _qtbot: QtBot) -> int:
    """The machine slept over midnight: its steady clock stood still and no timer ran; then somebody is back."""
    clock = hands_of(program)
    clock.set(clock.now() + timedelta(days=2))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    return 2


def set_wrong(program: Program, qtbot: QtBot) -> int:
    """The clock jumps to 2009, and the doctor says which day it is."""
    clock = hands_of(program)
    clock.set(clock.now().replace(year=2009))
    program.day._timer.timeout.emit()
    card = program.window.shown
    assert isinstance(card, ClockCard)
    card.form.edits["day"].setText((BEGUN + timedelta(days=2)).isoformat())
    card.submit()
    qtbot.waitUntil(lambda: program.window.shown is program.shell, timeout=10_000)
    return 2


WAYS = (midnight, locked, slept, set_wrong)


@pytest.mark.parametrize("goes_by", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_page_left_open_says_the_day_that_has_come(
    qtbot: QtBot, program: Program, people: People, row: Row, goes_by: Callable[[Program, QtBot], int]
) -> None:
    station = program.shell.station
    people["方小满"] = register(station, BEGUN.replace(year=BEGUN.year - 60) + timedelta(days=1))
    program.shell.go(row.opens(station, people))
    assert program.shell.current == row.name
    qtbot.waitUntil(lambda: row.before in shown(program), timeout=10_000)
    text = shown(program)
    days = goes_by(program, qtbot)
    assert row.after(days) not in text
    qtbot.waitUntil(lambda: row.after(days) in shown(program), timeout=10_000)
    assert program.shell.current == row.name


@pytest.mark.parametrize("goes_by", WAYS, ids=lambda way: way.__name__)
def test_prescriptions_left_open_are_of_the_day_that_has_come(
    qtbot: QtBot, program: Program, people: People, goes_by: Callable[[Program, QtBot], int]
) -> None:
    program.shell.go(_prescriptions(program.shell.station, people))
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    assert page.three().issued_on == BEGUN
    days = goes_by(program, qtbot)
    assert page.three().issued_on == BEGUN + timedelta(days=days)


@pytest.mark.parametrize("goes_by", WAYS, ids=lambda way: way.__name__)
def test_a_paper_left_open_says_that_it_is_of_another_day(
    qtbot: QtBot,
    program: Program,
    people: People,
    said: list[tuple[str, str]],
    goes_by: Callable[[Program, QtBot], int],
) -> None:
    program.shell.go(OpenToday())
    today = program.shell.pages["today"]
    assert isinstance(today, TodayPage)
    qtbot.waitUntil(lambda: bool(today.model.rows), timeout=10_000)
    qtbot.keyClick(today, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert program.shell.current == "print"
    days = goes_by(program, qtbot)
    asked = f"这份是 11-24 做的，今天已经是 11-{24 + days}；要按今天的，请返回再打开一次。"
    assert said[-1] == ("warn", asked)
    program.shell.back()
    qtbot.waitUntil(lambda: f"11 月 {24 + days} 日" in shown(program), timeout=10_000)


def test_a_page_that_shows_stored_visits_says_nothing_of_another_day(
    qtbot: QtBot, program: Program, people: People, said: list[tuple[str, str]]
) -> None:
    program.shell.go(OpenOfficialForms(people["何秀珍"]))
    midnight(program, qtbot)
    assert program.shell.current == "print"
    assert said == []


def test_drugs_on_the_counter_are_not_given_after_a_midnight_nobody_saw(
    qtbot: QtBot, program: Program, people: People, said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    program.shell.go(_counter(station, people))
    page = program.shell.pages["dispensing"]
    assert isinstance(page, DispensingPage)
    before = balance(station, village.AMLODIPINE)
    page.counter.checked.setChecked(True)
    hands_of(program).pass_seconds(NIGHT)
    page.give()
    assert "当日有效，已过期" in said[-1][1]
    assert balance(station, village.AMLODIPINE) == before


class TestTyping:
    """What is typed just when the day changes stays, and the hands with it."""

    def test_half_a_figure(self, qtbot: QtBot, program: Program, people: People) -> None:
        program.shell.go(OpenVisit(people["刘大山"]))
        keys = Keyboard(qtbot, program.window)
        keys.type("15")
        midnight(program, qtbot)
        keys.type("8")
        keys.type("96")
        page = page_of(program)
        assert page.state.values["bp_readings"] == (("158", "96"),)

    def test_a_word_in_the_middle_of_the_form(self, qtbot: QtBot, program: Program, people: People) -> None:
        program.shell.go(OpenVisit(people["刘大山"]))
        keys = Keyboard(qtbot, program.window)
        page_of(program).form.focus_field("aux_exam")
        keys.type("血钾 4.")
        midnight(program, qtbot)
        keys.type("1")
        assert page_of(program).state.values["aux_exam"] == "血钾 4.1"

    def test_a_new_person_and_the_settings(self, qtbot: QtBot, program: Program) -> None:
        keys = Keyboard(qtbot, program.window)
        for destination in (OpenRegister(), OpenSettings()):
            program.shell.go(destination)
            page = program.shell.pages[program.shell.current]
            line = next(line for line in page.findChildren(QLineEdit) if line.isVisible() and line.isEnabled())
            line.setFocus()
            line.selectAll()
            keys.type("7")
            midnight(program, qtbot)
            keys.type("8")
            assert line.text() == "78"
            assert line.hasFocus()

    def test_what_was_counted_of_a_batch(self, qtbot: QtBot, program: Program) -> None:
        program.shell.go(OpenStock())
        page = program.shell.pages["stock"]
        assert isinstance(page, StockPage)
        keys = Keyboard(qtbot, program.window)
        page.table.setFocus()
        page.table.setCurrentCell(0, 0)
        keys.press(Qt.Key.Key_F8)
        keys.type("1")
        midnight(program, qtbot)
        keys.type("2")
        assert page.count_ask.isVisible()
        assert "12" in [line.text() for line in page.count_ask.findChildren(QLineEdit)]

    def test_the_preview_of_a_roster_and_its_answers(self, qtbot: QtBot, program: Program, tmp_path: Path) -> None:
        roster = tmp_path / "roster.csv"
        roster.write_text("姓名,性别,出生日期,地址\n李四,男,1960-01-02,一组 3 号\n", encoding="utf-8")
        program.shell.go(OpenImport())
        page = program.shell.pages["import"]
        assert isinstance(page, ImportPage)
        page.look_at(roster)
        qtbot.waitUntil(lambda: page.preview is not None, timeout=5000)
        preview = page.preview
        midnight(program, qtbot)
        assert page.preview is preview
