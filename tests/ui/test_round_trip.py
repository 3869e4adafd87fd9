"""Nothing that is typed is dropped: every field of every form window is written, saved and opened again; what is saved
unchanged writes nothing, and a correction of one field changes that field only."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text as sql

from tests.ui import village
from tests.ui.hands import write
from tests.ui.visiting import newcomer, page_of, stored, words_in
from vclinic.domain.identity import make_id_no
from vclinic.main import Program
from vclinic.services import register_resident
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, stock_ledger
from vclinic.ui.destinations import OpenRecord, OpenRegister, OpenSettings, OpenStock, OpenVisit
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.pages.residents.record import RecordPage
from vclinic.ui.pages.residents.register import RegisterPage
from vclinic.ui.pages.settings import SettingsPage
from vclinic.ui.pages.stock.page import StockPage

BORN = date(1962, 3, 4)
CARD = make_id_no("340123", BORN, 21)
# what a line is given by its name where any words or figure will not do
TYPED = {
    "身份证号": CARD, "出生日期": BORN.isoformat(), "无证件原因": "", "本人电话": "13800001234",
    "联系人电话": "055112345678", "第1次收缩压": "128", "第1次舒张压": "82", "第2次收缩压": "130", "第2次舒张压": "80",
    "第3次收缩压": "126", "第3次舒张压": "84", "体重": "66.5", "目标体重": "62.5", "身高": "163.5", "心率": "74",
    "空腹血糖值": "6.2", "空腹血糖": "6.2", "糖化血红蛋白": "6.4", "每日次数": "2", "随访日期": "2026-11-24",
    "检查日期": "2026-11-20", "下次随访日期": "", "日吸烟量": "7", "目标日吸烟量": "3",
    "日饮酒量": "1.5", "目标日饮酒量": "0.5", "运动次数": "4", "每次运动时间": "25", "目标运动次数": "5",
    "目标每次运动时间": "35", "每次用量": "5 mg", "主食": "350", "目标主食": "300",
}  # fmt: skip
# and the option chosen where the last one would be no plain visit or no plain record
CHOSEN = {"性别": "男", "证件类型": "01", "随访方式": "家庭", "症状": "无症状", "医生另外确认": ""}


def lines_of(page: QWidget) -> Iterator[tuple[str, QWidget]]:
    """Whatever can be written on a page, by a name of its own: lines, groups of options, drop-downs, boxes."""
    seen: Counter[str] = Counter()
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled():
            continue
        written = (
            isinstance(widget, QLineEdit) and not widget.isReadOnly() and not isinstance(widget.parent(), QComboBox)
        )
        ticked = isinstance(widget, QAbstractButton) and widget.isCheckable()
        if isinstance(widget, QAbstractButton) and isinstance(widget.parent(), OptionGroup):
            continue
        if written or ticked or isinstance(widget, OptionGroup | QComboBox | QPlainTextEdit):
            name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            seen[name] += 1
            yield f"{name}#{seen[name]}" if seen[name] > 1 else name, widget


def standing(page: QWidget) -> dict[str, object]:
    """What stands in everything that can be written."""
    texts: dict[str, object] = {}
    for name, widget in lines_of(page):
        if isinstance(widget, OptionGroup):
            texts[name] = widget.codes_on()
        elif isinstance(widget, QComboBox):
            texts[name] = widget.currentText()
        elif isinstance(widget, QPlainTextEdit):
            texts[name] = widget.toPlainText()
        elif isinstance(widget, QLineEdit):
            texts[name] = widget.text()
        elif isinstance(widget, QAbstractButton):
            texts[name] = widget.isChecked()
    return texts


def anything(edit: QLineEdit, name: str) -> str:
    """What a line takes that has no words of its own above: the middle of a figure's bounds, a day, words."""
    meaning = edit._meaning if isinstance(edit, ValueEdit) else None
    if meaning is not None and meaning.kind in ("integer", "decimal"):
        return str(int(((meaning.low or 0) + (meaning.high or 0)) / 2))
    return "2026-11-20" if meaning is not None and meaning.kind == "date" else f"写在{name}"


def fill(qtbot: QtBot, name: str, widget: QWidget) -> None:
    """Write something into a field as a hand does."""
    plain = name.partition("#")[0]
    if isinstance(widget, OptionGroup):
        buttons = {button.accessibleName(): button for button in widget.findChildren(QAbstractButton)}
        wanted = CHOSEN.get(plain, list(buttons)[-1])
        if wanted and not buttons[wanted].isChecked():
            qtbot.mouseClick(buttons[wanted], Qt.MouseButton.LeftButton)
    elif isinstance(widget, QComboBox):
        wanted = next((place for place in range(widget.count()) if plain in CHOSEN
                       and widget.itemData(place) == CHOSEN[plain]), widget.count() - 1)  # fmt: skip
        widget.setCurrentIndex(wanted)
    elif isinstance(widget, QLineEdit):
        widget.setFocus()
        widget.selectAll()
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        write(qtbot, widget, TYPED[plain] if plain in TYPED else anything(widget, name.replace("#", "")))
    elif isinstance(widget, QAbstractButton) and not widget.isChecked():
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def fill_page(qtbot: QtBot, page: QWidget) -> dict[str, object]:
    """Write into everything, into what an answer opens too; what stands there afterwards."""
    done: set[str] = set()
    while waiting := [(name, widget) for name, widget in lines_of(page) if name not in done]:
        for name, widget in waiting:
            fill(qtbot, name, widget)
            done.add(name)
    return standing(page)


