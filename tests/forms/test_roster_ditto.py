"""同上 and 〃 say what the row above says, for what people share."""

from pathlib import Path

import pytest

from tests.forms.rosters import ZHANG, number, read
from vclinic.forms.roster_ditto import with_dittos

ABOVE = {"name": "张三", "id_no": ZHANG, "address": "一组 3 号", "phone": "13800000001", "remark": ""}


@pytest.mark.parametrize("mark", ["同上", "（同上）", " 同上 ", "〃", "″", '"', "''", "”"])
def test_what_a_household_shares_is_taken_from_above(mark: str) -> None:
    row = with_dittos({"name": "李四", "address": mark, "phone": mark, "remark": mark, "village_group": mark}, ABOVE)
    assert row == {"name": "李四", "address": "一组 3 号", "phone": "13800000001", "remark": "", "village_group": ""}


def test_nobody_shares_a_name_or_a_number() -> None:
    row = {"name": "同上", "id_no": "同上", "birth_date": "〃", "sex": "同上"}
    assert with_dittos(row, ABOVE) == row


def test_a_ditto_below_a_ditto_says_the_same(tmp_path: Path) -> None:
    header = "姓名,身份证号,住址,电话,组"
    lines = (
        f"张三,{ZHANG},一组3号,13800000001,一组",
        f"李四,{number(1960)},同上,同上,同上",
        f"王五,{number(1970)},〃,〃,〃",
    )
    people = [row.resident for row in read(tmp_path, header, *lines).rows]
    assert {(it.address, it.phone, it.village_group) for it in people} == {("一组3号", "13800000001", "一组")}
    assert len(people) == 3
