"""Workbooks of Excel 97-2003 and WPS (.xls, .et); the files were made once with xlwt, all persons are invented."""

import struct
from pathlib import Path

import pytest

from tests.forms.rosters import ZHANG
from vclinic.domain.problem import Refused
from vclinic.forms.roster_file import read_roster_file

FILES = Path(__file__).with_name("files")
WRITTEN_BY = b"\x5c\x00\x70\x00"  # the record that becomes one of a password
PASSWORD = b"\x2f\x00\x70\x00"


def test_merged_cells_hidden_rows_and_strikes_are_read_and_a_hidden_sheet_is_not() -> None:
    sheet = read_roster_file(FILES / "excel_97.xls")
    assert sheet.rows == (
        ("清溪镇柳河村居民花名册",),
        ("户主", "住址", "姓名", "身份证号", "出生年月", "慢性病", "外出", "备注"),
        ("赵大山", "二组 14 号", "赵大山", ZHANG, "1958-03-12", "", "是"),
        ("赵大山", "二组 14 号", "钱桂兰", "340123195210081023", "1952-10", "", "否", "独居"),
        ("", "", "赵小川", "340123197806031034", "1978.60"),
        ("", "", "李玉莲", "340123195112311067"),
    )
    assert (sheet.hidden, sheet.struck) == ({5}, {6})
    assert sheet.notes[-1] == "第 8 栏“备注”在文件里是隐藏的，也读了。"
    assert sheet.notes[0].startswith("隐藏的表“")


def test_a_workbook_from_1904_says_so() -> None:
    sheet = read_roster_file(FILES / "excel_97_from_1904.xls")
    assert sheet.epoch_1904
    assert [row[2] for row in sheet.rows[1:]] == ["1958-03-12", "1970-01-01"]


def test_a_format_named_without_spelling_it_is_known(tmp_path: Path) -> None:
    content = (FILES / "excel_97_from_1904.xls").read_bytes()
    spelled = b"\x1e\x04\x0f\x00"  # FORMAT with yyyy-mm-dd becomes a record nobody reads
    assert content.count(spelled) == 1
    own = content.index(spelled) + 4
    key = content[own : own + 2]
    styles = content.replace(spelled, b"\xff\x7f\x0f\x00")
    path = tmp_path / "a.xls"
    path.write_bytes(_with_format(styles, key, 57))
    assert read_roster_file(path).rows[2][2] == "1970-01"


def _with_format(content: bytes, key: bytes, other: int) -> bytes:
    """Each XF record (224, 20 bytes) that names the format ``key`` names another."""
    place = -1
    while (place := content.find(b"\xe0\x00\x14\x00", place + 1)) >= 0:
        if content[place + 6 : place + 8] == key:
            content = content[: place + 6] + struct.pack("<H", other) + content[place + 8 :]
    return content


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (WRITTEN_BY, PASSWORD, "encrypted"),
        (
            b"\x09\x08\x10\x00\x00\x06\x05\x00",
            b"\x09\x08\x10\x00\x00\x06\x20\x00",
            "old_excel",
        ),  # a sheet without a book
        ("Workbook".encode("utf-16-le"), "Zorkbook".encode("utf-16-le"), "old_excel"),
        ("Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le"), "document"),
        ("Workbook".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le"), "document"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, old: bytes, new: bytes, code: str) -> None:
    content = (FILES / "excel_97.xls").read_bytes()
    assert old in content
    path = tmp_path / "a.xls"
    path.write_bytes(content.replace(old, new))
    with pytest.raises(Refused, match=r"另存为|\.xlsx") as caught:
        read_roster_file(path)
    assert caught.value.code == code


def test_a_file_cut_off_is_said_to_be_damaged(tmp_path: Path) -> None:
    content = (FILES / "excel_97.xls").read_bytes()
    path = tmp_path / "a.xls"
    for length in (8, 512, 700, 1500, 3000):
        path.write_bytes(content[:length])
        with pytest.raises(Refused, match="可能已损坏"):
            read_roster_file(path)


def _record(code: int, content: bytes) -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def _excel_4(*rows: tuple[str, ...]) -> bytes:
    """A sheet of Excel 4 (BIFF4), without a word about its code page."""
    font = _record(0x231, struct.pack("<HHHB", 200, 0, 0x7FFF, 5) + b"Arial")
    general = _record(0x41E, struct.pack("<HB", 0, 7) + b"General")
    cells = b"".join(
        _record(0x204, struct.pack("<HHHH", row, column, 0, len(text.encode("gbk"))) + text.encode("gbk"))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    style = _record(0x443, bytes(12))
    return _record(0x409, struct.pack("<HHH", 0, 0x10, 0)) + font * 4 + general + style + cells + _record(0x0A, b"")


def test_a_sheet_older_than_1997_without_a_code_page_is_chinese(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(_excel_4(("姓名", "身份证号"), ("张三", ZHANG)))
    assert read_roster_file(path).rows == (("姓名", "身份证号"), ("张三", ZHANG))
