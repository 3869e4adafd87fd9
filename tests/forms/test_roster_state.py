"""Diseases and deaths of a row: read from every column that speaks of them, asked where they contradict or surprise."""

from datetime import date

import pytest

from tests.forms.rosters import TODAY
from vclinic.forms.roster_state import read_state, registers_of, state_questions

OLD, CHILD = date(1950, 1, 1), date(2021, 5, 1)
ADULT = 18


def registers(row: dict[str, str], born: date = OLD, **answers: str) -> tuple[list[str], tuple[str, ...]]:
    """(codes of what is asked, registers that are entered)."""
    state = read_state(row, TODAY)
    questions = state_questions(4, "张三", state, born, TODAY, ADULT)
    assert all(question.rows == (4,) and question.key == f"{question.code}:4" for question in questions)
    return [question.code for question in questions], registers_of(state, questions, answers)


@pytest.mark.parametrize(
    "tick", ["√", "✓", "✔", "是", "有", "1", "y", "Y", "患", "（√）", " √ ", "１", "高血压", "高血压2级"]
)
def test_a_tick_in_a_disease_column_enters_the_register(tick: str) -> None:
    assert registers({"disease:htn": tick}) == ([], ("htn",))


@pytest.mark.parametrize("cross", ["", "否", "无", "×", "✗", "0", "-", "空", "n", "N", "／"])
def test_a_cross_or_nothing_enters_nobody(cross: str) -> None:
    state = read_state({"disease:htn": cross, "disease:t2dm": "是"}, TODAY)
    assert (state.diseases, state.unread, state.denied) == (("t2dm",), "", ())


@pytest.mark.parametrize("word", ["待查", "疑似", "3级", "？", "高血压？", "父亲高血压"])
def test_any_other_word_is_kept_unread(word: str) -> None:
    state = read_state({"disease:htn": word, "diseases": "痛风"}, TODAY)
    assert state.diseases == ()
    assert state.unread.startswith("痛风；高血压：")


def test_columns_add_up() -> None:
    assert registers({"diseases": "高血压", "disease:t2dm": "√", "disease:htn": "是"}) == ([], ("htn", "t2dm"))


def test_a_column_that_denies_what_another_says_is_asked() -> None:
    row = {"diseases": "高血压、糖尿病", "disease:htn": "否"}
    assert registers(row) == (["disease_differs"], ("t2dm",))
    assert registers(row, disease_differs="yes") == (["disease_differs"], ("t2dm", "htn"))


def test_a_child_in_a_register_is_asked() -> None:
    assert registers({"diseases": "高血压"}, CHILD) == (["young"], ())
    assert registers({"diseases": "高血压"}, CHILD, young="yes") == (["young"], ("htn",))
    assert registers({"disease:htn": "否"}, CHILD) == ([], ())


@pytest.mark.parametrize(
    ("born", "asked"), [(date(2008, 11, 24), []), (date(2008, 11, 25), ["young"]), (OLD, [])]
)  # fmt: skip
def test_who_is_grown_up_today_is_not_asked_about(born: date, asked: list[str]) -> None:
    assert registers({"diseases": "高血压"}, born)[0] == asked


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ({"death_date": "2025-03-01"}, date(2025, 3, 1)), ({"death_date": "2025年3月1日"}, date(2025, 3, 1)), ({"died": "2025/3/1"}, date(2025, 3, 1)),
        ({"died": "是"}, None), ({"died": "√"}, None), ({"died": "已去世"}, None), ({"death_date": "√"}, None), ({"diseases": "高血压（已死亡）"}, None),
        ({"disease:htn": "已故"}, None), ({"death_date": "2025-03"}, None), ({"death_date": "2099-01-01"}, None), ({"died": "是", "death_date": "2025.3.1"}, date(2025, 3, 1)),
    ],
)  # fmt: skip
def test_a_death_is_read_and_enters_no_register(row: dict[str, str], day: date | None) -> None:
    state = read_state({"disease:t2dm": "√", **row}, TODAY)
    assert (state.died, state.died_on) == (True, day)
    assert registers({"disease:t2dm": "√", **row}) == ([], ())


@pytest.mark.parametrize("row", [{"death_date": "无"}, {"death_date": "/"}, {"died": "否"}, {"died": ""}, {"diseases": "父亲死亡"}, {"remark": "已去世"}, {"death_date": "否", "died": "0"}])  # fmt: skip
def test_who_is_not_said_to_be_dead_is_not(row: dict[str, str]) -> None:
    assert not read_state(row, TODAY).died


def test_a_day_of_death_that_cannot_be_read_is_said() -> None:
    assert read_state({"death_date": "2025年春"}, TODAY).notes == ("死亡日期“2025年春”不是完整的日期，只记了已死亡。",)
    assert read_state({"death_date": "是"}, TODAY).notes == ()


@pytest.mark.parametrize("column", ["death_date", "died"])
@pytest.mark.parametrize(
    ("day", "why"), [("1949-12-31", "早于出生日期 1950-01-01"), ("2026-11-25", "还没到"), ("2099-01-01", "还没到")]
)
def test_nobody_has_died_before_they_were_born_or_on_a_day_to_come(column: str, day: str, why: str) -> None:
    state = read_state({column: day}, TODAY, OLD)
    assert (state.died, state.died_on) == (True, None)
    assert state.notes == (f"死亡日期“{day}”{why}，只记了已死亡，请核对。",)


@pytest.mark.parametrize("day", [OLD, TODAY])
def test_somebody_may_die_on_the_day_of_birth_or_today(day: date) -> None:
    state = read_state({"death_date": str(day)}, TODAY, OLD)
    assert (state.died, state.died_on, state.notes) == (True, day, ())


@pytest.mark.parametrize(
    ("remark", "moved"), [("已去世", False), ("2024年病故", False), ("全家迁出", True), ("已搬走", True)]
)
def test_a_remark_that_somebody_is_gone_is_asked(remark: str, moved: bool) -> None:
    state = read_state({"remark": remark}, TODAY)
    assert (state.remark, state.moved, state.died) == (remark, moved, False)
    (question,) = state_questions(4, "张三", state, OLD, TODAY, ADULT)
    assert (question.code, question.default) == ("gone", "skip")
    assert remark in question.text


@pytest.mark.parametrize("remark", ["", "五保户", "父亲去世", "未迁出", "没有死亡"])
def test_other_remarks_are_not(remark: str) -> None:
    assert read_state({"remark": remark}, TODAY).remark == ""


def test_a_remark_says_nothing_new_of_a_death_that_is_known() -> None:
    assert registers({"remark": "已去世", "died": "是"}) == ([], ())
