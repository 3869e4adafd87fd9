"""What was typed becomes a record or a problem beside its field; nothing is dropped, guessed or half taken."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import VISIT, visit
from vclinic.diseases import catalog
from vclinic.diseases.hypertension.form import HYPERTENSION_FOLLOW_UP
from vclinic.diseases.hypertension.record import HypertensionFollowUp
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.problem import Problem
from vclinic.forms.document import to_json
from vclinic.forms.draft import parse, parse_values, problems_of, read_values
from vclinic.forms.reading import half_width, read_value
from vclinic.forms.spec import Context, FormSpec

CONTEXT = Context(date(2026, 11, 24), {})
MEANINGS = HYPERTENSION_FOLLOW_UP.meanings


def made(**values: Any) -> HypertensionFollowUp:
    parsed = parse(HYPERTENSION_FOLLOW_UP, HypertensionFollowUp, to_json(VISIT) | values, CONTEXT)
    assert isinstance(parsed, HypertensionFollowUp), parsed
    return parsed


def wrong(**values: Any) -> list[tuple[str, str]]:
    parsed = parse(HYPERTENSION_FOLLOW_UP, HypertensionFollowUp, to_json(VISIT) | values, CONTEXT)
    assert isinstance(parsed, list), parsed
    assert all(entry.text.endswith("。") for entry in parsed)
    return [(problem.field, problem.code) for problem in parsed]


def said(**values: Any) -> str:
    return "".join(value.text for value in parse_values(HYPERTENSION_FOLLOW_UP, values, CONTEXT)[1])


def test_what_was_stored_reads_back_as_it_was() -> None:
    full = visit(bp_readings=((138, 86), (134, 82)), drugs=(DrugUse("氨氯地平", 1.0, "5 mg"),), pregnant=False)
    assert made(**to_json(full)) == full


def test_an_input_methods_wide_figures_are_figures() -> None:
    assert half_width("　１３６／８４ａ　") == "136/84a"
    read = made(sbp="１３６", weight_kg="６４．５", visit_date="２０２６年１１月２４日", salt_now="２")
    assert (read.sbp, read.weight_kg, read.visit_date, read.salt_now) == (136, 64.5, date(2026, 11, 24), "2")


def test_the_doctors_own_words_keep_their_width() -> None:
    assert made(other_signs="　心音（正常）　").other_signs == "心音（正常）"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_reads_as_the_same_day_in_every_spelling(day: date) -> None:
    meaning = MEANINGS["visit_date"]
    spellings = [
        f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日", f" {day} ", day,
    ]  # fmt: skip
    assert {read_value("visit_date", meaning, spelling) for spelling in spellings} == {day}


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("visit_date", "2026-02-30", "no_such_date"), ("visit_date", "昨天", "not_a_date"), ("visit_date", 20261124, "not_a_date"),
        ("sbp", "136.5", "not_a_number"), ("sbp", 136.5, "not_a_number"), ("sbp", "高", "not_a_number"), ("sbp", True, "not_a_number"),
        ("weight_kg", "64,5", "not_a_number"), ("weight_kg", float("nan"), "not_a_number"), ("weight_kg", float("inf"), "not_a_number"),
        ("sbp", 10**400, "out_of_bounds"), ("sbp", -(10**400), "out_of_bounds"), ("drugs", [{"name": "甲", "times_per_day": 10**400}], "out_of_bounds"),
        ("sbp", "49", "out_of_bounds"), ("sbp", 301, "out_of_bounds"), ("weight_kg", "-64", "out_of_bounds"),
        ("visit_way", "9", "unknown_code"), ("visit_way", True, "unknown_code"), ("visit_way", ["1"], "unknown_code"),
        ("symptom_codes", "2", "unknown_code"), ("symptom_codes", ["2", "77"], "unknown_code"), ("symptom_codes", ["1", "2"], "exclusive"),
        ("symptom_codes", [str(code) for code in range(2, 11)], "too_many"), ("pregnant", "是", "not_a_flag"), ("pregnant", 1, "not_a_flag"),
        ("bp_readings", "136/84", "not_readings"), ("bp_readings", [[136, 84]] * 4, "not_readings"), ("bp_readings", [[136]], "not_readings"),
        ("bp_readings", ["136/84"], "not_readings"), ("bp_readings", [["136", ""]], "not_a_number"), ("bp_readings", [[400, 84]], "out_of_bounds"),
        ("drugs", "氨氯地平", "too_many"), ("drugs", [{"name": "药", "times_per_day": 1, "dose_text": ""}] * 5, "too_many"),
        ("drugs", ["氨氯地平"], "not_an_entry"), ("drugs", [{"name": "", "times_per_day": 1}], "incomplete"),
        ("drugs", [{"name": "氨氯地平", "times_per_day": "", "dose_text": "5 mg"}], "required"),
        ("drugs", [{"name": "氨氯地平", "times_per_day": 13, "dose_text": "5 mg"}], "out_of_bounds"),
        ("other_signs", 7, "not_text"), ("other_signs", "心" * 101, "too_long"), ("other_signs", "心\x07音", "not_text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_its_field(field: str, typed: Any, code: str) -> None:
    symptoms = {"symptom_other": "乏力"} if field == "symptom_codes" else {}
    assert wrong(**{field: typed}, **symptoms) == [(field, code)]


def test_the_sentence_names_the_field_the_value_and_the_bounds() -> None:
    assert said(sbp="400") == "收缩压 400 不在 50–300 mmHg 之间，请核对。"
    assert said(symptom_codes=["1", "2"]) == "选了“无症状”，就不能再选别的症状。"
    assert said(sbp="１３６ｘ") == "收缩压要填整数。"
    assert said(weight_kg="x") == "体重要填数字。"
    assert said(drugs=[{"times_per_day": 1, "dose_text": "5 mg"}]) == "用药情况有一行没有写药物名称。"


def test_a_bound_that_is_open_is_said_to_be_open() -> None:
    def text(low: float | None, high: float | None, value: str) -> str:
        return read_value("sugar", Meaning("血糖", "decimal", low=low, high=high, decimals=1), value).text

    assert text(0, None, "-1") == "血糖 -1 不在 0–不限 之间，请核对。"
    assert text(None, 33, "40") == "血糖 40 不在 不限–33 之间，请核对。"


@pytest.mark.parametrize(
    ("kind", "nothing"),
    [("text", ""), ("code", ""), ("month", ""), ("codes", ()), ("pairs", ()), ("entries", ()), ("date", None), ("integer", None), ("decimal", None), ("flag", None)],
)  # fmt: skip
def test_an_empty_field_is_nothing_of_its_kind(kind: Any, nothing: Any) -> None:
    for typed in ("", "  ", "　", None):
        assert read_value("x", Meaning("项目", kind), typed) == nothing


def test_a_month_is_a_month() -> None:
    meaning = Meaning("确诊时间", "month")
    assert [read_value("m", meaning, entry) for entry in ("2019-5", "2019年05月", "201905", "２０１９．５")] == [
        "2019-05"
    ] * 4
    for typed in ("2019-13", "1899-05", "五月", 201905):
        assert read_value("m", meaning, typed).code == "not_a_month"


def test_a_field_without_an_official_list_takes_the_code_as_written() -> None:
    assert read_value("c", Meaning("本地代码", "code"), "A7") == "A7"
    assert read_value("c", Meaning("本地代码", "codes"), ["B", "A", "B"]) == ("B", "A")


@given(st.permutations([str(code) for code in range(2, 10)]), st.integers(1, 8))
def test_ticks_are_stored_once_and_in_the_order_of_the_paper(ticked: list[str], count: int) -> None:
    chosen = ticked[:count]
    assert made(symptom_codes=[*chosen, chosen[0]]).symptom_codes == tuple(sorted(chosen, key=int))


def test_empty_lines_of_drugs_are_left_out_and_written_ones_kept() -> None:
    empty = {"name": "", "times_per_day": "", "dose_text": ""}
    read = made(drugs=[empty, {"name": " 氨氯地平 ", "times_per_day": "１", "dose_text": "5 mg"}, empty])
    assert read.drugs == (DrugUse("氨氯地平", 1.0, "5 mg"),)
    assert made(drugs=read.drugs) == read  # already the record's own entries


def test_readings_typed_with_wide_figures() -> None:
    assert made(bp_readings=[["１３８", "86"], (134, 82)]).bp_readings == ((138, 86), (134, 82))


@pytest.mark.parametrize("name", sorted(HYPERTENSION_FOLLOW_UP.required))
def test_a_required_field_left_empty_is_asked_for_by_its_name(name: str) -> None:
    assert wrong(**{name: ""}) == [(name, "required")]
    assert made(**{name: to_json(VISIT)[name]}) == VISIT


def test_a_wrong_required_field_is_not_called_empty_too() -> None:
    assert wrong(sbp="高") == [("sbp", "not_a_number")]


def test_problems_come_in_the_order_of_the_form() -> None:
    listed = [field for field, _ in wrong(doctor="", sbp="", visit_way="9", next_visit_date="2026-11-01", dbp="x")]
    assert listed == sorted(listed, key=list(MEANINGS).index)
    assert listed == ["visit_way", "sbp", "dbp", "next_visit_date", "doctor"]


def test_a_field_of_a_newer_form_is_kept_as_it_came() -> None:
    newer = {"risk_level": "3", "organs": ["心", {"left": True}]}
    assert dict(made(**newer).extra) == newer
    assert made(**to_json(made(**newer))) == made(**newer)


def test_one_field_alone_is_judged_while_typing() -> None:
    assert parse_values(HYPERTENSION_FOLLOW_UP, {"sbp": "136"}, CONTEXT) == ({"sbp": 136}, [])
    assert parse_values(HYPERTENSION_FOLLOW_UP, {"weight_kg": "", "drugs": ""}, CONTEXT) == ({"drugs": ()}, [])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=12) | st.sampled_from(["1", "136", "2026-11-24"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["name", "times_per_day", "dose_text", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(list(MEANINGS)), ANYTHING, min_size=1, max_size=6))
def test_whatever_arrives_is_read_or_refused_never_a_crash(values: dict[str, Any]) -> None:
    parsed = parse(HYPERTENSION_FOLLOW_UP, HypertensionFollowUp, to_json(VISIT) | values, CONTEXT)
    if isinstance(parsed, HypertensionFollowUp):
        assert made(**to_json(parsed)) == parsed  # what was taken in is taken in again, unchanged
    else:
        assert parsed
        assert all(problem.field in MEANINGS and problem.text.endswith(("。", "？")) for problem in parsed)


@given(form=st.sampled_from(catalog.all_forms()), data=st.data())
def test_values_read_before_are_judged_as_parse_judges_them(form: FormSpec, data: st.DataObject) -> None:
    """A township reads a record once; what it finds wrong is what the clinic would have been told."""
    typed = st.sampled_from(["", "1", "2", "120", "999", "2026-11-16", "2099-01-01", "x", (), None])
    values = data.draw(st.dictionaries(st.sampled_from([*form.meanings, "later_field"]), typed, max_size=12))
    context = Context(date(2026, 11, 25), {"birth_date": date(1957, 3, 12), "sex_code": "2"}, elsewhere=True)
    parsed: object | list[Problem] = parse(form, form.record, values, context)
    assert problems_of(form, read_values(form, values), context) == (parsed if isinstance(parsed, list) else [])


def test_what_says_nothing_when_it_is_left_out_is_read_so() -> None:
    class Small(HypertensionFollowUp):
        """Nobody has asked for its blanks before."""

    form = replace(HYPERTENSION_FOLLOW_UP, record=Small)
    context = Context(date(2026, 11, 25), {}, elsewhere=True)
    assert problems_of(form, {}, context) == problems_of(HYPERTENSION_FOLLOW_UP, {}, context)
