"""Chinese numerals of a roster: days of birth and numbers of village groups."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from vclinic.forms.roster_numerals import in_figures, read_group
from vclinic.forms.roster_words import read_birth

_TO_NINE = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return f"{_TO_NINE[tens] if tens > 1 else ''}{'十' if tens else ''}{_TO_NINE[ones] if ones else ''}"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_in_numerals_is_that_day(day: date) -> None:
    year = "".join(_TO_NINE[int(digit)] for digit in str(day.year))
    assert read_birth(f"{year}年{numeral(day.month)}月{numeral(day.day)}日", None) == day
    assert (
        read_birth(f"{year.replace('〇', '零')}年{numeral(day.month)}月{numeral(day.day)}", day + timedelta(days=1))
        != day
    )


@pytest.mark.parametrize("text", ["民国三十八年三月", "一九五八年腊月初三", "一九五八", "1958年3月12日", ""])
def test_what_is_no_day_in_numerals_stays(text: str) -> None:
    assert in_figures(text) == text


@pytest.mark.parametrize(
    "cell", ["3", "03", "３", "三", "三组", "3组", "第三组", "第3小组", "三村民小组", "第三村民组", "3.0"]
)
def test_a_village_group_has_one_spelling(cell: str) -> None:
    assert read_group(cell) == "三组"


@pytest.mark.parametrize(
    ("cell", "group"),
    [
        ("10", "十组"), ("十", "十组"), ("11", "11组"), ("十一组", "11组"), ("二十组", "20组"), ("第二十三村民组", "23组"), ("0", "0组"), ("3队", "三队"),
        ("12生产队", "12队"), ("第十二队", "12队"), ("上湾组", "上湾组"), ("上湾", "上湾组"), ("一组（东头）", "一组(东头)"), ("", ""), ("组", ""),
    ],
)  # fmt: skip
def test_a_group_keeps_its_kind_and_its_name(cell: str, group: str) -> None:
    assert read_group(cell) == group
