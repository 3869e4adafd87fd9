"""Lines of a roster that are nobody."""

from pathlib import Path

import pytest

from tests.forms.rosters import number, roster, text_file

HEADER = ["姓名", "身份证号", "村民小组"]
HE, SHE, THEY = (["赵大山", number(1950)], ["钱桂兰", number(1952, 102)], ["孙有田", number(1961)])


def test_a_group_alone_on_its_line_is_the_group_of_those_below_who_name_none(tmp_path: Path) -> None:
    rows = [HEADER[:2], ["第1组"], HE, ["三小组"], SHE, THEY]
    read = roster(text_file(tmp_path, rows))
    assert [(row.number, row.resident.village_group) for row in read.rows] == [(3, "一组"), (5, "三组"), (6, "三组")]
    assert read.refused == ()
    assert read.notes == (
        "第 2 行“第1组”是分组的标题：下面没写组的人算一组。",
        "第 4 行“三小组”是分组的标题：下面没写组的人算三组。",
    )


def test_who_names_a_group_keeps_it(tmp_path: Path) -> None:
    read = roster(text_file(tmp_path, [HEADER, ["二组"], [*HE, "五组"], [*SHE, ""]]))
    assert [row.resident.village_group for row in read.rows] == ["五组", "二组"]


def test_two_men_of_one_name_under_two_headings_are_two_households(tmp_path: Path) -> None:
    rows = [[*HEADER[:2], "户主"], ["一组"], [*HE, "王建国"], ["二组"], [*SHE, "王建国"]]
    first, second = roster(text_file(tmp_path, rows)).rows
    assert first.household_key != second.household_key


@pytest.mark.parametrize(
    "line",
    [
        ["合计", "", "3人"], ["总计：3 人"], ["共 3 户 9 人"], ["填表人：王医生", "", "审核人：李"], ["制表日期：2026年3月"],
        ["小计", "3"], ["一组小计", "", "1人"], ["二组合计：1人"],
    ],
)  # fmt: skip
def test_a_total_and_who_filled_it_in_are_no_people(line: list[str], tmp_path: Path) -> None:
    read = roster(text_file(tmp_path, [HEADER, HE, line, SHE]))
    assert [row.resident.name for row in read.rows] == ["赵大山", "钱桂兰"]
    assert read.refused == ()
    assert read.notes == (f"第 3 行“{line[0][:12]}”不是人，没有导入。",)


def test_somebody_whose_name_looks_like_a_total_is_somebody(tmp_path: Path) -> None:
    read = roster(text_file(tmp_path, [HEADER, ["共小户", HE[1]], ["合计", SHE[1]]]))
    assert [row.resident.name for row in read.rows] == ["共小户", "合计"]