def written_so_far(station: Workstation) -> int:
    """Changes in the database."""
    with station.store.read() as session:
        return int(session.execute(sql("SELECT count(*) FROM change")).scalar_one())


def register_page(program: Program, resident_id: str = "") -> RegisterPage:
    program.shell.go(OpenRegister(resident_id))
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    return page


@pytest.fixture
def everything_told(qtbot: QtBot, program: Program) -> ResidentRecord:
    """A record of which every field was written on the real page."""
    page = register_page(program)
    texts = fill_page(qtbot, page)
    assert len(texts) > 40
    page.save()
    assert program.shell.current == "record", page.foot.text()
    record = program.shell.pages["record"]
    assert isinstance(record, RecordPage)
    made = resident_record(program.shell.station, record._id)
    program.shell.go(OpenRegister(made.id))
    again = standing(page)
    hidden = {"高血压", "糖尿病", "慢阻肺", "脑卒中", "冠心病"}  # entered once, then not to be taken out here
    assert again == {name: text for name, text in texts.items() if name not in hidden}
    assert set(made.diseases) == set(page.registers.buttons)
    return made


def test_a_new_record_keeps_every_field(everything_told: ResidentRecord) -> None:
    assert everything_told.height_cm == 163.5
    assert everything_told.resident.id_no == CARD


