"""Editors made from declarations alone: two units, lines, options that go on, and several forms on one page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import vclinic.ui.forms
from tests.ui.hands import Keyboard
from vclinic import diseases
from vclinic.domain.fields import Kind
from vclinic.domain.follow_up import DrugUse
from vclinic.forms.draft import parse_values
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import Context, FormSpec, Section
from vclinic.forms.together import Block, alone, together
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.two_units_edit import TwoUnitsEdit
from vclinic.ui.forms.value_edit import ValueEdit

Show = Callable[..., FormView]
TODAY = date(2026, 11, 24)
_KEY = Qt.Key


def form_of(disease: str) -> FormSpec:
    result = diseases.by_key(disease)
    assert result is not None
    return result.form


SUGAR, PRESSURE = form_of("t2dm"), form_of("htn")


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(920, 1250)
    return made


@pytest.fixture
def show(qtbot: QtBot, page: QWidget) -> Show:
    """Show blocks with some values on a page that has the keyboard."""

    def shown(blocks: tuple[Block, ...], last: Mapping[str, Any] | None = None, **values: Any) -> FormView:
        state = FormState(values, (), (), last or {})
        made = FormView(blocks, state, ["上次"] * len(blocks), {})
        made.setParent(page)
        made.setGeometry(page.rect())
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        made.show()
        return made

    return shown


@pytest.fixture
def keys(qtbot: QtBot, page: QWidget) -> Keyboard:
    return Keyboard(qtbot, page)


def glucose(form: FormView) -> TwoUnitsEdit:
    item = form.item("fbg")
    assert item is not None
    edit = item.editors["fbg"]
    assert isinstance(edit, TwoUnitsEdit)
    return edit


def read(form: FormView, name: str) -> Any:
    parsed, problems = parse_values(SUGAR, {name: form.state.values[name]}, Context(TODAY, {}))
    return parsed.get(name), [problem.code for problem in problems]


def test_a_figure_of_the_other_unit_is_offered_and_not_converted_in_silence(show: Show, keys: Keyboard) -> None:
    form = show((alone(SUGAR),))
    edit = glucose(form)
    form.focus_field("fbg")
    keys.type("126")
    assert edit.unit.text() == "按 mg/dL 换算为 7.0"
    assert form.state.values["fbg"] == "126"
    assert read(form, "fbg") == (None, ["unit_suspected"])
    assert edit.unit.width() >= edit.unit.sizeHint().width()  # the whole offer with its key fits into half a row
    keys.press(_KEY.Key_F5)
    assert (edit.edit.text(), edit.unit.text()) == ("7.0", "mmol/L")
    assert read(form, "fbg") == (7.0, [])
    assert form.current_field() == "fbg"


def test_the_unit_is_switched_by_one_key_and_the_record_keeps_its_own(show: Show, keys: Keyboard) -> None:
    form = show((alone(SUGAR),))
    edit = glucose(form)
    form.focus_field("fbg")
    keys.press(_KEY.Key_F5)
    keys.type("130")
    assert (edit.unit.text(), edit._own.text()) == ("mg/dL", "= 7.2")
    assert form.state.values["fbg"] == "130 mg/dL"
    assert read(form, "fbg") == (7.2, [])
    keys.press(_KEY.Key_Backspace, times=3)
    assert form.state.values["fbg"] == ""
    assert (edit.unit.text(), edit._own.isVisible()) == ("mg/dL", False)
    keys.type("12")
    assert read(form, "fbg") == (None, ["unit_suspected"])  # 12 mg/dL is nobody's
    assert not edit._own.isVisible()
    keys.press(_KEY.Key_F5)
    assert read(form, "fbg") == (12.0, [])


def test_a_figure_kept_with_its_unit_comes_back_in_it(show: Show, keys: Keyboard) -> None:
    form = show((alone(SUGAR),), fbg="130 mg/dL", pbg=9.25)
    assert (glucose(form).edit.text(), glucose(form).unit.text()) == ("130", "mg/dL")
    form.state.put("fbg", 6.8)
    assert (glucose(form).edit.text(), glucose(form).unit.text()) == ("6.8", "mmol/L")
    form.focus_field("fbg")
    keys.type("6.8x")
    assert glucose(form).unit.text() == "mmol/L"
    other = form.item("pbg")
    assert other is not None
    edit = other.editors["pbg"]
    assert isinstance(edit, TwoUnitsEdit)
    assert edit.edit.text() == "9.25"


def test_only_a_figure_with_two_units_gets_such_an_editor() -> None:
    with pytest.raises(ValueError, match="one unit"):
        TwoUnitsEdit(SUGAR.meanings["weight_kg"])


def test_a_form_has_as_many_lines_as_it_declares(show: Show, keys: Keyboard) -> None:
    form = show((alone(SUGAR),), drugs=(DrugUse("二甲双胍片", 2.0, "0.5 g"),))
    drugs, insulin = form.lines("drugs"), form.lines("insulin")
    assert drugs is not None
    assert insulin is not None
    assert len(drugs.lines) == SUGAR.meanings["drugs"].max_items
    assert len(insulin.lines) == SUGAR.meanings["insulin"].max_items
    assert [edit.text() for edit in drugs.lines[0].parts.values()] == ["二甲双胍片", "2", "0.5 g"]
    form.focus_field("insulin")
    keys.type("门冬胰岛素30")
    assert form.current_field() == "insulin"
    keys.press(_KEY.Key_Return)
    keys.type("早12晚8")
    ((line,),) = (form.state.values["insulin"],)
    assert (line.kind, line.usage) == ("门冬胰岛素30", "早12晚8")
    keys.press(_KEY.Key_Return)
    assert insulin.lines[1].has_focus()  # the first empty line is worth a stop
    form.focus_field("drugs")
    keys.press(_KEY.Key_Return)
    assert drugs.lines[1].has_focus()
    keys.press(_KEY.Key_Return)
    assert insulin.lines[0].has_focus()  # a second empty one is not


def test_a_line_that_is_not_finished_stays_as_typed(show: Show, keys: Keyboard) -> None:
    form = show((alone(SUGAR),))
    form.focus_field("drugs")
    keys.type("二甲双胍片")
    assert form.state.values["drugs"] == ({"name": "二甲双胍片", "times_per_day": "", "dose_text": ""},)
    assert read(form, "drugs")[1] == ["required"]


def test_no_symptom_goes_on_by_itself_and_a_habitual_enter_skips_nothing(show: Show, keys: Keyboard) -> None:
    form = show((alone(PRESSURE),))
    form.focus_field("symptom_codes")
    keys.type("2")
    assert form.current_field() == "symptom_codes"  # there may be more
    keys.type("1")
    assert form.state.values["symptom_codes"] == ("1",)
    assert form.current_field() == "bp_readings"
    keys.press(_KEY.Key_Return)
    assert form.current_field() == "bp_readings"  # nobody has seen it yet
    keys.press(_KEY.Key_Return)
    assert form.current_field() != "bp_readings"


def test_enter_over_an_optional_field_goes_on(show: Show, keys: Keyboard) -> None:
    form = show((alone(PRESSURE),))
    form.focus_field("compliance_behavior")
    keys.type("1")
    assert form.current_field() == "aux_exam"
    keys.press(_KEY.Key_Return)
    assert form.current_field() == "med_adherence"


def test_all_seven_foot_pulses_fit_their_row(show: Show) -> None:
    form = show((alone(SUGAR),), dorsalis_pedis="5")
    for narrow in (False, True):
        form.show_narrow(narrow=narrow)
        item = form.item("dorsalis_pedis")
        assert item is not None
        group = item.editors["dorsalis_pedis"]
        assert isinstance(group, OptionGroup)
        assert group.minimumSizeHint().width() <= item.maximumWidth() - 8


def test_what_two_forms_ask_alike_is_typed_once(show: Show, keys: Keyboard) -> None:
    blocks = together([("htn", PRESSURE), ("t2dm", SUGAR)])
    form = show(blocks)
    form.focus_field("weight_kg")
    keys.type("70.5")
    form.focus_field("htn.symptom_codes")
    keys.type("3")
    form.focus_field("t2dm.symptom_codes")
    keys.type("4")
    form.focus_field("t2dm.adr")
    keys.type("2")
    assert form.current_field() == "t2dm.adr_text"
    own = [block.own_values(form.state.values) for block in blocks]
    assert [values["weight_kg"] for values in own] == ["70.5", "70.5"]
    assert [values["symptom_codes"] for values in own] == [("3",), ("4",)]
    assert "adr" not in own[0]
    assert [sum("weight_kg" in item.keys for item in form.items), len(form._heads)] == [1, 2]


def test_enter_leads_from_one_form_into_the_next(show: Show, keys: Keyboard) -> None:
    form = show(together([("htn", PRESSURE), ("t2dm", SUGAR)]))
    ended: list[bool] = []
    form.ended.connect(lambda: ended.append(True))
    form.focus_field("drugs")
    keys.press(_KEY.Key_Return)
    assert form.current_field() == "t2dm.symptom_codes"
    form.focus_field("temperature")
    keys.press(_KEY.Key_Return)
    assert ended == [True]


def test_last_time_stands_beside_each_forms_own(show: Show) -> None:
    last = {"htn.visit_class": "1", "t2dm.visit_class": "2"}
    form = show(together([("htn", PRESSURE), ("t2dm", SUGAR)]), last)
    editors = [form.item(key) for key in last]
    shown = [half.last.text() for half in form._rows.halves if half._editor in editors]
    assert shown == ["1 满意", "2 不满意"]


@pytest.mark.parametrize("form", diseases.forms(), ids=lambda form: form.id)
def test_every_form_can_be_shown(form: FormSpec, show: Show) -> None:
    made = show((alone(form),))
    written = {key for item in made.items for key in item.editors} | {group.key for group in made.groups}
    asked = {name for _, item in form.items() for name in item.fields} - form.computed
    assert asked <= written


def test_an_editor_nobody_has_registered_is_loud(show: Show) -> None:
    (item,) = [item for _, item in SUGAR.items() if item.fields == ("fbg",)]
    strange = replace(SUGAR, sections=(Section("", (replace(item, editor="of_tomorrow"),)),))
    with pytest.raises(KeyError, match="of_tomorrow"):
        show((alone(strange),))


def test_no_editor_names_a_field() -> None:
    forms = (*diseases.forms(), PERSONAL_INFORMATION)
    entries = {part for form in forms for meaning in form.meanings.values() for part, _ in meaning.entry}
    fields = ({name for form in forms for name in form.meanings} | entries) - set(get_args(Kind))
    folder = Path(vclinic.ui.forms.__file__).parent
    named = {
        (path.name, name)
        for path in folder.glob("*.py")
        for name in re.findall(r"""["'](\w+)["']""", path.read_text("utf-8"))
        if name in fields
    }
    assert named == set()


def test_a_line_shows_what_is_typed_until_it_is_left(qtbot: QtBot) -> None:
    edit = ValueEdit(SUGAR.meanings["weight_kg"])
    qtbot.addWidget(edit)
    edit.show_text("64.0")
    edit.show_text("65.0", same=True)
    assert edit.text() == "65.0"  # nobody is typing
