"""What is merged over a family is each member's; a title is nobody's; headings of several rows become one a column."""

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms.books import SHEET, book_file, replaced
from tests.forms.rosters import ZHANG, number, roster, text_file
from vclinic.domain.problem import Refused
from vclinic.forms import roster_merged_cells
from vclinic.forms.roster_file import read_roster_file
from vclinic.forms.roster_grid import Grid, Merge

HEADER = ["户主", "住址", "组", "姓名", "身份证号", "与户主关系"]
ZHAO = ["赵大山", "柳河村一组 3 号", "一组"]
SUN = ["孙有田", "柳河村二组 9 号", "二组"]
FAMILIES = [
    HEADER,
    [*ZHAO, "赵大山", number(1950), "户主"],
    ["", "", "", "钱桂兰", number(1952, 102), "妻"],
    ["", "", "", "赵小川", number(1978), "子"],
    [*SUN, "孙有田", number(1948), "户主"],
    ["", "", "", "李玉莲", number(1951, 102), "妻"],
]


def merged(*areas: str):  # the function openpyxl's sheet is changed by
    def change(sheet: Worksheet) -> None:
        for area in areas:
            sheet.merge_cells(area)

    return change


def header_of(path: Path) -> tuple[str, ...]:
    sheet = read_roster_file(path)
    return next(row for row in sheet.rows if any("姓名" in cell for cell in row))


@pytest.mark.parametrize("areas", [[f"{c}2:{c}4" for c in "ABC"] + [f"{c}5:{c}6" for c in "ABC"]])
def test_head_address_and_group_of_a_family_are_each_members(tmp_path: Path, areas: list[str]) -> None:
    rows = roster(book_file(tmp_path, FAMILIES, merged(*areas))).rows
    assert [row.resident.household_head for row in rows] == ["赵大山"] * 3 + ["孙有田"] * 2
    assert [row.resident.address for row in rows] == ["柳河村一组 3 号"] * 3 + ["柳河村二组 9 号"] * 2
    assert [row.resident.village_group for row in rows] == ["一组"] * 3 + ["二组"] * 2
    assert len({row.household_key for row in rows}) == 2


def test_cells_merged_in_both_directions_fill_the_whole_area(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "住址", "备注"], ["张三", ZHANG, "二组 14 号", ""], ["李四", number(1960)]]
    sheet = read_roster_file(book_file(tmp_path, rows, merged("C2:D3")))
    assert [row[2:] for row in sheet.rows[1:]] == [("二组 14 号", "二组 14 号")] * 2


def test_a_merge_makes_no_rows_of_empty_ones(tmp_path: Path) -> None:
    path = book_file(tmp_path, FAMILIES[:4], merged("A2:A900", "B2:B5"))
    path = replaced(path, SHEET, b"B2:B5", b"B2:B1048576")
    assert read_roster_file(path).numbers == (1, 2, 3, 4)


def test_a_title_and_a_line_across_the_names_are_nobodys(tmp_path: Path) -> None:
    rows = [
        ["清溪镇柳河村居民花名册"],
        ["填报单位：柳河村", "", "", "填报日期"],
        HEADER[3:],
        ["一组"],
        ["张三", ZHANG, "户主"],
    ]
    sheet = read_roster_file(book_file(tmp_path, rows, merged("A1:F1", "A2:C2", "D2:E2", "A4:C4")))
    assert sheet.rows == (
        ("清溪镇柳河村居民花名册",),
        ("填报单位：柳河村", "", "", "填报日期"),
        ("姓名", "身份证号", "与户主关系"),
        ("一组",),
        ("张三", ZHANG, "户主"),
    )


def test_an_empty_merge_fills_nothing(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "住址"], ["张三", ZHANG], ["李四", number(1960)]]
    assert read_roster_file(book_file(tmp_path, rows, merged("C2:C3", "H2:H3"))).rows[1] == ("张三", ZHANG)


def test_without_a_header_nothing_is_filled(tmp_path: Path) -> None:
    assert read_roster_file(book_file(tmp_path, [["甲", "x"], ["", "y"]], merged("A1:A2"))).rows == (
        ("甲", "x"),
        ("", "y"),
    )


@pytest.mark.parametrize(
    ("upper", "lower", "areas", "folded"),
    [
        (
            ["姓名", "身份证号", "慢病", "", "电话"],
            ["", "", "肺结核", "精神病", ""],
            ["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
            ("姓名", "身份证号", "慢病｜肺结核", "慢病｜精神病", "电话"),
        ),
        (  # the group alone is merged
            ["姓名", "身份证号", "慢病", ""],
            ["", "", "肺结核", "精神病"],
            ["C1:D1"],
            ("姓名", "身份证号", "慢病｜肺结核", "慢病｜精神病"),
        ),
        (  # nothing is merged, as in an export to text and back
            ["姓名", "身份证号", "慢病", "", "电话"],
            ["", "", "肺结核", "精神病", ""],
            [],
            ("姓名", "身份证号", "慢病｜肺结核", "慢病｜精神病", "电话"),
        ),
        (  # groups over everything
            ["基本信息", "", "", "其他情况", ""],
            ["姓名", "身份证号", "电话", "肺结核", "低保"],
            ["A1:C1", "D1:E1"],
            ("姓名", "身份证号", "电话", "其他情况｜肺结核", "其他情况｜低保"),
        ),
        (  # a group that says whose number it is
            ["户主信息", "", "家庭成员", "", "联系人", ""],
            ["姓名", "身份证号", "姓名", "身份证号", "姓名", "电话"],
            ["A1:B1", "C1:D1", "E1:F1"],
            (
                "户主姓名", "户主信息：身份证号", "家庭成员姓名", "身份证号", "联系人姓名", "联系人电话",
            ),
        ),
    ],
)  # fmt: skip
def test_headings_of_two_rows_are_one_a_column(
    tmp_path: Path, upper: list[str], lower: list[str], areas: list[str], folded: tuple[str, ...]
) -> None:
    sheet = read_roster_file(book_file(tmp_path, [upper, lower, ["张三", ZHANG, "x"]], merged(*areas)))
    assert sheet.rows == (folded, ("张三", ZHANG, "x"))
    assert sheet.numbers == (2, 3)


def test_a_disease_in_the_family_is_not_the_persons(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "家族史", ""], ["", "", "高血压", "糖尿病"], ["张三", ZHANG, "√", "√"]]
    path = book_file(tmp_path, rows, merged("A1:A2", "B1:B2", "C1:D1"))
    assert header_of(path)[2:] == ("家族史：高血压", "家族史：糖尿病")
    assert [row.diseases for row in roster(path).rows] == [()]


