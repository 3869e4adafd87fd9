"""Conditions that only advice asks for are heard clause by clause."""

from datetime import date

import pytest

from vclinic.rules.advice_words import conditions_in, days_since
from vclinic.rules.veto_table import veto_table

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("脑梗后吞咽呛咳，独居", {"dysphagia", "alone"}), ("无吞咽困难", set()), ("吞咽困难：无", set()), ("母亲骨质疏松", set()),
        ("支架术后20天", {"recent_cardiac", "recent_surgery"}), ("支架术后 4 个月", set()), ("心梗3年", set()), ("刚做过搭桥", {"recent_cardiac"}),
        ("2026-11-02 放支架", {"recent_cardiac"}), ("2026-01-02 放支架", set()), ("2026-02-31 放支架", set()), ("没有放过支架，近期", set()),
        ("脑梗两周", {"acute_stroke"}), ("胆囊手术半个月", {"recent_surgery"}), ("胆囊手术 2 个月", {"recent_surgery"}), ("阑尾炎手术 5 个月", set()),
        ("脑梗", set()), ("", set()),
    ],
)  # fmt: skip
def test_what_is_heard(text: str, keys: set[str]) -> None:
    assert conditions_in(text, veto_table(), DAY) == keys


@pytest.mark.parametrize(
    ("clause", "days"),
    [("3 周前", 21), ("半月", 15.25), ("一年", 365), ("昨天", 0), ("2026年11月20日", 4), ("很久", None)],
)
def test_how_long_ago(clause: str, days: float | None) -> None:
    assert days_since(clause, DAY) == days


def test_a_date_says_nothing_without_a_day_to_count_from() -> None:
    assert days_since("2026-11-20", None) is None
