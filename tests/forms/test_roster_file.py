"""A roster file as it really arrives: any encoding, any delimiter, any spreadsheet; or a sentence why it is none."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from tests.forms.rosters import ZHANG, excel_file, roster, text_file
from vclinic.domain.problem import Refused, WorldFault
from vclinic.forms.roster_cells import LOST_DIGITS
from vclinic.forms.roster_file import Sheet, read_roster_file
from vclinic.forms.roster_grid import MAX_COLUMNS, MAX_ROWS
from vclinic.forms.roster_xlsx import MAX_UNPACKED

HEADER = ["姓名", "身份证号", "住址"]
ROW = ["张三", ZHANG, "二组 14 号"]


def refused(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        read_roster_file(path)
    assert caught.value.sentence.endswith("。")
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_any_encoding_and_any_delimiter_reads_the_same(tmp_path: Path, encoding: str, delimiter: str) -> None:
    sheet = read_roster_file(text_file(tmp_path, [HEADER, ROW], encoding, delimiter))
    assert sheet.rows == (tuple(HEADER), tuple(ROW))
    assert sheet.numbers == (1, 2)


def test_big_endian_text_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xfe\xff" + "姓名\t身份证号\n".encode("utf-16-be"))
    assert read_roster_file(path).rows == (("姓名", "身份证号"),)


def test_the_delimiter_is_the_one_the_header_is_written_with(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"说明：,姓名要与身份证一致,电话没有就空着,住址要写到门牌,户主写姓名,请,写全\n姓名\t身份证号\n张三\t{ZHANG}\n",
        encoding="utf-8",
    )
    assert roster(path).rows[0].resident.id_no == ZHANG


def test_without_a_header_the_commonest_mark_divides(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a;b;c\nd,e;f\n", encoding="utf-8")
    assert read_roster_file(path).rows == (("a", "b", "c"), ("d,e", "f"))


def test_rows_keep_the_numbers_people_see(tmp_path: Path) -> None:
    lines = [[], HEADER, ["", "", ""], ["张三", ZHANG, "一组\n1 号"], ["李四", "", ""]]
    assert read_roster_file(text_file(tmp_path, lines)).numbers == (2, 4, 5)
    assert read_roster_file(excel_file(tmp_path, lines)).numbers == (2, 4, 5)


def test_blank_cells_at_the_end_are_no_cells(tmp_path: Path) -> None:
    for path in (text_file(tmp_path, [[*HEADER, "", " "], [*ROW, ""]]), excel_file(tmp_path, [HEADER, ROW])):
        assert read_roster_file(path).rows == (tuple(HEADER), tuple(ROW))


def test_columns_beyond_any_roster_are_left_out(tmp_path: Path) -> None:
    wide = [*HEADER, *["x"] * 500]
    for path in (text_file(tmp_path, [wide]), excel_file(tmp_path, [wide])):
        assert len(read_roster_file(path).rows[0]) == MAX_COLUMNS


def test_what_exports_do_to_keep_long_numbers_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        f'姓名,身份证号,备注\n张三,"=""{ZHANG}""","="""""\n李四,\'{ZHANG},\'=x\n王五,\'好,x\n', encoding="utf-8"
    )
    rows = read_roster_file(path).rows
    assert rows[1:] == (("张三", ZHANG), ("李四", ZHANG, "=x"), ("王五", "'好", "x"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(1958, 3, 12), "1958-03-12"),
        (datetime(1958, 3, 12, 8, 30), "1958-03-12"),
        (13800001111, "13800001111"),
        (13800001111.0, "13800001111"),
        (340123580312101, "340123580312101"),
        (340123195803121019, LOST_DIGITS),
        (3.40123195803121e17, LOST_DIGITS),
        (1.5, "1.5"),
        (True, "是"),
        (False, "否"),
        (" 张三", " 张三"),
        ("'=x", "'=x"),
    ],
)
def test_every_kind_of_cell_becomes_text(tmp_path: Path, value: object, text: str) -> None:
    path = excel_file(tmp_path, [HEADER, ["x", value, "x"]])
    assert read_roster_file(path).rows[1] == ("x", text, "x")


def test_the_sheet_with_the_roster_is_found_behind_a_cover(tmp_path: Path) -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["填表说明：每户一行"])
    book.create_sheet("空")
    sheet = book.create_sheet("名册")
    sheet.append(["清溪镇柳河村居民花名册"])
    sheet.append(HEADER)
    sheet.append(ROW)
    book.create_sheet("只有表头").append(HEADER)
    book.save(tmp_path / "a.xlsx")
    assert [row.resident.name for row in roster(tmp_path / "a.xlsx").rows] == ["张三"]


def test_of_two_rosters_none_is_left_out_unsaid(tmp_path: Path) -> None:
    book = Workbook()
    for title in ("一组", "二组", "停用"):
        sheet = book.create_sheet(title)
        sheet.append(HEADER)
        sheet.append(ROW)
        if title == "停用":
            sheet.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Refused, match="2 张花名册：“一组”、“二组”") as caught:
        read_roster_file(tmp_path / "a.xlsx")
    assert caught.value.code == "several_sheets"
    del book["二组"]
    book.save(tmp_path / "a.xlsx")
    assert len(roster(tmp_path / "a.xlsx").rows) == 1


def test_lists_to_choose_from_do_no_harm(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "性别"])
    sheet.append(["张三", ZHANG, "男"])
    choice = DataValidation(type="list", formula1='"男,女"')
    choice.add("C2")
    sheet.add_data_validation(choice)
    book.save(tmp_path / "a.xlsx")
    assert len(roster(tmp_path / "a.xlsx").rows) == 1


def test_a_file_that_is_not_there_or_a_folder_is_the_worlds_fault(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xlsx", tmp_path):
        with pytest.raises(WorldFault) as caught:
            read_roster_file(path)
        assert caught.value.code == "unreadable"
        assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b",,,\n,,\n", "　,\n".encode()])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refused(path) == "empty"


def test_an_empty_spreadsheet_is_said_to_be_empty(tmp_path: Path) -> None:
    assert refused(excel_file(tmp_path, [])) == "empty"
    assert refused(excel_file(tmp_path, [["  "], [None, ""]])) == "empty"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),  # .xls and every encrypted .xlsx
        (b"PK\x03\x04 no archive at all", "bad_excel"),
        (b"\x00\x01\x02\x03", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"\xff\xff\xff", "not_text"),
        ('姓名,身份证号\n张三,"340123\n李四,1\n'.encode(), "not_a_table"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refused(path) == code


def test_the_sentence_about_quotes_says_where_they_begin(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,身份证号\n张三,1\n李四,"2\n王五,3\n赵六,4\n', encoding="utf-8")
    with pytest.raises(Refused, match="第 3 行"):
        read_roster_file(path)


def test_another_archive_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refused(path) == "document"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<not")
    assert refused(path) == "bad_excel"


def test_a_damaged_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = excel_file(tmp_path, [HEADER, ROW])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert refused(path) == "bad_excel"


def test_an_archive_that_swells_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w") as sheet,
    ):
        for _ in range(MAX_UNPACKED // 10_000_000 + 1):
            sheet.write(b"\x00" * 10_000_000)
    assert path.stat().st_size < 1_000_000
    assert refused(path) == "too_large"


def test_200_megabytes_are_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(Refused, match="200 MB"):
        read_roster_file(path)


def test_more_rows_than_a_county_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名\n" * (MAX_ROWS + 1), encoding="utf-8")
    assert refused(path) == "too_many_rows"
    path.write_text("姓名\n" * MAX_ROWS, encoding="utf-8")
    assert len(read_roster_file(path).rows) == MAX_ROWS


@settings(max_examples=150)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", "姓名,身份证号\n".encode()]),
)
def test_any_bytes_at_all_are_a_table_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a"
    path.write_bytes(start + content)
    sheet, refusal = _read_or_told(path)
    if refusal is not None:
        assert refusal.sentence.endswith("。")
    if sheet is not None:
        assert len(sheet.rows) == len(sheet.numbers) > 0
        assert all(any(cell.strip() for cell in row) for row in sheet.rows)


def _read_or_told(path: Path) -> tuple[Sheet | None, Refused | None]:
    try:
        return read_roster_file(path), None
    except Refused as why:
        return None, why


CELLS = st.text(
    st.characters(codec="gb18030", exclude_categories=("Cs", "Cc", "Zs", "Co")), min_size=1, max_size=8
).filter(lambda text: "'" not in text and '"' not in text)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_every_cell_arrives_whatever_the_encoding(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], encoding: str
) -> None:
    table = [["姓名", "身份证号", "住址"], *rows]
    sheet = read_roster_file(text_file(tmp_path_factory.mktemp("cells"), table, encoding))
    assert [list(row) for row in sheet.rows] == table
