"""Pages of tables that hospital systems export as .xls come in as the tables they show."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tests.forms.rosters import ZHANG, number, roster
from vclinic.domain.problem import Refused
from vclinic.forms.roster_file import read_roster_file
from vclinic.forms.roster_grid import MAX_COLUMNS
from vclinic.forms.roster_html import read_html

HEAD = "<tr><th>姓名</th><th>身份证号</th><th>住址</th></tr>"
ROW = f"<tr><td>范大</td><td style=\"mso-number-format:'\\@'\">{ZHANG}</td><td>柳河村 1 号</td></tr>"
READ = (("姓名", "身份证号", "住址"), ("范大", ZHANG, "柳河村 1 号"))


def page_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "花名册.xls"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><table>{HEAD}{ROW}</table></body></html>",
        f"\ufeff  <!DOCTYPE html><table>{HEAD}{ROW}</table>",
        f'<?xml version="1.0"?><html xmlns="x"><table>{HEAD}{ROW}</table></html>',
        f"<TABLE>{HEAD}{ROW}</TABLE>".replace("</td>", "").replace("</tr>", ""),
        f"<table><tr><td><table>{HEAD}{ROW}</table></td></tr></table>",
        f"<table>{HEAD}</table><div><table>{ROW}</table></div>",
        f"<html><style>td {{ color: red }}</style><!--[if gte mso 9]><xml><x:Name>1</x:Name></xml><![endif]--><table>{HEAD}{ROW}",
        f"<table><![if supportMisalignedRows]><tr><td></td></tr><![endif]>{HEAD}{ROW}</table>",
        f"<table>{HEAD}{ROW}</table><!-- never closed",
        f"<table>{HEAD}{ROW}</table><!-- never <b>closed</b>",
        f"<table>{HEAD}{ROW}".replace(
            "柳河村 1 号", "<script>var a = 1</script>柳河村&#32;1&#x20;号".replace("&#x20;", " ")
        ).replace("&#32;", "\n "),
    ],
)
def test_a_page_is_read_however_it_is_written(tmp_path: Path, page: str) -> None:
    assert read_roster_file(page_file(tmp_path, page)).rows == READ


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_page_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert read_roster_file(page_file(tmp_path, f"<table>{HEAD}{ROW}</table>", encoding)).rows == READ


def test_what_spans_rows_and_columns_holds_for_each(tmp_path: Path) -> None:
    page = (
        "<table><tr><td colspan=5>柳河村花名册</td></tr>"
        "<tr><th rowspan=2>户主</th><th rowspan=2>姓名</th><th rowspan=2>身份证号</th><th colspan=2>联系方式</th></tr>"
        "<tr><th>电话</th><th>住址</th></tr>"
        f"<tr><td rowspan=2>范大</td><td>范大</td><td>{ZHANG}</td><td>13800000135</td><td rowspan='2'>1 号</td></tr>"
        f"<tr><td>范小</td><td>{number(1990)}</td><td>无</td></tr></table>"
    )
    rows = roster(page_file(tmp_path, page)).rows
    assert [(row.resident.name, row.resident.phone, row.resident.address) for row in rows] == [
        ("范大", "13800000135", "1 号"),
        ("范小", "", "1 号"),
    ]
    assert len({row.household_key for row in rows}) == 1


def test_hidden_and_struck_rows_are_known(tmp_path: Path) -> None:
    struck = ROW.replace("范大", "<s>范大</s>").replace(ZHANG, number(1960))
    lined = ROW.replace("<td>范大", "<td style='text-decoration: line-through'>范大").replace(ZHANG, number(1961))
    half = ROW.replace("范大", "范<del>小</del>大").replace(ZHANG, number(1962))
    hidden = ROW.replace("<tr>", "<tr style='DISPLAY:none'>").replace(ZHANG, number(1963))
    flat = ROW.replace("<tr>", "<tr height=0>").replace(ZHANG, number(1964))
    sheet = read_roster_file(page_file(tmp_path, f"<table>{HEAD}{ROW}{struck}{lined}{half}{hidden}{flat}</table>"))
    assert sheet.struck == {3, 4}
    assert sheet.hidden == {6, 7}


def test_a_number_that_is_shown_rounded_has_lost_its_digits(tmp_path: Path) -> None:
    page = f"<table>{HEAD}{ROW}</table>".replace(ZHANG, "3.40123E+17")
    assert [row.problems[0].code for row in roster(page_file(tmp_path, page)).refused] == ["digits_lost"]


def test_lines_of_a_cell_stay_lines_and_errors_say_nothing() -> None:
    grid = read_html("<table><tr><td>一组<br>1 号</td><td>#N/A</td><td>&lt;a&gt;&nbsp;b</td></table>")
    assert grid is not None
    assert grid.rows == {1: ["一组\n1 号", "", "<a>\xa0b"]}


def test_a_cell_without_a_row_and_spans_that_are_none_are_cells() -> None:
    grid = read_html("</td></s><table></s><td colspan=x rowspan=-1>a<td colspan=99999999999>b</table></table><td>c")
    assert grid is not None
    assert (grid.rows, grid.merges) == ({1: ["a", "b"]}, [])


def test_a_page_beyond_any_roster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vclinic.forms.roster_html.MAX_LETTERS", 50)
    with pytest.raises(Refused) as caught:
        read_html("<table>" + " " * 50)
    assert caught.value.code == "too_large"


def test_more_rows_than_any_village_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vclinic.forms.roster_html.MAX_ROWS", 3)
    with pytest.raises(Refused) as caught:
        read_html("<table>" + "<tr>" * 5)
    assert caught.value.code == "too_many_rows"


def test_columns_beyond_any_roster_are_left_out() -> None:
    grid = read_html("<table><tr>" + "<td colspan=150>x" * 3)
    assert grid is not None
    assert len(grid.rows[1]) == MAX_COLUMNS


@given(st.lists(st.sampled_from("<table> </table> <tr> <td> </td> <!-- --> <![ ]> <!x <? a &amp; </ > <td rowspan=3 <s> </s>".split()), max_size=40))  # fmt: skip
def test_no_page_makes_the_reader_fail(parts: list[str]) -> None:
    page = "".join(parts)
    grid = read_html(page)
    assert grid is None or "<table>" in page
    assert grid is not None or not page.startswith("<table>"), "behind another mark it may be part of that"
