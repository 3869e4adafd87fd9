"""Any value of any form is read or refused with a Chinese sentence; what was read reads again as itself."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from vclinic.diseases import DISEASES
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.document import plain
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.reading import half_width, missing, read_value, reader
from vclinic.forms.spec import FormSpec

FORMS: tuple[FormSpec, ...] = (PERSONAL_INFORMATION, *(disease.form for disease in DISEASES))
FIELDS = [(form.id, name, meaning) for form in FORMS for name, meaning in form.meanings.items()]
TYPED = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"[0-9]{1,4}[-/.年][0-9]{1,2}([-/.月][0-9]{1,2}日?)?", fullmatch=True),
    st.from_regex(r"[+-]?[0-9０-９]{1,12}(\.[0-9]{0,8})?( ?mg/dL| ?mmol/L)?", fullmatch=True),
    st.sampled_from(
        ["", " ", "无", "1", "12", "0", "99", "2026-02-29", "2026年11月24日", "202611", "\x00", "𠮷", "🙂", "１３６"]
    ),
)


def chinese(text: str) -> bool:
    return text.endswith(("。", "？")) and any("\u4e00" <= character <= "\u9fff" for character in text)


@settings(max_examples=600)
@given(st.sampled_from(FIELDS), TYPED)
def test_any_text_in_any_field_is_a_value_or_a_sentence(field: tuple[str, str, Meaning], typed: str) -> None:
    _, name, meaning = field
    read = read_value(name, meaning, typed)
    if isinstance(read, Problem):
        assert read.field == name
        assert read.code
        assert chinese(read.text), read.text
    else:
        assert read_value(name, meaning, plain(read)) == read, "what was read is read again as itself"


@settings(max_examples=300)
@given(st.sampled_from(FIELDS), st.lists(st.one_of(TYPED, st.dictionaries(st.sampled_from(["name", "code", "date", "confirm_month", "times_per_day"]), TYPED)), max_size=4))  # fmt: skip
def test_any_list_in_any_field_is_a_value_or_a_sentence(field: tuple[str, str, Meaning], typed: list[Any]) -> None:
    _, name, meaning = field
    read = read_value(name, meaning, typed)
    if isinstance(read, Problem):
        assert (read.field, chinese(read.text)) == (name, True)
    else:
        assert read_value(name, meaning, plain(read)) == read


@pytest.mark.parametrize("nothing", ["", "   ", "　", None])
@pytest.mark.parametrize(
    ("kind", "read"),
    [("date", None), ("month", ""), ("integer", None), ("decimal", None), ("text", ""), ("code", ""), ("codes", ()),
     ("flag", None), ("entries", ()), ("pairs", ())],
)  # fmt: skip
def test_nothing_typed_is_nothing_of_its_kind(kind: Any, read: Any, nothing: Any) -> None:
    empty = read_value("it", Meaning("项", kind), nothing)
    assert empty == read
    assert missing(empty)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", (0,), "无"])
def test_a_zero_and_a_no_are_answers(value: Any) -> None:
    assert not missing(value)


@pytest.mark.parametrize(
    ("typed", "month"),
    [("2026-11", "2026-11"), ("2026/1", "2026-01"), ("2026.9", "2026-09"), ("2026年9月", "2026-09"), ("202609", "2026-09"), ("1900-01", "1900-01"), ("2200-12", "2200-12")],
)  # fmt: skip
def test_a_month_in_every_spelling(typed: str, month: str) -> None:
    assert read_value("it", Meaning("确诊时间", "month"), typed) == month


@pytest.mark.parametrize("typed", ["2026-13", "2026-0", "1899-12", "2201-01", "2026", "11-2026", "去年", 202611])
def test_what_is_no_month(typed: Any) -> None:
    read = read_value("it", Meaning("确诊时间", "month"), typed)
    assert isinstance(read, Problem)
    assert (read.code, read.text) == ("not_a_month", "确诊时间要写成 2026-11 这样的年月。")


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2024-02-29", date(2024, 2, 29)), ("2024年2月29日", date(2024, 2, 29)), ("2024年2月29", date(2024, 2, 29)), ("20240229", date(2024, 2, 29)), ("2024.2.9", date(2024, 2, 9))],
)  # fmt: skip
def test_a_leap_day_is_a_day_in_every_spelling(typed: str, day: date) -> None:
    assert read_value("it", Meaning("日期", "date"), typed) == day


@pytest.mark.parametrize(
    ("typed", "code", "text"),
    [
        ("2026-02-29", "no_such_date", "没有 2026 年 2 月 29 日这一天。"), ("0000-01-01", "no_such_date", "没有 0 年 1 月 1 日这一天。"),
        ("2026-11", "not_a_date", "日期要写成 2026-11-24 这样的日期。"), ("24-11-2026", "not_a_date", "日期要写成 2026-11-24 这样的日期。"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_told_apart_from_what_is_no_date(typed: str, code: str, text: str) -> None:
    read = read_value("it", Meaning("日期", "date"), typed)
    assert isinstance(read, Problem)
    assert (read.code, read.text) == (code, text)


@given(st.text(max_size=20))
def test_half_width_text_stays_as_it_is(text: str) -> None:
    assert half_width(half_width(text)) == half_width(text)


@pytest.mark.parametrize(("length", "taken"), [(0, True), (199, True), (200, True), (201, False)])
def test_text_is_taken_up_to_its_length(length: int, taken: bool) -> None:
    read = read_value("it", Meaning("其他", "text"), "心" * length)
    assert isinstance(read, str) is taken
    if not taken:
        assert read.text == "其他最多 200 个字，现在有 201 个。"


@pytest.mark.parametrize(("text", "taken"), [("一\n二", True), ("一\t二", True), ("一\r二", False), ("一\x0b二", False), ("一\x1f二", False), ("一\x7f二", True)])  # fmt: skip
def test_only_control_characters_that_no_paper_shows_are_refused(text: str, taken: bool) -> None:
    assert isinstance(read_value("it", Meaning("其他", "text"), text), str) is taken


@given(
    field=st.sampled_from(FIELDS),
    values=st.lists(
        st.sampled_from(["", "1", "１", "2", "120", "120.5", "2026-11-16", "2026-13-01", "x"])
        | st.sampled_from([0, 1, 1.0, 0.0, -0.0, True, False, None, 120, 1e300])
        | st.lists(st.sampled_from(["1", 1]), max_size=2),
        max_size=12,
    ),
)
def test_a_field_that_remembers_reads_as_if_it_read_anew(field: tuple[str, str, Meaning], values: list[Any]) -> None:
    """Numbers that compare alike and are not: 1, 1.0 and yes."""
    _, name, meaning = field
    read = reader(name, meaning)
    assert [repr(read(value)) for value in (*values, *values)] == [
        repr(read_value(name, meaning, value)) for value in (*values, *values)
    ]