def test_the_number_of_a_head_is_not_each_members(tmp_path: Path) -> None:
    rows = [
        ["户主信息", "", "家庭成员", ""],
        ["姓名", "身份证号", "姓名", "身份证号"],
        ["张三", ZHANG, "李四", number(1960)],
    ]
    made = roster(book_file(tmp_path, rows, merged("A1:B1", "C1:D1"))).rows
    assert [(row.resident.name, row.resident.id_no) for row in made] == [("李四", number(1960))]


def test_headings_of_three_rows(tmp_path: Path) -> None:
    rows = [
        ["姓名", "身份证号", "健康情况", "", ""],
        ["", "", "慢病", "", "低保"],
        ["", "", "肺结核", "精神病", ""],
        ["张三", ZHANG, "√"],
    ]
    areas = ("A1:A3", "B1:B3", "C1:E1", "C2:D2", "E2:E3")
    assert read_roster_file(book_file(tmp_path, rows, merged(*areas))).rows[0] == (
        "姓名",
        "身份证号",
        "健康情况｜慢病｜肺结核",
        "健康情况｜慢病｜精神病",
        "健康情况｜低保",
    )


def test_headings_of_two_rows_in_text(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "慢病", ""], ["", "", "肺结核", "精神病"], ["张三", ZHANG, "√", ""]]
    assert header_of(text_file(tmp_path, rows)) == ("姓名", "身份证号", "慢病｜肺结核", "慢病｜精神病")


def test_headings_of_two_rows_repeated_on_every_page_are_nobody(tmp_path: Path) -> None:
    header = [["姓名", "身份证号", "慢病", ""], ["", "", "肺结核", "精神病"]]
    rows = [*header, ["张三", ZHANG, "√", ""], *header, ["李四", number(1960), "", "√"]]
    for path in (text_file(tmp_path, rows), book_file(tmp_path, rows, merged("A1:A2", "C1:D1", "A4:A5", "C4:D4"))):
        assert read_roster_file(path).numbers == (2, 3, 6)
        assert [row.resident.name for row in roster(path).rows] == ["张三", "李四"]


@pytest.mark.parametrize(
    "second",
    [
        ["", "", "13800000101", "二组"],  # a row without a name and number is still a row
        ["", "李四", "", "x"],
        ["张三", ZHANG, "", ""],
        ["", "", "二组", ""],
    ],
)
def test_a_person_below_the_header_is_no_heading(tmp_path: Path, second: list[str]) -> None:
    rows = [["姓名", "身份证号", "电话", ""], second, ["张三", ZHANG, "", ""]]
    assert read_roster_file(text_file(tmp_path, rows)).numbers == (1, 2, 3)


def test_a_header_that_would_lose_its_names_keeps_the_lower_row(tmp_path: Path) -> None:
    rows = [["父母情况", "", "去向", ""], ["姓名", "身份证号", "外出", "在家"], ["张三", ZHANG, "√"]]
    assert header_of(book_file(tmp_path, rows, merged("A1:B1", "C1:D1"))) == ("姓名", "身份证号", "外出", "在家")


def test_a_column_without_any_heading_stays_without(tmp_path: Path) -> None:
    rows = [["姓名", "", "身份证号", "慢病", ""], ["", "", "", "肺结核", "低保"], ["张三", "x", ZHANG]]
    sheet = read_roster_file(book_file(tmp_path, rows, merged("A1:A2", "B1:B2", "C1:C2", "D1:E1")))
    assert sheet.rows[0][:3] == ("姓名", "", "身份证号")


def test_a_hostile_number_of_merges_is_refused_before_it_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_merged_cells, "_MOST_SPREAD", 1000)
    grid = Grid(rows={1: ["姓名", "身份证号"]} | {row: ["张三", ZHANG, "x"] for row in range(2, 102)})
    grid.merges = [Merge(2, 2, 1_048_576, 2)] * 10
    roster_merged_cells.spread(grid)
    grid.merges = [Merge(2, 2, 1_048_576, 2)] * 11
    with pytest.raises(Refused, match="合并的单元格太多"):
        roster_merged_cells.spread(grid)


def test_a_merge_over_a_whole_sheet_stays_within_the_columns_of_a_roster() -> None:
    grid = Grid(rows={1: ["姓名", "身份证号", "组"], 2: ["张三", ZHANG, "一组"], 3: ["李四", number(1960)]})
    grid.merges = [Merge(2, 2, 1_048_576, 16_383)]
    roster_merged_cells.spread(grid)
    assert len(grid.rows[3]) == 200
    assert grid.rows[3][:3] == ["李四", number(1960), "一组"]
