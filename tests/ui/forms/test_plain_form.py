"""The personal information as a page: values in and out, problems and remarks at their fields, Enter in the paper's order."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.hands import write
from vclinic.domain.problem import Problem
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.plain_form import PlainForm
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.choice_box import ChoiceBox


@pytest.fixture
def form(qtbot: QtBot) -> PlainForm:
    made = PlainForm(PERSONAL_INFORMATION, frozenset(("archive_no", "status")))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def line(form: PlainForm, name: str) -> ValueEdit:
    edit = form.editors[name]
    assert isinstance(edit, ValueEdit)
    return edit


def test_what_is_hidden_computed_or_a_list_has_no_editor(form: PlainForm) -> None:
    assert {"archive_no", "status", "surgeries", "transfusions", "past_diseases"}.isdisjoint(form.editors)
    assert {"name", "id_no", "phone", "drug_allergy_codes"} <= set(form.editors)


def test_values_come_out_as_they_went_in_and_nobody_is_told(qtbot: QtBot, form: PlainForm) -> None:
    told: list[str] = []
    form.typed.connect(told.append)
    given = {
        "name": "何秀珍", "sex_code": "2", "birth_date": date(1968, 5, 6), "ethnic_code": "01",
        "drug_allergy_codes": ("2", "5"), "phone": None,
    }  # fmt: skip
    form.show_values(given)
    values = form.values()
    assert values["name"] == "何秀珍"
    assert values["sex_code"] == "2"
    assert values["birth_date"] == "1968-05-06"
    assert values["drug_allergy_codes"] == ("2", "5")
    assert values["phone"] == ""
    assert told == []


def test_a_value_that_is_not_given_stays(form: PlainForm) -> None:
    form.show_values({"name": "何秀珍", "phone": "13800005207"})
    form.show_values({"phone": ""})
    assert form.values()["name"] == "何秀珍"


def test_an_unknown_code_leaves_a_choice_empty(form: PlainForm) -> None:
    box = form.editors["education_code"]
    assert isinstance(box, ChoiceBox)
    form.show_values({"education_code": "no such code"})
    assert form.values()["education_code"] == ""


def test_every_kind_of_editor_tells_which_field_was_typed(qtbot: QtBot, form: PlainForm) -> None:
    told: list[str] = []
    form.typed.connect(told.append)
    write(qtbot, line(form, "name"), "何")
    qtbot.keyClicks(form.editors["sex_code"], "2")
    box = form.editors["education_code"]
    assert isinstance(box, ChoiceBox)
    box.setCurrentIndex(2)
    assert told == ["name", "sex_code", "education_code"]


def test_enter_goes_from_where_writing_begins_to_the_first_field_still_empty(qtbot: QtBot, form: PlainForm) -> None:
    form.first = "id_no"
    form.show_values({"id_no": "340123196805060028"})
    form.editors["id_no"].setFocus()
    qtbot.keyClick(form.editors["id_no"], Qt.Key.Key_Return)
    assert form.editors["name"].hasFocus()
    form.show_values({"name": "何秀珍"})
    form.editors["id_no"].setFocus()
    qtbot.keyClick(form.editors["id_no"], Qt.Key.Key_Return)
    assert form.editors["sex_code"].hasFocus()


def test_what_was_wrong_is_not_said_any_more_once_it_is_written(qtbot: QtBot, form: PlainForm) -> None:
    before = form.sizeHint().height()
    form.show_problems([Problem("name", "required", "请填写姓名。")])
    assert form.sizeHint().height() == before  # no row moves
    write(qtbot, line(form, "name"), "何")
    assert form._tips["name"].text() == ""
    assert form.editors["name"].property("state") == ""


def test_enter_walks_in_the_papers_order_past_what_is_filled_in(qtbot: QtBot, form: PlainForm) -> None:
    form.editors["name"].setFocus()
    qtbot.keyClick(form.editors["name"], Qt.Key.Key_Return)
    assert form.editors["sex_code"].hasFocus()
    form.passed = frozenset(("sex_code", "birth_date", "id_type", "id_no", "id_missing_reason"))
    form.editors["name"].setFocus()
    qtbot.keyClick(form.editors["name"], Qt.Key.Key_Return)
    assert form.editors["employer"].hasFocus()
    qtbot.keyClick(form.editors["employer"], Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert form.editors["name"].hasFocus()


def test_a_choice_of_one_goes_on_by_itself(qtbot: QtBot, form: PlainForm) -> None:
    form.editors["sex_code"].setFocus()
    qtbot.keyClicks(form.editors["sex_code"], "2")
    assert form.editors["birth_date"].hasFocus()


def test_each_problem_stands_at_its_field_and_the_focus_goes_to_the_first(form: PlainForm) -> None:
    form.show_problems([Problem("phone", "format", "电话要 11 位。"), Problem("name", "required", "请填写姓名。")])
    assert line(form, "phone").hasFocus()
    assert line(form, "phone").property("state") == "invalid"
    assert form._tips["phone"].text() == "电话要 11 位。"
    assert form._tips["name"].text() == "请填写姓名。"
    form.show_problems([])
    assert line(form, "phone").property("state") == ""
    assert form._tips["phone"].text() == ""


def test_of_two_problems_of_one_field_the_first_is_told(form: PlainForm) -> None:
    form.show_problems([Problem("phone", "format", "第一句"), Problem("phone", "length", "第二句")])
    assert form._tips["phone"].text() == "第一句"


def test_a_problem_of_a_field_that_is_not_here_leaves_the_focus(form: PlainForm) -> None:
    form.editors["name"].setFocus()
    form.show_problems([Problem("surgeries", "format", "手术时间不对。")])
    assert form.editors["name"].hasFocus()


def test_a_remark_goes_while_something_else_stands_there_and_comes_back_with_it(qtbot: QtBot, form: PlainForm) -> None:
    form.show_values({"phone": "1"})
    assert form.show_remarks({"phone": "打不通", "surgeries": "补时间"}) == ["surgeries"]
    (note,) = form._notes.values()
    assert note.text == "卫生院退回：打不通"
    assert note.isVisible()
    write(qtbot, line(form, "phone"), "2")
    assert not note.isVisible()
    qtbot.keyClick(line(form, "phone"), Qt.Key.Key_Backspace)
    assert note.isVisible()
    assert form.show_remarks({}) == []
    assert form._notes == {}


def test_what_goes_with_an_option_stands_behind_it(form: PlainForm) -> None:
    options = form.editors["payment_codes"]
    assert isinstance(options, OptionGroup)
    assert options.isAncestorOf(form.editors["payment_other"])


def test_a_narrow_form_has_one_item_in_a_row_and_is_no_wider_than_a_scaled_screen(form: PlainForm) -> None:
    def tops(*names: str) -> list[int]:
        QApplication.processEvents()
        return [form.editors[name].mapTo(form, QPoint(0, 0)).y() for name in names]

    name, sex = tops("name", "sex_code")
    assert abs(name - sex) < 20
    form.show_narrow(narrow=True)
    name, sex, born = tops("name", "sex_code", "birth_date")
    assert name + 20 < sex < born - 20
    assert form.minimumSizeHint().width() <= 826  # a page at 150 % without its rail, margins and scroll bar
    form.show_narrow(narrow=False)
    name, sex = tops("name", "sex_code")
    assert abs(name - sex) < 20
