"""A cell as people see it: days of every calendar and format, months, leading zeros, decimals, failed formulas."""

from datetime import date, datetime

import pytest
from hypothesis import given, strategies as st

from vclinic.forms.roster_cells import (
    FAR_EAST_FORMATS,
    LOST_DIGITS,
    CellValue,
    cell_text,
    serial_of_1904,
    without_error,
)

MARCH_12_1958 = 21256
MARCH_1_1958 = 21245


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("yyyy-mm-dd", "1958-03-12"),
        ("m/d/yy", "1958-03-12"),
        ('[$-804]yyyy"年"m"月"d"日";@', "1958-03-12"),
        ("[$-404]e/m/d", "1958-03-12"),
        ('[DBNum1][$-804]yyyy"年"m"月"d"日"', "1958-03-12"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "1958-03-12"),
        ("yyyy/m/d h:mm", "1958-03-12"),
        ("mmm", "1958-03-12"),
        ("yyyy.mm", "1958-03-12"),  # a day that is not the first was typed, and only its display is short
        ("yyyy", "1958-03-12"),
        ("General", "21256"),
        ("", "21256"),
        ("h:mm", "21256"),
        ("mm:ss", "21256"),
        ("[h]:mm", "21256"),
        ('G/通用格式"元"', "21256"),
        ('0"d"', "21256"),
        ("0.00E+00", "21256"),
        ("@", "21256"),
    ],
)
def test_a_number_is_a_day_only_where_it_is_shown_as_one(number_format: str, text: str) -> None:
    assert cell_text(MARCH_12_1958, number_format) == text


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("yyyy.mm", "1958-03"),
        ('[$-804]yyyy"年"m"月";@', "1958-03"),
        ("[$-404]e.mm", "1958-03"),
        ("mmm-yy", "1958-03"),
        (FAR_EAST_FORMATS[57], "1958-03"),
        ("yyyy-mm-dd", "1958-03-01"),
        ("yyyy", "1958-03-01"),
    ],
)
def test_the_first_of_a_month_shown_as_a_month_has_no_day(number_format: str, text: str) -> None:
    assert cell_text(MARCH_1_1958, number_format) == text


def test_the_first_of_january_shown_as_a_year_is_a_year() -> None:
    assert cell_text(date(1958, 1, 1), "yyyy") == "1958"


@pytest.mark.parametrize(
    ("serial", "epoch_1904", "text"),
    [
        (1, False, "1900-01-01"),
        (59, False, "1900-02-28"),
        (61, False, "1900-03-01"),
        (21256.75, False, "1958-03-12"),
        (19794, True, "1958-03-12"),
        (24107, True, "1970-01-01"),
        (2_958_465, False, "9999-12-31"),
        (2_958_465, True, "2958465"),
        (2_958_466, False, "2958466"),
        (0, False, "0"),
        (-5, False, "-5"),
        (0.5, False, "0.5"),
    ],
)
def test_days_count_from_where_the_workbook_says(serial: float, epoch_1904: bool, text: str) -> None:
    assert cell_text(serial, "yyyy/m/d", epoch_1904=epoch_1904) == text


@given(st.dates(date(1904, 1, 2), date(2099, 12, 31)), st.sampled_from([date(1899, 12, 30), date(1904, 1, 1)]))
def test_every_day_after_1904_arrives_from_both_calendars(day: date, start: date) -> None:
    serial = (day - start).days
    expected = str(day) if serial >= 61 or start.year == 1904 else cell_text(serial, "yyyy-mm-dd")
    assert cell_text(serial, "yyyy-mm-dd", epoch_1904=start.year == 1904) == expected


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1958.1, "0.00", "1958.10"),
        (1958.1, "0.00_ ", "1958.10"),
        (1958.1, "General", "1958.1"),
        (1958.1, "#,##0.0", "1958.1"),
        (1958.12, "0.0", "1958.12"),  # shown shorter is no reason to lose what was typed
        (1958.1000000000001, "General", "1958.1"),
        (12, "0000", "0012"),
        (5516612345, "00000000000", "05516612345"),
        (13800000101.0, "0.00", "13800000101"),
        (-7, "General", "-7"),
        (340123195803121019, "0", LOST_DIGITS),
        (float("inf"), "0", "inf"),
        (float("nan"), "yyyy", "nan"),
        (True, "General", "是"),
        (False, "", "否"),
        (None, "yyyy", ""),
        (datetime(1958, 3, 1, 8, 30), "", "1958-03-01"),
        (date(1958, 3, 1), "yyyy-mm", "1958-03"),
        ("#N/A", "", ""),
        ("张三", "yyyy", "张三"),
    ],
)
def test_what_is_no_day_keeps_the_digits_people_see(value: CellValue, number_format: str, text: str) -> None:
    assert cell_text(value, number_format) == text


@pytest.mark.parametrize(
    "text", ["#N/A", " #n/a ", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "########"]
)
def test_a_failed_formula_says_nothing(text: str) -> None:
    assert without_error(text) == ""


@pytest.mark.parametrize("text", ["#", "##", "#12 院", "3#楼", "N/A", "#N/A 户"])
def test_what_only_looks_like_a_failure_stays(text: str) -> None:
    assert without_error(text) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("19794", "1958-03-12"),
        ("24107", "1970-01-01"),
        ("9497", "1930-01-01"),
        ("2191", "1909-12-31"),
        ("2190", "2190"),
        ("1958", "1958"),
        ("1958-03-12", "1958-03-12"),
        ("19580312", "19580312"),
        ("1958.1", "1958.1"),
        ("不详", "不详"),
        ("", ""),
    ],
)
def test_a_bare_number_of_a_workbook_from_1904_is_a_day_unless_it_is_a_year(text: str, day: str) -> None:
    assert serial_of_1904(text) == day


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'340123195803121019", "340123195803121019"),
        ("‘13900001111", "13900001111"),
        ("'34012319580312101x", "34012319580312101x"),
        ("'58年", "'58年"),
        ("O'neil", "O'neil"),
    ],
)
def test_the_mark_before_a_number_that_was_typed_as_text_is_no_part_of_it(cell: str, text: str) -> None:
    assert cell_text(cell) == text
