"""An identity card on the registration: filled to be looked over, never written over, never two people in one."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from vclinic.devices.reading import Reading, read
from vclinic.devices.simulator import SAMPLES
from vclinic.main import Program
from vclinic.services.find_residents import find
from vclinic.services.resident_record import resident_record
from vclinic.ui.destinations import OpenRegister
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.pages.residents.register import RegisterPage

Said = list[tuple[str, str]]


def card(**said: object) -> Reading:
    made = read("id_card", SAMPLES["id_card"] | said, "读卡器")
    assert isinstance(made, Reading)
    return made


@pytest.fixture
def page(program: Program) -> RegisterPage:
    program.shell.go(OpenRegister())
    made = program.shell.pages["register"]
    assert isinstance(made, RegisterPage)
    return made


def line_of(page: RegisterPage, field: str) -> ValueEdit:
    line = page.form.editors[field]
    assert isinstance(line, ValueEdit)
    return line


def test_a_card_fills_the_empty_form_and_the_doctor_saves_it(program: Program, page: RegisterPage, said: Said) -> None:
    assert page.take_reading(card(nation="土家"))
    values = page.form.values()
    assert (values["birth_date"], values["ethnic_code"], values["id_type"]) == ("1949-12-31", "15", "01")
    assert said[-1] == ("info", "已读入王秀英的身份证，请核对。")
    assert not find(program.shell.station, "王秀英")  # nothing is stored by the reader
    page.save()
    (hit,) = find(program.shell.station, "王秀英")
    assert resident_record(program.shell.station, hit.id).resident.address == "演示县演示乡演示村 1 组"


def test_what_is_written_stays_and_is_told(page: RegisterPage, said: Said) -> None:
    page.form.show_values({"address": "柳河村三组", "phone": "13800000000"})
    page.take_reading(card())
    values = page.form.values()
    assert (values["address"], values["phone"], values["name"]) == ("柳河村三组", "13800000000", "王秀英")
    assert said[-1][1].endswith("现住址和身份证上的不一样，没有改。")


def test_the_card_of_somebody_else_fills_nothing(page: RegisterPage, said: Said) -> None:
    page.form.show_values({"name": "李四"})
    before = page.form.values()
    page.take_reading(card())
    assert page.form.values() == before
    assert said[-1] == ("warn", "读到的是王秀英的身份证，和这一页写的不是一个人，没有填入。")


def test_who_is_known_already_is_opened_and_what_was_written_is_kept(
    qtbot: QtBot, program: Program, page: RegisterPage, people: dict[str, str]
) -> None:
    known = resident_record(program.shell.station, people["马玉良"]).resident
    qtbot.keyClicks(line_of(page, "phone"), "13877777777")
    page.take_reading(card(name=known.name, id_no=known.id_no, sex="", birth_date=""))
    assert program.shell.current == "record"
    program.shell.go(OpenRegister())
    assert page.form.values()["phone"] == "13877777777"


def test_a_card_that_has_run_out_is_read_and_told(page: RegisterPage, said: Said) -> None:
    page.take_reading(card(valid_until="20261123"))
    assert said[-1][1].endswith("这张身份证已经过期。")
    page.take_reading(card(valid_until="20261124"))
    assert "过期" not in said[-1][1]


def test_a_correction_takes_the_persons_own_card_and_nobody_elses(
    program: Program, page: RegisterPage, people: dict[str, str], said: Said
) -> None:
    station = program.shell.station
    own, other = (resident_record(station, people[name]).resident for name in ("马玉良", "刘大山"))
    program.shell.go(OpenRegister(people["马玉良"]))
    before = page.form.values()
    page.take_reading(card(name=other.name, id_no=other.id_no, sex="", birth_date=""))
    assert page.form.values() == before
    assert said[-1][0] == "warn"
    page.take_reading(card(name=own.name, id_no=own.id_no, sex="", birth_date="", nation="土家"))
    changed = {name for name, value in page.form.values().items() if value != before[name]}
    assert changed <= {"ethnic_code"}
    assert program.shell.current == "register"


def test_other_devices_have_no_place_here(page: RegisterPage) -> None:
    assert not page.take_reading(Reading("blood_pressure", {"sbp": 138, "dbp": 84}, "血压计"))


def test_the_number_of_a_card_leaves_nothing_wrong_at_the_fields(qtbot: QtBot, page: RegisterPage) -> None:
    qtbot.keyClicks(line_of(page, "id_no"), "110105194912310")
    page.take_reading(card())
    assert page.form.values()["birth_date"] == date(1949, 12, 31).isoformat()
