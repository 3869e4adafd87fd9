"""What a roster leaves open is asked in the preview and answered by keys; nothing is written before."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vclinic.domain.identity import make_id_no
from vclinic.main import Program
from vclinic.services.find_residents import count_residents, find
from vclinic.services.register_resident import register
from vclinic.services.resident_record import resident_record
from vclinic.ui.destinations import OpenImport, OpenRegister, OpenResidents
from vclinic.ui.pages.residents.import_page import ImportPage
from vclinic.ui.pages.residents.page import ResidentsPage
from vclinic.ui.pages.residents.register import RegisterPage


def opened(qtbot: QtBot, program: Program, path: Path, *lines: str) -> ImportPage:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    program.shell.go(OpenImport(path))
    page = program.shell.pages["import"]
    assert isinstance(page, ImportPage)
    qtbot.waitUntil(lambda: page.preview is not None and page.preview.path == path, timeout=5000)
    return page


@pytest.fixture
def asking(qtbot: QtBot, program: Program, people: dict[str, str], tmp_path: Path) -> ImportPage:
    """Three differences and a household that cannot be told."""
    station = program.shell.station
    lines = ["姓名,身份证号,电话,户主,组,与户主关系"]
    lines += [
        f"{name},{resident_record(station, people[name]).resident.id_no},13811110000,,,"
        for name in ("刘大山", "赵冬梅", "单国英")
    ]
    number = [make_id_no("340123", date(1970 + n, 2, 3), 301 + 20 * n) for n in range(3)]
    lines += [
        f"曾庆林,{number[0]},,曾庆林,一组,户主",
        f"曾庆林,{number[1]},,曾庆林,五组,户主",
        f"曾小妹,{number[2]},,曾庆林,,女",
    ]
    return opened(qtbot, program, tmp_path / "花名册.csv", *lines)


def test_questions_come_first_and_digits_arrows_and_enter_answer_them(
    qtbot: QtBot, program: Program, people: dict[str, str], asking: ImportPage
) -> None:
    card = asking.question
    qtbot.waitUntil(card.hasFocus)
    assert "4 个问题，还有 4 个没回答，先按稳妥的做" in asking.summary.text
    assert asking.accept_button.isEnabled(), "what is not answered goes the careful way"
    assert card.place.text() == "问题 1 / 4 · 第 7 行"
    assert "曾庆林" in card.text.text()
    qtbot.keyClick(card, Qt.Key.Key_2)  # the second place: 五组
    assert card.place.text() == "问题 2 / 4 · 第 2 行"
    assert [button.isChecked() for button in card.buttons] == [True, False]
    qtbot.keyClick(card, Qt.Key.Key_Down)
    qtbot.keyClick(card, Qt.Key.Key_Return)  # the file's telephone
    assert card.place.text() == "问题 3 / 4 · 第 3 行"
    qtbot.keyClick(card, Qt.Key.Key_Left)
    assert card.place.text() == "问题 2 / 4，已回答 · 第 2 行"
    qtbot.keyClick(card, Qt.Key.Key_Right)
    asking.all_button.click()  # keep the records' for the two that are left
    assert asking.stack.currentIndex() == 0
    assert "没回答" not in asking.summary.text
    asking.accept_button.click()
    qtbot.waitUntil(lambda: asking.summary.text.startswith("已导入"), timeout=5000)
    station = program.shell.station
    phones = [resident_record(station, people[name]).resident.phone for name in ("刘大山", "赵冬梅", "单国英")]
    assert [phone == "13811110000" for phone in phones] == [True, False, False]
    daughter = resident_record(station, find(station, "曾小妹")[0].id).resident
    assert resident_record(station, daughter.household_id).resident.village_group == "五组"
    assert not asking.ask_button.isVisible()


def test_one_person_is_shown_side_by_side_and_becomes_one_record(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    station = program.shell.station
    page = opened(qtbot, program, tmp_path / "甲.csv", "姓名,性别,出生日期,电话", "谢有根,男,1955-07-01,13800000001")
    assert not page.ask_button.isVisible()
    page.accept()
    qtbot.waitUntil(lambda: page.summary.text.startswith("已导入 1 人"), timeout=5000)
    people = count_residents(station)
    header, line = "姓名,性别,出生日期,身份证号", "谢有根,男,1955-07-01,340123195507012010"
    page = opened(qtbot, program, tmp_path / "乙.csv", header, line)
    assert not page.accept_button.isEnabled(), "the only row waits for its answer"
    assert page.question.question is not None
    assert ("身份证号", "—", "340123195507012010") in page.question.question.sides
    qtbot.keyClick(page.question, Qt.Key.Key_1)
    assert page.accept_button.isEnabled()
    page.ask_button.click()
    assert page.question.place.text() == "问题 1 / 1，已回答 · 第 2 行"
    page.ask_button.click()
    page.accept()
    qtbot.waitUntil(lambda: page.summary.text.startswith("已导入 1 人"), timeout=5000)
    assert count_residents(station) == people
    assert resident_record(station, find(station, "谢有根")[0].id).resident.id_no == "340123195507012010"


@pytest.mark.parametrize(("key", "people"), [(Qt.Key.Key_1, 1), (Qt.Key.Key_2, 2), (Qt.Key.Key_3, 1)])
def test_at_the_counter_one_person_is_asked_about_before_saving(
    qtbot: QtBot, program: Program, said: list[tuple[str, str]], key: Qt.Key, people: int
) -> None:
    station = program.shell.station
    known: dict[str, object] = {
        "name": "谢有根",
        "sex_code": "1",
        "birth_date": date(1955, 7, 1),
        "phone": "13800000001",
    }
    result = register(station, known | {"id_type": "99", "id_missing_reason": "证件遗失"})
    assert isinstance(result, str)
    program.shell.go(OpenRegister())
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    page.form.show_values(known | {"id_no": "340123195507012010", "birth_date": "1955-07-01", "phone": "13800000002"})
    page.save()
    qtbot.waitUntil(page.question.hasFocus)
    assert len(find(station, "谢有根")) == 1
    assert not page.save_button.isEnabled()
    assert page.question.question is not None
    assert ("身份证号", "—", "340123195507012010") in page.question.question.sides
    qtbot.keyClick(page.question, key)
    assert len(find(station, "谢有根")) == people
    kept = resident_record(station, result).resident
    if key == Qt.Key.Key_1:
        assert (kept.id_no, kept.phone) == ("340123195507012010", "13800000001")
        assert "本人电话写的是 13800000002，档案里是 13800000001" in said[-1][1]
        assert program.shell.current == "record"
    elif key == Qt.Key.Key_2:
        assert (kept.id_no, program.shell.current) == ("", "record")
    else:
        assert (kept.id_no, page.save_button.isEnabled()) == ("", True)
        assert page.form.values()["phone"] == "13800000002", "what was written stands as it was"


@pytest.mark.parametrize(
    ("typed", "key", "kept"),
    [
        ("340123195507012037", Qt.Key.Key_1, "340123195507012010"),
        ("340123195507012037", Qt.Key.Key_2, "340123195507012037"),
        ("340123195507012011", Qt.Key.Key_1, "340123195507012010"),  # its last character cannot be right
    ],
    ids=["the record's is right", "the typed one is right", "mistyped"],
)
def test_at_the_counter_two_numbers_of_one_person_are_shown_and_one_is_said_to_be_right(
    qtbot: QtBot, program: Program, typed: str, key: Qt.Key, kept: str
) -> None:
    station = program.shell.station
    known: dict[str, object] = {"name": "谢有根", "sex_code": "1", "birth_date": date(1955, 7, 1)}
    resident = register(station, known | {"id_no": "340123195507012010"})
    assert isinstance(resident, str)
    program.shell.go(OpenRegister())
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    page.form.show_values(known | {"id_no": typed, "birth_date": "1955-07-01"})
    page.save()
    qtbot.waitUntil(page.question.hasFocus)
    question = page.question.question
    assert question is not None
    assert ("身份证号", "340123195507012010", typed) in question.sides
    assert question.choices[0].text == "同一个人，对的号是档案里的"
    assert [choice.key for choice in question.choices] == (
        ["same", "back"] if typed.endswith("11") else ["same", "same_typed", "two", "back"]
    )
    qtbot.keyClick(page.question, key)
    assert program.shell.current == "record"
    assert resident_record(station, resident).resident.id_no == kept
    assert len(find(station, "谢有根")) == 1


def test_records_that_may_be_of_one_person_are_listed_side_by_side(program: Program) -> None:
    station = program.shell.station
    program.shell.go(OpenResidents())
    page = program.shell.pages["residents"]
    assert isinstance(page, ResidentsPage)
    page._disease.setCurrentIndex(page._disease.findData("doubles"))
    assert page.doubles.isVisible()
    assert page.doubles.rowCount() == 0
    person: dict[str, object] = {"name": "谢有根", "sex_code": "1", "birth_date": date(1955, 7, 1)}
    assert isinstance(register(station, person | {"id_type": "99", "id_missing_reason": "证件遗失"}), str)
    assert isinstance(register(station, person | {"id_no": "340123195507012010"}, somebody_else=True), str)
    program.shell.go(OpenRegister())
    program.shell.go(OpenResidents())
    shown = [[page.doubles.item(row, column).text() for column in range(5)] for row in range(page.doubles.rowCount())]
    why = "同名、同一天出生，一边没有身份证号"
    assert shown == [
        ["谢有根", "1955-07-01", "—", "", why],
        ["谢有根", "1955-07-01", "340123195507012010", "", "和上一行可能是同一个人"],
    ]
    assert page._count.text().endswith("可能重复 1 对")
    page.doubles.opened.emit(1)
    assert program.shell.current == "record"
