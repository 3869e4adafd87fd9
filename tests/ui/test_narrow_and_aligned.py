"""What a careful eye found on the pages: columns that line up, words that are whole on a narrow screen, nothing half covered."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTableWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard
from vclinic.domain.dates import short_day
from vclinic.domain.fields import CodeList
from vclinic.main import Program
from vclinic.services import medication_profile as profiles
from vclinic.ui.destinations import OpenPrescriptions, OpenRecord, OpenRegister, OpenResidents, OpenStock, OpenVisit
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.icons import icon
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.prescriptions.page import PrescriptionsPage
from vclinic.ui.pages.residents.page import ResidentsPage
from vclinic.ui.pages.residents.record import RecordPage
from vclinic.ui.pages.residents.register import RegisterPage
from vclinic.ui.pages.stock.page import StockPage
from vclinic.ui.widgets.reason_line import ReasonLine

AT_150 = (911, 442)


def narrow(program: Program, width: int, height: int) -> None:
    program.window.setMinimumSize(0, 0)
    program.window.resize(width, height)


def shortened(table: QTableWidget, column: int) -> list[str]:
    """Texts of a column that its width does not show whole."""
    room = table.columnWidth(column) - 16
    texts = [item.text() for row in range(table.rowCount()) if (item := table.item(row, column)) is not None]
    return [text for text in texts if table.fontMetrics().horizontalAdvance(text) > room]


def test_options_in_rows_stand_in_columns_of_one_width(qtbot: QtBot) -> None:
    codes = CodeList("asked", tuple((str(place), f"第 {place} 项") for place in range(1, 10)))
    group = OptionGroup(codes, multiple=True, columns=5)
    qtbot.addWidget(group)
    group.resize(900, 80)
    group.show()
    qtbot.waitExposed(group)
    widths = {group.button(str(place)).width() for place in range(1, 10)}
    assert max(widths) - min(widths) <= 2


def test_a_shape_keeps_its_colour_in_the_selected_row(program: Program) -> None:
    shown = icon("warn", 18)
    plain, selected = (shown.pixmap(18, 18, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert plain == selected


@pytest.mark.parametrize("width", [911, 1024])
def test_telephone_and_day_are_whole_in_a_narrow_list_of_residents(
    width: int, program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    assert people
    narrow(program, width, 442)
    program.shell.go(OpenResidents())
    page = program.shell.pages["residents"]
    assert isinstance(page, ResidentsPage)
    qtbot.waitUntil(lambda: page.table.rowCount() > 0 and page.table.isColumnHidden(4))
    qtbot.waitUntil(lambda: shortened(page.table, 6) + shortened(page.table, 8) == [])


def test_amounts_are_flush_right_and_days_whole_in_a_narrow_stock_room(program: Program, qtbot: QtBot) -> None:
    narrow(program, *AT_150)
    program.shell.go(OpenStock())
    page = program.shell.pages["stock"]
    assert isinstance(page, StockPage)
    qtbot.waitUntil(lambda: page.table.rowCount() > 0 and page.table.isColumnHidden(5))
    qtbot.waitUntil(lambda: shortened(page.table, 3) + shortened(page.table, 6) == [])
    amount, head = page.table.item(0, 4), page.table.horizontalHeaderItem(4)
    assert amount is not None
    assert head is not None
    for told in (amount, head):
        assert Qt.AlignmentFlag(told.textAlignment()) & Qt.AlignmentFlag.AlignRight


def test_everything_missing_in_a_new_record_is_told_at_once(program: Program) -> None:
    program.shell.go(OpenRegister())
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    page.save()
    wrong = [name for name, editor in page.form.editors.items() if editor.property("state") == "invalid"]
    assert {"name", "birth_date", "id_no"} <= set(wrong)


def half_covered(program: Program) -> list[QWidget]:
    """Parts of the top bar that a message covers in part."""
    shell = program.shell
    covered: list[QWidget] = []
    for part in (shell.bar.search, shell.bar.pill, shell.bar.who):
        area = QRect(part.mapTo(shell, QPoint(0, 0)), part.size())
        met = area.intersected(shell.message.geometry())
        if 0 < met.width() < area.width():
            covered.append(part)
    return covered


def test_a_message_covers_a_part_of_the_top_bar_whole_or_not_at_all(
    program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    long = "数据所在的磁盘只剩 0.8 GB：满了就不能保存。请把照片、视频等移走，或请人清理；不要删 vclinic 文件夹。"
    for place in (None, OpenRegister(people["刘大山"]), OpenVisit(people["阿卜杜热合曼·买买提"])):
        if place is not None:
            program.shell.go(place)
        for text in ("档案已保存。", long, long * 3):
            MESSAGES.warn(text)
            qtbot.wait(30)
            assert half_covered(program) == []


def test_the_checks_below_the_prescriptions_are_in_sight_on_an_old_screen(
    program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    narrow(program, 1024, 698)
    made = village.visit(program.shell.station, people["何秀珍"], (148, 92))
    program.shell.go(OpenPrescriptions(made))
    page = program.shell.pages["prescriptions"]
    assert isinstance(page, PrescriptionsPage)
    qtbot.waitUntil(lambda: page.diet._below.height() >= page.diet._checks.totalSizeHint().height() > 20)


def test_values_of_the_laboratory_are_kept_by_the_mouse_too(
    program: Program, people: dict[str, str], qtbot: QtBot
) -> None:
    program.shell.go(OpenRecord(people["何秀珍"]))
    page = program.shell.pages["record"]
    assert isinstance(page, RecordPage)
    qtbot.mouseClick(page.known.measure, Qt.MouseButton.LeftButton)
    entry = page.known.figures
    next(iter(entry.edits.values())).setText("88")
    qtbot.mouseClick(entry.keep_button, Qt.MouseButton.LeftButton)
    kept = profiles.read(program.shell.station, people["何秀珍"]).labs
    assert [lab.value for lab in kept] == [88]
    assert entry.isHidden()


def test_every_sign_of_danger_is_whole_at_150_percent(
    program: Program, people: dict[str, str], keys: Keyboard, qtbot: QtBot
) -> None:
    narrow(program, *AT_150)
    program.shell.go(OpenVisit(people["刘大山"]))
    keys.type("182112")
    signs = [
        button
        for group in program.shell.pages["follow_up"].findChildren(OptionGroup)
        if group.accessibleName() == "危急情况"
        for button in group.findChildren(QToolButton)
    ]
    assert len(signs) == 10
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in signs))


def test_a_long_reason_is_read_from_its_beginning(qtbot: QtBot) -> None:
    line = ReasonLine(("录错",))
    qtbot.addWidget(line)
    line.show_reason("血压与上次完全相同，请核对原始记录后再报，若属实请写明原因。")
    assert line.cursorPosition() == 0
    assert line.toolTip().startswith("血压与上次")


def test_a_day_of_another_year_says_its_year() -> None:
    today = date(2026, 11, 24)
    assert short_day(today - timedelta(days=364), today) == "11-25"
    assert short_day(today - timedelta(days=365), today) == "2025-11-24"
    assert short_day(today + timedelta(days=30), today) == "12-24"
