"""The list of residents, a record typed from an ID card, and a roster as it arrives."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.ui import village
from tests.ui.hands import Keyboard, write
from vclinic.domain.identity import make_id_no
from vclinic.forms.roster_file import read_roster_file
from vclinic.main import Program
from vclinic.services.find_residents import count_residents, find
from vclinic.services.person import person_of
from vclinic.services.resident_record import resident_record
from vclinic.services.returned import returned
from vclinic.ui.destinations import OpenImport, OpenRecord, OpenRegister, OpenResidents, OpenReturned
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.pages.residents import page as residents_page
from vclinic.ui.pages.residents.import_page import ImportPage
from vclinic.ui.pages.residents.page import ResidentsPage
from vclinic.ui.pages.residents.record import RecordPage
from vclinic.ui.pages.residents.register import RegisterPage

DAY = date(2026, 11, 24)
CARD = make_id_no("340123", date(1969, 7, 2), 47)


@pytest.fixture
def register(program: Program) -> RegisterPage:
    program.shell.go(OpenRegister())
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    return page


def line(page: RegisterPage, name: str) -> ValueEdit:
    edit = page.form.editors[name]
    assert isinstance(edit, ValueEdit)
    return edit


def test_the_card_fills_in_sex_and_birthday(qtbot: QtBot, program: Program, register: RegisterPage) -> None:
    qtbot.waitUntil(line(register, "id_no").hasFocus)
    write(qtbot, line(register, "id_no"), CARD)
    assert line(register, "birth_date").text() == "1969-07-02"
    sex = register.form.editors["sex_code"]
    assert isinstance(sex, OptionGroup)
    assert tuple(sex.codes_on()) == ("1",)
    qtbot.waitUntil(line(register, "name").hasFocus)
    write(qtbot, line(register, "name"), "曾庆林")
    register.registers.buttons["htn"].setChecked(True)
    qtbot.keyClick(line(register, "name"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert program.shell.current == "record"
    record = resident_record(program.shell.station, program.shell.pages["record"]._id)
    assert (record.resident.name, record.resident.sex_code, record.diseases) == ("曾庆林", "1", ("htn",))


def test_a_wrong_last_character_is_said_while_typing(qtbot: QtBot, register: RegisterPage) -> None:
    wrong = CARD[:-1] + ("0" if CARD[-1] != "0" else "1")
    write(qtbot, line(register, "id_no"), wrong)
    assert line(register, "id_no").property("state") == "invalid"
    assert "校验位不对" in line(register, "id_no").toolTip()
    assert line(register, "birth_date").text() == ""


def test_nothing_is_saved_of_a_record_with_a_fault(
    qtbot: QtBot, program: Program, register: RegisterPage, said: list[tuple[str, str]]
) -> None:
    before = count_residents(program.shell.station)
    write(qtbot, line(register, "id_no"), CARD)
    register.save()
    assert program.shell.current == "register"
    assert line(register, "name").property("state") == "invalid"
    assert said[-1][0] == "warn"
    line(register, "name").setText("曾庆林")
    register.registers.height_edit.setText("17")
    register.save()
    assert register.registers.height_edit.property("state") == "invalid"
    assert count_residents(program.shell.station) == before


def test_somebody_already_on_the_roll_is_named(
    qtbot: QtBot, program: Program, register: RegisterPage, people: dict[str, str], said: list[tuple[str, str]]
) -> None:
    known = resident_record(program.shell.station, people["何秀珍"]).resident
    write(qtbot, line(register, "id_no"), known.id_no)
    write(qtbot, line(register, "name"), "何秀珍")
    register.save()
    assert said[-1] == ("warn", "这个身份证号已有档案：何秀珍，二组 14 号。")


def test_no_card_wants_a_reason(qtbot: QtBot, register: RegisterPage) -> None:
    write(qtbot, line(register, "name"), "曾庆林")
    write(qtbot, line(register, "birth_date"), "1969-07-02")
    register.form.show_values({"sex_code": "1"})
    register.save()
    assert line(register, "id_no").property("state") == "invalid"
    write(qtbot, line(register, "id_missing_reason"), "证件丢失补办中")
    register.save()
    assert register.form.values()["id_missing_reason"] == "证件丢失补办中"


def test_a_record_is_corrected_and_its_history_stays(program: Program, people: dict[str, str]) -> None:
    program.shell.go(OpenRegister(people["刘大山"]))
    page = program.shell.pages["register"]
    assert program.shell.bar.heading.text() == "更正个人基本信息，第 2 版"
    line(page, "phone").setText("13800001234")
    page.save()
    record = resident_record(program.shell.station, people["刘大山"])
    assert record.resident.phone == "13800001234"
    assert record.resident.address == "三组 8 号"
    assert record.revision == 2
    assert len(record.timeline) == 1


@pytest.mark.parametrize(("text", "kept"), [("171.5", 171.5), ("158", 158.0), ("", None)])
def test_a_height_typed_for_somebody_enrolled_long_ago_is_there_when_the_record_is_opened_again(
    program: Program, people: dict[str, str], text: str, kept: float | None
) -> None:
    program.shell.go(OpenRegister(people["刘大山"]))
    page = program.shell.pages["register"]
    page.registers.height_edit.setText(text)
    page.save()
    assert program.shell.current == "record"
    assert resident_record(program.shell.station, people["刘大山"]).height_cm == kept
    program.shell.go(OpenRegister(people["刘大山"]))
    assert page.registers.height_edit.text() == text


def test_a_height_that_has_no_place_is_said_and_nothing_is_saved_without_it(
    qtbot: QtBot, program: Program, register: RegisterPage
) -> None:
    qtbot.waitUntil(line(register, "id_no").hasFocus)
    write(qtbot, line(register, "id_no"), CARD)
    write(qtbot, line(register, "name"), "曾庆林")
    register.registers.height_edit.setText("170")
    register.save()
    assert program.shell.current == "register"
    assert "身高记在慢病专档里" in register.foot.text()
    register.registers.buttons["htn"].setChecked(True)
    register.save()
    assert resident_record(program.shell.station, program.shell.pages["record"]._id).height_cm == 170


def test_the_roll_lists_and_filters(qtbot: QtBot, program: Program) -> None:
    program.shell.go(OpenResidents())
    page = program.shell.pages["residents"]
    assert isinstance(page, ResidentsPage)
    assert page.table.rowCount() == 7
    assert page._count.text() == "在管 7 人"
    page._group.setCurrentIndex(page._group.findData("一组"))
    assert page.table.rowCount() == 2
    page._disease.setCurrentIndex(page._disease.findData("copd"))
    assert page.table.rowCount() == 0
    assert isinstance(page._disease, QComboBox)
    page._disease.setCurrentIndex(0)
    page.table.setCurrentCell(0, 0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert program.shell.current == "record"


def test_the_record_tells_everything_on_one_line_of_time(
    qtbot: QtBot, program: Program, people: dict[str, str], said: list[tuple[str, str]]
) -> None:
    program.shell.go(OpenRecord(people["何秀珍"]))
    page = program.shell.pages["record"]
    assert isinstance(page, RecordPage)
    assert [entry.entity for entry in page._entries] == ["dispensing", "prescription", "follow_up"] * 2
    assert page._allergy.text == "过敏：青霉素"
    assert "340123********" in page._facts.text()
    page.table.setCurrentCell(0, 0)
    assert page._reverse.isVisible()
    page._take_back()
    assert said[-1][0] == "danger", "no reason, no reversal"
    write(qtbot, page._why, "发错药")
    page._take_back()
    assert said[-1] == ("ok", "发药已冲销，药已退回原批次。")
    page.table.setCurrentCell([entry.entity for entry in page._entries].index("follow_up"), 0)
    assert not page._reverse.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert program.shell.current == "follow_up"


ROSTER = """姓名,性别,身份证号,住址,慢性病
曾庆林,男,{good},五组 9 号,高血压
王建国,男,{wrong},五组 10 号,
刘大山,男,{known},三组 8 号,高血压
"""


@pytest.fixture
def roster(tmp_path: Path, program: Program, people: dict[str, str]) -> Path:
    known = resident_record(program.shell.station, people["刘大山"]).resident.id_no
    wrong = make_id_no("340123", date(1970, 1, 1), 11)
    wrong = wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
    file = tmp_path / "花名册.csv"
    file.write_bytes(ROSTER.format(good=CARD, wrong=wrong, known=known).encode("gbk"))
    return file


def test_a_roster_is_looked_at_before_anything_is_written(
    qtbot: QtBot, program: Program, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.shell.go(OpenImport(roster))
    page = program.shell.pages["import"]
    assert isinstance(page, ImportPage)
    qtbot.waitUntil(lambda: page.preview is not None, timeout=5000)
    assert page.summary.text == "可导入 1 行（新建 1，补充 0）没有变化 1 行，退回 1 行"
    assert page.table.item(0, 0).text() == "3"
    told = [page.table.item(0, place).text() for place in range(1, 5)]
    assert told[1] == "身份证号"
    assert all(told), "who, which column, what stands there, why not"
    assert "校验位不对" in told[3]
    assert count_residents(program.shell.station) == 7
    page.accept()
    qtbot.waitUntil(lambda: page.summary.text.startswith("已导入 1 人"), timeout=5000)
    assert count_residents(program.shell.station) == 8
    back = tmp_path / "退回.csv"
    monkeypatch.setattr(
        "vclinic.ui.pages.residents.import_page.QFileDialog.getSaveFileName", lambda *_: (str(back), "")
    )
    page.save_button.click()
    assert "校验位不对" in str(read_roster_file(back))
    page.look_at(roster)
    qtbot.waitUntil(lambda: page.summary.text.startswith("可导入 0 行"), timeout=5000)
    assert not page.accept_button.isEnabled()


def test_words_nobody_could_read_are_shown_in_the_preview_and_on_the_record_until_the_doctor_says_what_they_are(
    qtbot: QtBot, program: Program, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    file = tmp_path / "花名册.csv"
    file.write_text(f"姓名,身份证号,慢性病,过敏史\n曾庆林,{CARD},怀疑冠心病、怪病,某某药\n", "utf-8")
    program.shell.go(OpenImport(file))
    page = program.shell.pages["import"]
    assert isinstance(page, ImportPage)
    qtbot.waitUntil(lambda: page.preview is not None, timeout=5000)
    assert "1 行有认不出的字，照样导入，请人工看" in page.summary.text
    assert page.table.item(0, 3).text() == "怪病、某某"
    assert "未识别，请人工看" in page.table.item(0, 4).text()
    page.accept()
    qtbot.waitUntil(lambda: page.summary.text.startswith("已导入 1 人"), timeout=5000)
    program.shell.go(OpenRecord(find(program.shell.station, "曾庆林")[0].id))
    record = program.shell.pages["record"]
    assert isinstance(record, RecordPage)
    assert record.look.note.text.startswith("未识别，请人工看：怪病、某某")
    assert "待核实：冠心病" in record.look.note.text
    qtbot.keyClick(record.look.meaning, Qt.Key.Key_Return)
    assert "怪病" in record.look.note.text, "nothing written, nothing kept"
    for meaning in ("痛风", "青霉素过敏"):
        write(qtbot, record.look.meaning, meaning)
        qtbot.keyClick(record.look.meaning, Qt.Key.Key_Return)
    assert said[-1] == ("ok", "记下了：某某就是青霉素过敏。")
    assert "未识别" not in record.look.note.text
    assert not record.look.meaning.isVisible()
    person = person_of(program.shell.station, resident_record(program.shell.station, record._id), {"visit_date": DAY})
    assert ("gout" in person.diseases, person.allergies) == (True, ("penicillin",))


def test_a_record_with_nothing_open_asks_nothing(program: Program, people: dict[str, str]) -> None:
    program.shell.go(OpenRecord(people["刘大山"]))
    record = program.shell.pages["record"]
    assert isinstance(record, RecordPage)
    assert not record.look.isVisible()


def test_a_file_that_is_no_roster_is_said_in_the_page(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    other = tmp_path / "letter.xlsx"
    other.write_bytes(b"\x00\x01 no roster")
    program.shell.go(OpenImport(other))
    page = program.shell.pages["import"]
    qtbot.waitUntil(lambda: page.summary.property("level") == "danger", timeout=5000)
    assert "没有导入任何内容。" in page.summary.text
    assert not page.accept_button.isEnabled()
    assert village.PEOPLE


def test_a_returned_record_opens_with_its_remarks_at_their_fields_and_saving_answers_them(
    qtbot: QtBot, program: Program, people: dict[str, str]
) -> None:
    station, resident = program.shell.station, people["赵冬梅"]
    village.receipts_for_all(station)
    deadline = station.clock.today() + timedelta(days=3)
    village.send_back(station, resident, "其余都好", deadline, phone="打不通，请核对", surgeries="补手术时间")
    program.shell.go(OpenReturned())
    listed = program.shell.pages["returned"]
    qtbot.keyClick(listed.table, Qt.Key.Key_Return)
    page = program.shell.pages["register"]
    assert program.shell.current == "register"
    qtbot.waitUntil(line(page, "phone").hasFocus)
    note = page.form._notes["phone"]
    assert note.isVisible()
    assert note.text == "卫生院退回：打不通，请核对"
    assert "11-27 前改好" in page.returned.text
    assert page.returned.text.endswith("“既往史·手术”（这一页不填，档案里现在是：—）：补手术时间；其余都好")
    line(page, "phone").selectAll()  # what is kept stands until it is asked to go
    write(qtbot, line(page, "phone"), "13711112222")
    assert not note.isVisible()
    qtbot.keyClick(line(page, "phone"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert program.shell.current == "record"
    assert resident_record(station, resident).revision == 2
    assert returned(station) == ()
    program.shell.go(OpenRegister(resident))
    assert not page.returned.isVisible()
    assert page.form._notes == {}


def test_a_long_list_is_turned_page_by_page(
    qtbot: QtBot, program: Program, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(residents_page, "_PAGE", 3)
    program.shell.go(OpenResidents())
    page = program.shell.pages["residents"]
    assert isinstance(page, ResidentsPage)
    keys = Keyboard(qtbot, program.window)
    shown: list[list[str]] = []

    def look() -> tuple[bool, bool]:
        shown.append([hit.id for hit in page._hits])
        assert page.table.rowCount() == len(page._hits)
        return page.back_button.isEnabled(), page.on_button.isEnabled()

    assert look() == (False, True)
    assert "这是第 1 页，每页 3 人" in page._count.text()
    keys.press(Qt.Key.Key_PageUp, ctrl=True)  # there is none before
    assert [hit.id for hit in page._hits] == shown[0]
    keys.press(Qt.Key.Key_PageDown, ctrl=True)
    assert look() == (True, True)
    keys.press(Qt.Key.Key_PageDown, ctrl=True)
    assert look() == (True, False)
    keys.press(Qt.Key.Key_PageDown, ctrl=True)  # there is none after
    keys.press(Qt.Key.Key_PageUp, ctrl=True)
    assert [hit.id for hit in page._hits] == shown[1]
    assert [len(part) for part in shown] == [3, 3, 1]
    assert sorted(resident for part in shown for resident in part) == sorted(people.values())
    page._disease.setCurrentIndex(page._disease.findData("htn"))
    assert "这是第 1 页" in page._count.text()
    monkeypatch.undo()
    program.shell.go(OpenResidents())
    assert not page.on_button.isVisible()
    assert "页" not in page._count.text()
