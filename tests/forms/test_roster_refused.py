"""The refused rows as a file: as they were, each with its number and its reasons, ready to be corrected."""

from pathlib import Path

import pytest

from tests.forms.rosters import TODAY, ZHANG, codes_of, number, roster
from vclinic.domain.problem import Problem, Refused
from vclinic.forms.roster import RefusedRow, Roster, read_rows
from vclinic.forms.roster_file import Sheet, read_roster_file
from vclinic.forms.roster_refused import refused_file

HEADER = "姓名,性别,身份证号,出生日期"
WANG = number(1985, 103)


def rows(header: str, *lines: str) -> Roster:
    cells = tuple(tuple(line.split(",")) for line in (header, *lines))
    return read_rows(Sheet(cells, tuple(range(1, len(cells) + 1))), TODAY)


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".XLSX"])
def test_the_file_can_be_corrected_and_read_again(tmp_path: Path, ending: str) -> None:
    read = rows(HEADER, f"张三,男,{ZHANG[:-1]}0,", "李四,,,1960-03-12", f"王五,男,{WANG},")
    path = tmp_path / f"退回{ending}"
    refused_file(read.refused, path, read.header)
    if ending == ".XLSX":
        path = path.rename(path.with_suffix(".xlsx"))
    sheet = read_roster_file(path)
    assert sheet.rows[0] == ("原表行号", *HEADER.split(","), "退回原因")
    assert [row[:3] for row in sheet.rows[1:]] == [("2", "张三", "男"), ("3", "李四", "")]
    assert [row[-1] for row in sheet.rows[1:]] == [
        " ".join(problem.text for problem in row.problems) for row in read.refused
    ]
    assert codes_of(roster(path)) == codes_of(read)


def test_a_row_longer_than_the_header_keeps_its_cells(tmp_path: Path) -> None:
    read = rows("姓名,身份证号", f"张三,{ZHANG[:-1]}0,在外打工,已回")
    path = tmp_path / "退回.csv"
    refused_file(read.refused, path, read.header)
    title, row = read_roster_file(path).rows
    assert title == ("原表行号", "姓名", "身份证号", "", "", "退回原因")
    assert row[3:5] == ("在外打工", "已回")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        refused_file((), tmp_path / "退回.pdf", ("姓名",))
    assert caught.value.code == "unknown_ending"


def test_every_reason_of_a_row_stands_in_its_last_cell(tmp_path: Path) -> None:
    problems = (Problem("name", "required", "没有姓名。"), Problem("id_no", "check_digit", "身份证号不对。"))
    path = tmp_path / "退回.csv"
    refused_file((RefusedRow(7, ("", "1"), problems),), path, ("姓名", "身份证号"))
    assert read_roster_file(path).rows[1] == ("7", "", "1", "没有姓名。 身份证号不对。")


def test_a_row_shorter_than_the_header_leaves_its_cells_blank(tmp_path: Path) -> None:
    path = tmp_path / "退回.csv"
    refused_file((RefusedRow(3, ("张3",), (Problem("name", "not_a_name", "这不是姓名。"),)),), path, HEADER.split(","))
    assert read_roster_file(path).rows[1] == ("3", "张3", "", "", "", "这不是姓名。")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|'/c calc'!A0", "@SUM(A1)"])
def test_what_a_spreadsheet_would_run_is_text_there_and_reads_back_as_it_was(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "退回.csv"
    refused_file((RefusedRow(2, (cell, ""), (Problem("name", "not_a_name", "这不是姓名。"),)),), path, ("姓名", "电话"))
    assert f",'{cell}," in path.read_text(encoding="utf-8-sig")
    assert read_roster_file(path).rows[1][1] == cell


def test_rows_left_out_for_want_of_a_household_get_columns_to_write_it_in(tmp_path: Path) -> None:
    header = "原表行号,姓名,身份证号,与户主关系"
    cells = (tuple(header.split(",")), ("5", "张三", ZHANG, "子"))
    read = read_rows(Sheet(cells, (1, 2)), TODAY, {"given_back": "skip"})
    refused_file(read.refused, tmp_path / "退回.csv", read.header)
    back = read_roster_file(tmp_path / "退回.csv").rows
    assert back[0] == (*header.split(","), "原户号", "原户户主", "原户组", "原户住址", "退回原因")
    assert "补上户主或户号再导入" in back[1][-1]
