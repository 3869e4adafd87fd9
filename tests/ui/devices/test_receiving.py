"""Where a reading goes: to the open page; a card opens whose it is where nothing is being written."""

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tests.ui.visiting import words_in
from vclinic.devices.reading import Reading, read
from vclinic.devices.simulator import SAMPLES
from vclinic.main import Program
from vclinic.services.resident_record import resident_record
from vclinic.ui.destinations import OpenImport, OpenRegister, OpenResidents, OpenStock, OpenToday
from vclinic.ui.devices.listening import DEVICES, GAVE_UP
from vclinic.ui.pages.residents.register import RegisterPage

Said = list[tuple[str, str]]


def card(**said: object) -> Reading:
    made = read("id_card", SAMPLES["id_card"] | said, "读卡器")
    assert isinstance(made, Reading)
    return made


def card_of(program: Program, resident_id: str) -> Reading:
    resident = resident_record(program.shell.station, resident_id).resident
    return card(name=resident.name, id_no=resident.id_no, sex="", birth_date="")


def register_of(program: Program) -> RegisterPage:
    page = program.shell.pages["register"]
    assert isinstance(page, RegisterPage)
    return page


@pytest.mark.parametrize("destination", [OpenToday(), OpenResidents()])
def test_a_known_persons_card_opens_the_record(
    program: Program, people: dict[str, str], destination: OpenToday | OpenResidents
) -> None:
    program.shell.go(destination)
    DEVICES.read.emit(card_of(program, people["马玉良"]))
    assert program.shell.current == "record"
    assert "马玉良" in words_in(program.shell)
    DEVICES.read.emit(card_of(program, people["刘大山"]))
    assert "刘大山" in words_in(program.shell)


def test_a_strangers_card_opens_a_new_record_with_what_it_says(program: Program) -> None:
    program.shell.go(OpenToday())
    DEVICES.read.emit(card())
    assert program.shell.current == "register"
    values = register_of(program).form.values()
    assert (values["name"], values["id_no"], values["sex_code"]) == ("王秀英", "11010519491231002X", "2")


@pytest.mark.parametrize("destination", [OpenStock(), OpenImport()])
def test_where_something_else_is_done_a_card_opens_nothing(
    program: Program, people: dict[str, str], said: Said, destination: OpenStock | OpenImport
) -> None:
    program.shell.go(destination)
    before = program.shell.current
    DEVICES.read.emit(card_of(program, people["马玉良"]))
    assert program.shell.current == before
    assert said[-1][0] == "info"
    assert "马玉良" in said[-1][1]
    assert "没有填入" in said[-1][1]


def test_a_pressure_on_a_list_is_told_and_put_nowhere(program: Program, said: Said) -> None:
    program.shell.go(OpenResidents())
    DEVICES.read.emit(Reading("blood_pressure", {"sbp": 138, "dbp": 84}, "血压计"))
    assert said[-1] == ("info", "血压 138/84 mmHg：这一页用不上，没有填入。")


def test_behind_the_lock_and_a_question_nothing_is_taken_and_nothing_told(
    qtbot: QtBot, program: Program, people: dict[str, str], said: Said
) -> None:
    program.shell.go(OpenResidents())
    asked = QDialog(program.window)
    asked.setModal(True)
    asked.show()
    said.clear()
    DEVICES.read.emit(card_of(program, people["马玉良"]))
    asked.close()
    program.locking.lock()
    DEVICES.read.emit(card_of(program, people["马玉良"]))
    DEVICES.wrong.emit("没有放卡。")
    DEVICES.gave_up.emit()
    assert said == []
    assert program.shell.current == "residents"


def test_what_is_wrong_is_said_and_giving_up_is_said_quietly(program: Program, said: Said) -> None:
    program.shell.go(OpenRegister())
    DEVICES.wrong.emit("没有放卡。")
    DEVICES.gave_up.emit()
    assert said[-2:] == [("warn", "没有放卡。"), ("info", GAVE_UP)]


def test_after_logging_out_nobody_hears_any_more(program: Program, people: dict[str, str], said: Said) -> None:
    reading = card_of(program, people["马玉良"])
    program.log_out()
    said.clear()
    DEVICES.read.emit(reading)
    assert said == []