def test_a_record_opened_and_saved_writes_nothing_and_says_so(
    program: Program, everything_told: ResidentRecord, people: dict[str, str], said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    for resident_id in (everything_told.id, *people.values()):
        before = written_so_far(station)
        register_page(program, resident_id).save()
        assert program.shell.current == "record"
        assert written_so_far(station) == before
        assert said[-1] == ("info", "和档案里的一样，没有改动，不另存一版。")


def test_a_correction_of_one_field_changes_that_field_only(
    qtbot: QtBot, program: Program, everything_told: ResidentRecord, said: list[tuple[str, str]]
) -> None:
    page, station = register_page(program, everything_told.id), program.shell.station
    names = [name for name, edit in page.form.editors.items() if isinstance(edit, ValueEdit)]
    single = [name for name in names if name not in ("id_no", "birth_date", "id_missing_reason")]
    assert len(single) > 8
    for name in single:
        before = resident_record(station, everything_told.id)
        page = register_page(program, everything_told.id)
        edit = page.form.editors[name]
        assert isinstance(edit, ValueEdit)
        edit.setFocus()
        edit.selectAll()
        write(qtbot, edit, "13912345678" if name.endswith("phone") else "改过的")
        if name == "name":
            write(qtbot, page.identity.reason, "原来写错了")
        page.save()
        assert said[-1] == ("ok", "档案已保存。"), page.foot.text()
        after = resident_record(station, everything_told.id)
        fields = vars_of(before)
        assert {field for field, value in vars_of(after).items() if value != fields[field]} == {name}
        assert after.enrolments == before.enrolments


def told(texts: dict[str, object]) -> set[tuple[str, str]]:
    """What stands under each caption, whichever of the forms asks it; 38 is 38.0."""
    return {(name.partition("#")[0], str(text).removesuffix(".0")) for name, text in texts.items()}


def vars_of(record: ResidentRecord) -> dict[str, object]:
    return {name: getattr(record.resident, name) for name in record.resident.__dataclass_fields__}


def _enrolled(station: Workstation, *diseases: str) -> str:
    resident_id = newcomer(station, "方小满")
    for disease in diseases:
        register_resident.enrol_register(station, resident_id, disease, date(2026, 11, 20))
    return resident_id


def test_a_correction_of_one_figure_of_a_visit_changes_that_figure_only(
    qtbot: QtBot, program: Program, said: list[tuple[str, str]]
) -> None:
    station = program.shell.station
    resident_id = _enrolled(station, "htn")
    program.shell.go(OpenVisit(resident_id))
    qtbot.waitUntil(page_of(program).form.isVisible)
    fill_page(qtbot, page_of(program).form)
    page_of(program).storing.save()
    (visit,) = stored(station, resident_id)
    before = follow_ups.values_of(visit)
    for name, text, value in (("heart_rate", "81", 81), ("other_signs", "下肢不肿", "下肢不肿"), ("smoke_now", "9", 9)):
        program.shell.go(OpenVisit(resident_id, follow_up_id=visit.id))
        page = page_of(program)
        qtbot.waitUntil(page.form.isVisible)
        page.form.focus_field(name)
        edit = QApplication.focusWidget()
        assert isinstance(edit, ValueEdit)
        edit.selectAll()
        write(qtbot, edit, text)
        write(qtbot, page.correction.reason, "抄错了")
        page.storing.save()
        assert said[-1][0] == "ok", said
        after = follow_ups.values_of(stored(station, resident_id)[0])
        assert {field: after[field] for field in after if after[field] != before[field]} == {name: value}
        before = after


@pytest.mark.parametrize("diseases", [("htn",), ("htn", "t2dm")], ids="+".join)
def test_a_visit_keeps_every_field_and_writes_nothing_when_nothing_was_changed(
    qtbot: QtBot, program: Program, said: list[tuple[str, str]], diseases: tuple[str, ...]
) -> None:
    station = program.shell.station
    resident_id = _enrolled(station, *diseases)
    program.shell.go(OpenVisit(resident_id))
    page = page_of(program)
    qtbot.waitUntil(page.form.isVisible)
    texts = fill_page(qtbot, page.form)
    assert len(texts) > 30
    page.storing.save()
    assert program.shell.current == "prescriptions", said
    before = written_so_far(station)
    again: set[tuple[str, str]] = set()
    for visit in stored(station, resident_id):
        program.shell.go(OpenVisit(resident_id, follow_up_id=visit.id))
        qtbot.waitUntil(page_of(program).form.isVisible)
        again |= told(standing(page_of(program).form))
        assert page_of(program).state.values["height_cm"] == 163.5, "asked for once, as long as nobody knows it"
        page_of(program).storing.save()
        assert said[-1][1].endswith("和已存的一样，没有改动，不另存一版。")
    assert written_so_far(station) == before
    lost = told({name: text for name, text in texts.items() if name != "身高"}) - again
    assert lost == set()


def test_the_settings_keep_every_line(qtbot: QtBot, program: Program, said: list[tuple[str, str]]) -> None:
    program.shell.go(OpenSettings())
    page = program.shell.pages["settings"]
    assert isinstance(page, SettingsPage)
    for edit in page.numbers.values():
        another = int(edit.text()) + 1
        edit.selectAll()
        qtbot.keyClicks(edit, str(another))
    page.org.setFocus()
    write(qtbot, page.org, "清溪镇卫生院 内科")
    qtbot.mouseClick(page.second, Qt.MouseButton.LeftButton)
    texts = standing(page)
    page.save()
    assert said[-1] == ("ok", "设置已保存。")
    program.shell.go(OpenRecord(newcomer(program.shell.station, "方小满")))
    program.shell.go(OpenSettings())
    assert standing(page) == texts


def test_a_height_typed_for_somebody_enrolled_reaches_the_next_visit_and_its_index(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    page = register_page(program, people["刘大山"])
    page.registers.height_edit.selectAll()
    qtbot.keyClicks(page.registers.height_edit, "171.5")
    page.save()
    program.shell.go(OpenVisit(people["刘大山"]))
    visit = page_of(program)
    qtbot.waitUntil(visit.form.isVisible)
    assert visit.state.values["height_cm"] == 171.5
    weight = next(edit for name, edit in lines_of(visit.form) if name == "体重")
    fill(qtbot, "体重", weight)
    assert "22.6" in words_in(visit.form), "66.5 kg / (1.715 m)²"


def test_a_receipt_is_in_the_table_as_it_was_typed(qtbot: QtBot, program: Program, said: list[tuple[str, str]]) -> None:
    program.shell.go(OpenStock())
    page, station = program.shell.pages["stock"], program.shell.station
    assert isinstance(page, StockPage)
    page.finder.picked.emit(station.catalog.drug(village.AMLODIPINE))
    typed = {"batch_no": "B26-7", "expires_on": "2028-02-29", "quantity": "120", "cost": "0.155"}
    for name, text in typed.items():
        qtbot.keyClicks(page.edits[name], text)
    program.shell.go(OpenSettings())
    program.shell.go(OpenStock())
    assert {name: edit.text() for name, edit in page.edits.items()} == typed, "left and come back to"
    page.save()
    assert said[-1][0] == "ok"
    with station.store.read() as session:
        batches = stock_ledger.batches(session, [village.AMLODIPINE])[village.AMLODIPINE]
    kept = [(b.batch_no, str(b.expires_on), b.balance, b.price) for b in batches if b.batch_no == "B26-7"]
    assert kept == [("B26-7", "2028-02-29", 120, 155)]
    assert not any(edit.text() for edit in page.edits.values())
