"""Another name, number, birth date or sex in a saved record is asked about; a telephone is not."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.hands import Keyboard
from vclinic.main import Program
from vclinic.services.resident_record import resident_record
from vclinic.ui.destinations import OpenRegister, OpenStock
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.pages.residents.register import RegisterPage

_KEY = Qt.Key
_NAME = "刘大山"


@pytest.fixture
def page(program: Program, people: dict[str, str]) -> RegisterPage:
    program.shell.go(OpenRegister(people[_NAME]))
    made = program.shell.pages["register"]
    assert isinstance(made, RegisterPage)
    return made


def _write(page: RegisterPage, keys: Keyboard, field: str, text: str) -> None:
    edit = page.form.editors[field]
    assert isinstance(edit, ValueEdit)
    edit.setFocus()
    edit.selectAll()
    keys.type(text)


def test_a_new_record_asks_nothing(program: Program, page: RegisterPage, keys: Keyboard) -> None:
    program.shell.go(OpenRegister())
    _write(page, keys, "name", "曾庆林")
    assert not page.identity.isVisible()


def test_another_name_is_asked_about_and_one_key_answers(
    program: Program, people: dict[str, str], page: RegisterPage, keys: Keyboard
) -> None:
    _write(page, keys, "name", "刘大川")
    assert "姓名 刘大山 → 刘大川" in page.identity.text
    keys.press(_KEY.Key_S, ctrl=True)
    assert program.shell.current == "register"
    assert page.identity.reason.hasFocus()
    told = program.shell.message.text
    assert "先在上面写明为什么改" in told
    keys.type("1")
    assert program.shell.message.text != told or not program.shell.message.isVisible(), "it went with its cause"
    keys.press(_KEY.Key_S, ctrl=True)
    record = resident_record(program.shell.station, people[_NAME])
    assert (record.resident.name, record.revision) == ("刘大川", 2)
    assert "更正：录错" in next(entry.detail for entry in record.timeline if entry.entity == "resident")


def test_a_telephone_asks_nothing_and_a_name_put_back_neither(
    program: Program, people: dict[str, str], page: RegisterPage, keys: Keyboard
) -> None:
    _write(page, keys, "phone", "13800001234")
    assert not page.identity.isVisible()
    _write(page, keys, "name", "刘大川")
    assert page.identity.isVisible()
    _write(page, keys, "name", _NAME)
    assert not page.identity.isVisible()
    keys.press(_KEY.Key_S, ctrl=True)
    record = resident_record(program.shell.station, people[_NAME])
    assert (record.resident.phone, record.revision) == ("13800001234", 2)


def test_a_reason_half_written_is_kept_with_the_draft(
    program: Program, people: dict[str, str], page: RegisterPage, keys: Keyboard
) -> None:
    _write(page, keys, "name", "刘大川")
    page.identity.reason.setFocus()
    keys.type("2")
    program.shell.go(OpenStock())
    program.shell.go(OpenRegister(people[_NAME]))
    assert page.identity.isVisible()
    assert page.identity.reason.text() == "改名"
    program.shell.go(OpenRegister(people["赵冬梅"]))
    assert not page.identity.isVisible()
    assert page.identity.reason.text() == ""
