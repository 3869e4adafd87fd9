"""How forms are declared: every field stands in one place of the paper, and patterns, conditions and questions name
fields the record has."""

import re
from collections import Counter
from datetime import date

import pytest

from vclinic.diseases import DISEASES
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import Context, FormSpec, Item, Section

FORMS: list[FormSpec] = [PERSONAL_INFORMATION, *(disease.form for disease in DISEASES)]
on_every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def items(form: FormSpec) -> list[Item]:
    return [entry[1] for entry in form.items()]


def holes(pattern: str) -> list[str]:
    return re.findall(r"\{(\w+)[^}]*\}", pattern)


@on_every_form
def test_a_field_is_written_in_one_item_only(form: FormSpec) -> None:
    fields = Counter(field for _, item in form.items() for field in item.fields)
    assert {field for field, times in fields.items() if times > 1} == set()
    assert set(fields) <= set(form.meanings)


@on_every_form
def test_an_item_is_found_by_any_of_its_fields(form: FormSpec) -> None:
    for item in items(form):
        assert all(form.item_of(field) is item for field in item.fields)
    assert form.item_of("of_tomorrow") is None


@on_every_form
def test_what_is_printed_and_asked_names_fields_of_the_record(form: FormSpec) -> None:
    for item in items(form):
        for pattern in (item.pattern, item.screen, item.last):
            assert set(holes(pattern)) <= set(form.meanings), item.caption
        assert set(item.asked_with) <= set(form.meanings)


@on_every_form
def test_a_question_that_waits_for_an_answer_waits_for_one_that_can_be_given(form: FormSpec) -> None:
    for item in items(form):
        for condition in item.shown_when:
            listed = form.meanings[condition.of].codes
            assert condition.field in form.meanings
            assert listed is None or all(code in listed for code in condition.codes)


@on_every_form
def test_the_sets_of_fields_name_fields_of_the_record(form: FormSpec) -> None:
    known = set(form.meanings)
    for named in (form.required, form.computed, form.carried, form.own, set(form.cockpit), set(form.stands_for)):
        assert set(named) <= known
    assert set(form.stands_for.values()) <= known
    assert not form.required & form.carried & form.computed


@on_every_form
def test_lines_have_captions_for_the_screen_and_for_the_paper(form: FormSpec) -> None:
    for item in items(form):
        if item.lines is not None:
            (field,) = (name for name in item.fields if form.meanings[name].kind == "entries")
            parts = [name for name, _ in form.meanings[field].entry]
            assert holes(item.lines.pattern)[0] == parts[0]
            assert set(holes(item.lines.pattern)) <= set(parts)
            assert len(item.lines.captions) == len(item.lines.printed)
            assert item.lines.spare < len(item.lines.captions)
            assert len(item.lines.captions) <= form.meanings[field].max_items


@on_every_form
def test_conditions_say_nothing_of_a_form_nobody_has_begun(form: FormSpec) -> None:
    assert [
        problem for condition in form.conditions for problem in condition({}, Context(date(2026, 11, 24), {}))
    ] == []


def test_an_item_without_a_note_says_nothing_whatever_the_values() -> None:
    assert Item("体重", ("weight_kg",), "{weight_kg} kg").note({"weight_kg": 64}) == ""


def test_items_come_in_the_order_of_the_paper() -> None:
    first, second, third = (Item(caption, (), "") for caption in "甲乙丙")
    form = FormSpec("toy", 1, "表", object, (Section("一", (first, second)), Section("", (third,))), frozenset())
    assert [(section.title, item.caption) for section, item in form.items()] == [("一", "甲"), ("一", "乙"), ("", "丙")]
    assert form.meanings == {}


@pytest.mark.parametrize(("elsewhere", "latest"), [(False, date(2026, 11, 24)), (True, date(2026, 11, 25))])
def test_only_what_another_machine_wrote_may_be_of_tomorrow(elsewhere: bool, latest: date) -> None:
    assert Context(date(2026, 11, 24), {}, elsewhere=elsewhere).latest == latest
