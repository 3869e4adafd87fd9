"""A telephone cell never sends a person back: the number is kept, or it is said why not."""

import pytest
from hypothesis import given, strategies as st

from vclinic.forms.roster_phone import lost_zero, read_phone


@pytest.mark.parametrize("cell", ["", "无", " 无 ", "/", "／", "-", "——", "不详", "暂无", "无电话", "#N/A", "N/A", "0", "0.0", "没有手机号码", "拒绝", "\u200b"])  # fmt: skip
def test_a_cell_may_say_that_there_is_none(cell: str) -> None:
    assert read_phone(cell) == ("", "")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("13800000135", "13800000135"), ("138 0000 0135", "13800000135"), ("138-0000-0135", "13800000135"), ("１３８００００１１３５", "13800001135"),
        ("13800000135.0", "13800000135"), ("+8613800000135", "13800000135"), ("+86 138 0000 0135", "13800000135"), ("008613800000135", "13800000135"),
        ("8613800000135", "13800000135"), ("\u202d13800000135\u202c", "13800000135"), ("'13800000135", "13800000135"), ("13800000135转", "13800000135"),
        ("电话：13800000135", "13800000135"), ("13800000135、", "13800000135"), ("0551-6612345", "05516612345"), ("(0551)6612345", "05516612345"),
        ("05516612345", "05516612345"), ("0551 6612345", "05516612345"), ("6612345", "6612345"), ("010-62345678", "01062345678"),
        ("+86-551-6612345", "05516612345"), ("+86 0551 6612345", "05516612345"), ("4008123123", "4008123123"), ("62345678", "62345678"),
    ],
)  # fmt: skip
def test_a_number_is_kept_without_what_stands_around_it(cell: str, kept: str) -> None:
    assert read_phone(cell) == (kept, "")


@pytest.mark.parametrize(
    ("cell", "kept", "noted"),
    [
        ("13800000135/0551-6612345", "13800000135", "05516612345"), ("0551-6612345/13800000135", "13800000135", "05516612345"),
        ("13800000135 13900000136", "13800000135", "13900000136"), ("13800000135；13900000136", "13800000135", "13900000136"),
        ("1380000013513900000136", "13800000135", "13900000136"), ("13800000135\n13900000136", "13800000135", "13900000136"),
        ("13800000135或13900000136", "13800000135", "13900000136"), ("13800000135（儿子）", "13800000135", "儿子"),
        ("0551-6612345、0551-6612346", "05516612345", "05516612346"), ("13800000135，1390000", "13800000135", "1390000"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_number_that_is_kept_is_said(cell: str, kept: str, noted: str) -> None:
    phone, note = read_phone(cell)
    assert phone == kept
    assert f"“{noted}”没有记。" in note


@pytest.mark.parametrize("cell", ["1.38E+10", "1.38e10", "138000001355", "1380000013", "12", "110", "住在儿子家", "0551-6612345-801", "12345678901234567"])  # fmt: skip
def test_what_is_no_number_leaves_the_field_empty_and_is_said(cell: str) -> None:
    phone, note = read_phone(cell)
    assert phone == ""
    assert note.endswith("。")
    assert cell in note
    assert lost_zero(cell) == ""


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("13,800,001,111", "13800001111"), ("138.0000.1111", "13800001111"), ("138·0000·1111", "13800001111"), ("*13800001111", "13800001111"), ("0551一66123456", "055166123456"), ("NULL", ""), ("None", ""), ("nan", "")],
)  # fmt: skip
def test_what_programs_and_hands_put_into_a_number_goes(cell: str, kept: str) -> None:
    assert read_phone(cell) == (kept, "")


@pytest.mark.parametrize(
    ("cell", "whole"),
    [("5516612345", "05516612345"), ("551-6612345", "05516612345"), ("5516612345.0", "05516612345"), ("1062345678", "01062345678"), ("20 8123 4567", "02081234567"), ("55166123456", "055166123456")],
)  # fmt: skip
def test_a_spreadsheet_takes_the_zero_of_an_area_code(cell: str, whole: str) -> None:
    assert lost_zero(cell) == whole
    phone, note = read_phone(cell)
    assert phone == ""
    assert whole in note
    assert read_phone(whole) == (whole, "")


@pytest.mark.parametrize("cell", ["05516612345", "13800000135", "6612345", "4008123123", "无", "", "儿子5516612345"])
def test_no_zero_is_missing_where_a_number_is_whole(cell: str) -> None:
    assert lost_zero(cell) == ""


@given(st.text(max_size=30) | st.text(alphabet="0123456789-+/ 86", max_size=30))
def test_any_cell_becomes_a_number_or_nothing(cell: str) -> None:
    phone, _ = read_phone(cell)
    assert phone == "" or phone.isdecimal()
    if phone:
        assert read_phone(phone) == (phone, "")
