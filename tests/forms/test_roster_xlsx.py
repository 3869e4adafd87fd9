"""Workbooks of today as WPS, exports and township offices write them."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms.books import SHEET, book_file, replaced, with_parts
from tests.forms.rosters import ZHANG, number, roster
from vclinic.domain.problem import Refused
from vclinic.forms import roster_xlsx
from vclinic.forms.roster_file import read_roster_file
from vclinic.forms.roster_grid import MAX_COLUMNS, MAX_ROWS

HEADER = ["姓名", "身份证号", "出生日期", "备注"]
PEOPLE = [[f"村民{letter}", number(1950 + place)] for place, letter in enumerate("甲乙丙丁戊")]


def test_a_sheet_that_says_it_is_one_cell_wide_is_read_whole(tmp_path: Path) -> None:
    path = replaced(
        book_file(tmp_path, [HEADER[:2], *PEOPLE]), SHEET, b'<dimension ref="A1:B6"', b'<dimension ref="A1"'
    )
    assert [row.resident.name for row in roster(path).rows] == [name for name, _ in PEOPLE]


def test_cells_without_references_are_counted(tmp_path: Path) -> None:
    path = book_file(tmp_path, [["x"], HEADER[:2], ["张三", ZHANG]])
    for reference in (b' r="1"', b' r="2"', b' r="3"', b' r="A1"', b' r="A2"', b' r="B2"', b' r="A3"', b' r="B3"'):
        path = replaced(path, SHEET, reference, b"")
    assert read_roster_file(path).rows == (("x",), ("姓名", "身份证号"), ("张三", ZHANG))


def _hidden_and_struck(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[4].height = 99
    for cell in sheet[5]:
        cell.font = Font(strike=True)
    sheet["A6"].font = Font(strike=True)
    sheet.column_dimensions["D"].hidden = True


def test_hidden_and_struck_rows_are_known_by_the_numbers_people_see(tmp_path: Path) -> None:
    path = replaced(book_file(tmp_path, [HEADER[:2], *PEOPLE], _hidden_and_struck), SHEET, b'ht="99"', b'ht="0"')
    sheet = read_roster_file(path)
    assert sheet.hidden == {3, 4}
    assert sheet.struck == {5, 6}
    assert len(sheet.rows) == 6
    assert sheet.notes == ()  # a hidden column without content is nobody's business


def test_a_hidden_column_with_content_is_read_and_named(tmp_path: Path) -> None:
    rows = [HEADER, ["张三", ZHANG, "", "独居"]]
    sheet = read_roster_file(book_file(tmp_path, rows, _hidden_and_struck))
    assert sheet.rows[1] == ("张三", ZHANG, "", "独居")
    assert sheet.notes == ("第 4 栏“备注”在文件里是隐藏的，也读了。",)
    assert sheet.notes == roster(tmp_path / "花名册.xlsx").notes[:1]


def test_a_column_of_no_width_is_hidden_too(tmp_path: Path) -> None:
    path = book_file(
        tmp_path, [HEADER, ["张三", ZHANG, "", "独居"]], lambda sheet: setattr(sheet.column_dimensions["D"], "width", 1)
    )
    assert read_roster_file(path).notes == ()
    path = replaced(path, SHEET, b'<col width="1"', b'<col width="0"')
    assert "隐藏" in read_roster_file(path).notes[0]


def _a_phone_struck(sheet: Worksheet) -> None:
    for row in range(2, 14):
        sheet.cell(row, 4).font = Font(strike=True)


def test_a_single_cell_struck_out_strikes_nobody_out_and_is_named(tmp_path: Path) -> None:
    rows = [HEADER, *[["张三", ZHANG, "", "13800000101"]] * 12]
    sheet = read_roster_file(book_file(tmp_path, rows, _a_phone_struck))
    assert sheet.struck == frozenset()
    assert sheet.rows[1][3] == "13800000101"
    assert sheet.notes[0] == "第 2 行第 4 栏有删除线，还是按原样读了，请核对。"
    assert sheet.notes[10:] == ("另外还有 2 格有删除线。",)


def test_days_of_a_workbook_from_1904(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(["张三", ZHANG, date(1958, 3, 12)])
    sheet.append(["李四", "", 19794])
    sheet.append(["王五"])
    book.save(tmp_path / "a.xlsx")
    read = read_roster_file(tmp_path / "a.xlsx")
    assert read.epoch_1904
    assert [row[2] for row in read.rows[1:3]] == ["1958-03-12", "1958-03-12"]


def test_numbers_of_a_workbook_from_1904_without_a_header_stay(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append([19794])
    book.save(tmp_path / "a.xlsx")
    assert read_roster_file(tmp_path / "a.xlsx").rows == (("19794",),)


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ('[$-804]yyyy"年"m"月"', "1958-03"),
        ("[$-404]e/m/d", "1958-03-01"),
        ('[DBNum1][$-804]yyyy"年"m"月"d"日"', "1958-03-01"),
        ("yyyy.mm", "1958-03"),
    ],
)
def test_days_in_far_eastern_dress(tmp_path: Path, number_format: str, text: str) -> None:
    path = book_file(
        tmp_path,
        [HEADER, ["张三", ZHANG, date(1958, 3, 1)]],
        lambda sheet: setattr(sheet["C2"], "number_format", number_format),
    )
    assert read_roster_file(path).rows[1][2] == text


@pytest.mark.parametrize(("code", "text"), [(57, "1958-03"), (31, "1958-03-01"), (14, "1958-03-01"), (200, "21245")])
def test_formats_a_file_names_without_spelling_them(tmp_path: Path, code: int, text: str) -> None:
    path = book_file(
        tmp_path, [HEADER, ["张三", ZHANG, 21245]], lambda sheet: setattr(sheet["C2"], "number_format", "0.0000")
    )
    path = replaced(path, "xl/styles.xml", b'numFmtId="164" formatCode="0.0000"', b'numFmtId="165" formatCode="@"')
    path = replaced(path, "xl/styles.xml", b'numFmtId="164"', b'numFmtId="%d"' % code)
    assert read_roster_file(path).rows[1][2] == text


def test_a_number_typed_as_a_month_keeps_its_nought(tmp_path: Path) -> None:
    path = book_file(
        tmp_path, [HEADER, ["张三", ZHANG, 1958.1]], lambda sheet: setattr(sheet["C2"], "number_format", "0.00")
    )
    assert read_roster_file(path).rows[1][2] == "1958.10"


def test_failed_formulas_are_empty(tmp_path: Path) -> None:
    path = book_file(tmp_path, [HEADER, ["张三", ZHANG, "#N/A", "#REF!"], ["李四", "", "", "x"]])
    assert read_roster_file(path).rows[1:] == (("张三", ZHANG), ("李四", "", "", "x"))


def test_failed_formulas_pasted_as_text_are_empty(tmp_path: Path) -> None:
    path = book_file(
        tmp_path, [HEADER, ["张三", ZHANG, "", "#N/A"]], lambda sheet: setattr(sheet["D2"], "data_type", "s")
    )
    assert read_roster_file(path).rows[1] == ("张三", ZHANG)


def _strict(name: str, content: bytes) -> bytes:
    strict = b"http://purl.oclc.org/ooxml/"
    if name == "[Content_Types].xml" or "package" in name:
        return content
    content = content.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", strict + b"spreadsheetml/main"
    )
    return content.replace(b"http://schemas.openxmlformats.org/officeDocument/2006/", strict + b"officeDocument/")


def test_strict_open_xml_reads_the_same(tmp_path: Path) -> None:
    path = book_file(tmp_path, [HEADER, *PEOPLE, ["张三", ZHANG, date(1958, 3, 12)]], _hidden_and_struck)
    ordinary = read_roster_file(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/printerSettings/printerSettings1.bin", b"http://purl.oclc.org/ooxml/officeDocument/")
    with_parts(path, _strict)
    assert read_roster_file(path) == ordinary
    assert ordinary.rows[-1][2] == "1958-03-12"


def test_a_day_written_as_iso_text_is_a_day(tmp_path: Path) -> None:
    path = book_file(tmp_path, [HEADER, ["张三", ZHANG, 4711]])
    path = replaced(path, SHEET, b't="n"><v>4711</v>', b't="d"><v>1958-03-12T00:00:00</v>')
    assert read_roster_file(path).rows[1][2] == "1958-03-12"


def test_what_stands_beyond_any_roster_is_left_out_and_said(tmp_path: Path) -> None:
    def far(sheet: Worksheet) -> None:
        sheet.cell(2, MAX_COLUMNS + 1, "x")
        sheet.cell(MAX_ROWS + 51, 1, "y")
        sheet.merge_cells("A2:A3")

    sheet = read_roster_file(book_file(tmp_path, [HEADER, ["张三", ZHANG]], far))
    assert sheet.rows == (tuple(HEADER), ("张三", ZHANG))
    assert sheet.notes == (f"第 {MAX_ROWS + 50} 行以后没有读，合并的单元格也没有分开填。",)


def test_more_cells_than_any_roster_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book_file(tmp_path, [HEADER, *PEOPLE])
    monkeypatch.setattr(roster_xlsx, "MAX_CELLS", 14)
    assert len(read_roster_file(path).rows) == 6
    monkeypatch.setattr(roster_xlsx, "MAX_CELLS", 13)
    with pytest.raises(Refused, match="太大"):
        read_roster_file(path)


def test_a_damaged_part_is_said(tmp_path: Path) -> None:
    path = replaced(book_file(tmp_path, [HEADER]), SHEET, b"<row", b"<row r='x'")
    with pytest.raises(Refused, match="可能已损坏"):
        read_roster_file(path)


STRUCK, PLAIN = InlineFont(strike=True), InlineFont(b=True)


@pytest.mark.parametrize(
    ("parts", "name", "struck", "note"),
    [
        (("赵", TextBlock(STRUCK, "大"), "二"), "赵大二", set[int](), True),
        ((TextBlock(PLAIN, "赵"), TextBlock(PLAIN, "二")), "赵二", set[int](), False),
        ((TextBlock(STRUCK, "赵二"), " "), "赵二", {2}, False),
    ],
    ids=["one character", "bold only", "all of it"],
)
def test_a_name_of_several_scripts_is_read_whole_and_what_is_struck_in_it_is_said(
    parts: tuple[str | TextBlock, ...], name: str, struck: set[int], note: bool, tmp_path: Path
) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["A2"].value = CellRichText(*parts)

    sheet = read_roster_file(book_file(tmp_path, [HEADER[:2], ["", number(1950)], PEOPLE[1]], write))
    assert sheet.rows[1][0].strip() == name
    assert sheet.struck == struck
    assert sheet.notes == (("第 2 行第 1 栏有几个字划掉了，整格都照样读了，请核对。",) if note else ())


def test_what_somebody_noted_on_a_cell_is_shown(tmp_path: Path) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["A3"].comment = Comment("已迁走\n问过儿子", "村医")

    sheet = read_roster_file(book_file(tmp_path, [HEADER[:2], *PEOPLE], write))
    assert sheet.notes == ("第 3 行第 1 栏有批注“已迁走 问过儿子”，没有读。",)


def test_a_roster_on_a_hidden_sheet_is_named_and_not_read(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("二组")
        other.sheet_state = "veryHidden"
        for row in (HEADER[:2], PEOPLE[4]):
            other.append(row)
        sheet.parent.create_sheet("说明").sheet_state = "hidden"

    sheet = read_roster_file(book_file(tmp_path, [HEADER[:2], *PEOPLE[:2]], hide))
    assert len(sheet.rows) == 3
    assert sheet.notes == (
        "隐藏的表“二组”里也有花名册，没有读。要导入它，请在 Excel 或 WPS 里取消隐藏，另存为一个文件。",
    )


def test_a_workbook_whose_only_roster_is_hidden_says_where_it_is(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.create_sheet("空白")
        sheet.sheet_state = "hidden"
        sheet.parent.active = 1

    with pytest.raises(Refused) as told:
        read_roster_file(book_file(tmp_path, [HEADER[:2], *PEOPLE], hide))
    assert told.value.code == "empty"
    assert "隐藏的表里" in told.value.sentence


def test_formulas_whose_result_the_file_does_not_hold_are_named(tmp_path: Path) -> None:
    sheet = read_roster_file(
        book_file(tmp_path, [[*HEADER[:2], "住址"], *[[*person, '="1 号"'] for person in PEOPLE[:2]]])
    )
    assert [row[2:] for row in sheet.rows[1:]] == [(), ()]
    assert [note.split("，")[0] for note in sheet.notes] == ["第 2 行第 3 栏是公式", "第 3 行第 3 栏是公式"]


def test_a_formula_with_an_empty_text_for_its_result_is_empty(tmp_path: Path) -> None:
    path = book_file(tmp_path, [[*HEADER[:2], "住址"], [*PEOPLE[0], '=""']])
    path = replaced(path, SHEET, b'<c r="C2"><f>""</f><v />', b'<c r="C2" t="str"><f>""</f><v />')
    assert read_roster_file(path).notes == ()


@pytest.mark.parametrize(("struck", "told"), [(True, 1), (False, 0)])
def test_strikes_that_hang_on_a_condition_are_named_with_their_cells(tmp_path: Path, struck: bool, told: int) -> None:
    def strike(sheet: Worksheet) -> None:
        rule = FormulaRule(formula=['$C2="迁出"'], font=Font(strike=struck))
        sheet.conditional_formatting.add("A2:B9", rule)
        sheet.conditional_formatting.add("A2:A9", FormulaRule(formula=["TRUE"], fill=PatternFill("solid")))

    sheet = read_roster_file(book_file(tmp_path, [HEADER[:2], *PEOPLE], strike))
    assert (
        len([note for note in sheet.notes if note.startswith("A2:B9 用条件格式画删除线")]) == told == len(sheet.notes)
    )
