"""Workbooks saved as "XML 电子表格 2003" are read as the workbooks they are."""

from pathlib import Path

import pytest

from tests.forms.rosters import ZHANG, number, roster
from vclinic.domain.problem import Refused
from vclinic.forms.roster_file import read_roster_file
from vclinic.forms.roster_xml import read_xml_2003

BEFORE = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)
STYLES = (
    '<Styles><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="t"><Font ss:StrikeThrough="1"/></Style>'
    '<Style ss:ID="e" ss:Parent="d"><Font/></Style></Styles>'
)


def cell(text: object, kind: str = "String", said: str = "") -> str:
    return f'<Cell {said}><Data ss:Type="{kind}">{text}</Data></Cell>'


def sheet(*rows: str, name: str = "名册", after: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{after}</Worksheet>'


def row(*cells: str, said: str = "") -> str:
    return f"<Row {said}>{''.join(cells)}</Row>"


HEAD = row(cell("姓名"), cell("身份证号"), cell("出生日期"))


def book_of(folder: Path, *parts: str) -> Path:
    path = folder / "花名册.xls"
    path.write_text(BEFORE + "".join(parts) + "</Workbook>", encoding="utf-8")
    return path


def test_cells_arrive_as_people_see_them(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        STYLES,
        sheet(
            HEAD,
            row(cell("张三"), cell(ZHANG), cell("1958-03-12T00:00:00.000", "DateTime", 'ss:StyleID="d"')),
            row(cell("李四"), cell("340123195101011000", "Number"), cell(21256, "Number", 'ss:StyleID="e"')),
            row(cell("王五"), cell("#N/A", "Error"), cell("1", "Boolean")),
            row(cell(""), cell("", said='ss:Index="3"'), "<Cell><Comment><Data>批注</Data></Comment></Cell>"),
        ),
    )
    assert read_roster_file(path).rows == (
        ("姓名", "身份证号", "出生日期"),
        ("张三", ZHANG, "1958-03-12"),
        ("李四", "（科学计数，后几位已丢失）", "1958-03-12"),
        ("王五", "", "是"),
    )


def test_merged_hidden_and_struck_cells_are_known(tmp_path: Path) -> None:
    people = [
        row(cell("范大"), cell(ZHANG), cell("1 号", said='ss:MergeDown="1"')),
        row(cell("范小"), cell(number(1990)), said='ss:Index="5"'),
        row(cell("王五", said='ss:StyleID="t"'), cell(number(1960)), said='ss:Hidden="1"'),
        row(cell("赵六"), cell(number(1961)), said='ss:Height="0"'),
    ]
    people[1] = people[1].replace('ss:Index="5"', "")
    columns = '<Column ss:Width="50"/><Column ss:Index="3" ss:Hidden="1" ss:Span="1"/>'
    told = read_roster_file(
        book_of(tmp_path, STYLES, sheet(columns, row(cell("名册", said='ss:MergeAcross="2"')), HEAD, *people))
    )
    assert told.rows[3] == ("范小", number(1990), "1 号")
    assert told.hidden == {5, 6}
    assert told.struck == {5}
    assert any("隐藏" in note for note in told.notes)


def test_rows_keep_their_numbers_and_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    shown = hidden.replace("SheetHidden", "SheetVisible")
    path = book_of(
        tmp_path,
        sheet(HEAD, row(cell("旧人"), cell(number(1950))), name="旧", after=hidden),
        sheet(HEAD, row(cell("张三"), cell(ZHANG), said='ss:Index="9"'), after=shown),
    )
    told = read_roster_file(path)
    assert told.numbers == (1, 9)
    assert told.rows[1] == ("张三", ZHANG)
    assert [note for note in told.notes if "隐藏的表“旧”" in note]


def test_a_workbook_of_1904_counts_so(tmp_path: Path) -> None:
    head = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    path = book_of(tmp_path, head, sheet(HEAD, row(cell("张三"), cell(ZHANG), cell(19794, "Number"))))
    assert roster(path).rows[0].resident.birth_date.isoformat() == "1958-03-12"


@pytest.mark.parametrize(
    "text",
    [
        BEFORE,
        BEFORE.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Workbook')
        + "</Workbook>",
        BEFORE + sheet(row(cell("x", "Number"))) + "</Workbook>",
        BEFORE + sheet(row(cell("x", "DateTime"))) + "</Workbook>",
        BEFORE + sheet(row(cell("x", said='ss:Index="a"'))) + "</Workbook>",
        BEFORE + row(cell("x")) + "</Workbook>",
    ],
)
def test_what_no_spreadsheet_writes_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_xml_2003(text)
    assert caught.value.code == "xml_spreadsheet"
    assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize("said", ['ss:Index="0"', 'ss:Index="-5"', 'ss:Index="99999999"'])
def test_places_outside_a_sheet_are_left_out(said: str) -> None:
    written = BEFORE + sheet(row(cell("x", said=said)), row(cell("y"), said=said)) + "</Workbook>"
    assert [grid.rows for grid in read_xml_2003(written)] == [{}]
