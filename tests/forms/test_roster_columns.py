"""Columns nobody understood are shown with what stands in them, and can be named."""

import pytest

from tests.forms.rosters import TODAY, ZHANG
from vclinic.forms.roster import Roster, read_rows
from vclinic.forms.roster_columns import UnreadColumn, meaning_said, meanings
from vclinic.forms.roster_file import Sheet
from vclinic.forms.roster_header import heading_key


def rows(header: str, *lines: str, told: dict[str, str] | None = None, **answers: str) -> Roster:
    cells = tuple(tuple(line.split(",")) for line in (header, *lines))
    return read_rows(Sheet(cells, tuple(range(1, len(cells) + 1))), TODAY, answers, told=told, adult_age=18)


def test_a_column_with_content_and_no_meaning_is_shown() -> None:
    roster = rows("序号,姓名,身份证号,血压药,籍贯,年龄", f"1,张三,{ZHANG},氨氯地平,,68", "2,李四,,氨氯地平,,70")
    (column,) = roster.columns_unread
    assert column == UnreadColumn(3, "血压药", ("氨氯地平",), 2)
    assert column.sentence == "第 4 栏“血压药”看不懂，2 行有内容没有读，如：氨氯地平。"


def test_a_column_without_a_heading_is_shown_too() -> None:
    roster = rows("姓名,身份证号,", f"张三,{ZHANG},五保", f"张三,{ZHANG},五保,低保")
    assert [(column.index, column.heading) for column in roster.columns_unread] == [(2, ""), (3, "")]
    assert "没有表头" in roster.columns_unread[0].sentence


@pytest.mark.parametrize(("remark", "shown"), [("已去世", 0), ("迁出", 0), ("五保户", 1), ("", 0)])
def test_a_remark_is_read_for_who_is_gone_and_shown_for_the_rest(remark: str, shown: int) -> None:
    assert len(rows("姓名,身份证号,备注", f"张三,{ZHANG},{remark}").columns_unread) == shown


def test_what_a_doctor_says_of_a_column_is_read() -> None:
    told = {heading_key("高压病 "): "disease:htn", heading_key("养老金"): "ignore", heading_key("号 码"): "phone"}
    roster = rows("姓名,身份证号,高压病,养老金,号码（必填）", f"张三,{ZHANG},√,180,13800000135", told=told)
    assert roster.columns_unread == ()
    assert (roster.rows[0].diseases, roster.rows[0].resident.phone) == (("htn",), "13800000135")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("电话", "phone"), ("phone", "phone"), ("disease:htn", "disease:htn"), ("高血压", "disease:htn"), ("高血压（是/否）", "disease:htn"), ("不用", "ignore"), ("ignore", "ignore"), ("药敏史", "allergies"), (" 户号 ", "household_no"), ("星座", None)],
)  # fmt: skip
def test_a_meaning_is_named_by_its_key_or_its_word(text: str, meaning: str | None) -> None:
    assert meaning_said(text) == meaning


def test_meanings_are_named_once_and_not_wanted_is_the_last() -> None:
    assert len({label for _, label in meanings()}) == len(meanings())
    assert meanings()[0] == ("name", "姓名")
    assert meanings()[-1] == ("ignore", "不用")


def test_the_lost_zero_is_asked_once_for_all_and_put_back_on_a_yes() -> None:
    lines = (f"张三,{ZHANG},5516612345", "李四,,5516612346")
    asked = rows("姓名,身份证号,电话", *lines)
    (question,) = asked.questions
    assert (question.code, question.rows, question.default) == ("lost_zero", (2, 3), "leave")
    assert asked.rows[0].resident.phone == ""
    assert "05516612345" in asked.rows[0].notes[0]
    answered = rows("姓名,身份证号,电话", *lines, lost_zero="add")
    assert (answered.rows[0].resident.phone, answered.rows[0].notes) == ("05516612345", ())


def test_somebody_a_column_calls_dead_has_a_closed_record() -> None:
    (row,) = rows("姓名,身份证号,高血压,死亡日期", f"张三,{ZHANG},√,2025-03-01").rows
    it = row.resident
    assert (row.gone, row.diseases, it.status, str(it.closed_on), it.closed_reason) == (
        True,
        (),
        "1",
        "2025-03-01",
        "1",
    )


@pytest.mark.parametrize(("remark", "reason"), [("已病故", "1"), ("迁走了", "2")])
def test_somebody_a_remark_calls_gone_waits_for_an_answer(remark: str, reason: str) -> None:
    file = ("姓名,身份证号,高血压,备注", f"张三,{ZHANG},√,{remark}")
    waiting = rows(*file)
    assert (waiting.rows, [problem.code for problem in waiting.refused[0].problems]) == ((), ["gone"])
    (closed,) = rows(*file, gone="close").rows
    assert (closed.resident.status, closed.resident.closed_reason, closed.diseases) == ("1", reason, ())
    (taken,) = rows(*file, gone="take").rows
    assert (taken.resident.status, taken.diseases) == ("0", ("htn",))


def test_a_birth_date_nobody_can_read_is_noted_beside_a_sound_number() -> None:
    assert rows("姓名,身份证号,出生日期", f"张三,{ZHANG},属狗").rows[0].notes == (
        "出生日期“属狗”看不懂，用的是身份证上的 1958-03-12。",
    )
    assert rows("姓名,身份证号,出生日期", f"张三,{ZHANG},1958").rows[0].notes == ()
