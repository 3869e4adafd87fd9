"""What is no roster is named, and each kind has its own sentence with what to do."""

import zipfile
from pathlib import Path

import pytest

from tests.forms.rosters import ZHANG
from vclinic.domain.problem import Refused
from vclinic.forms.roster_file import read_roster_file


def sentence_of(path: Path) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        read_roster_file(path)
    assert caught.value.sentence.endswith("。")
    assert "\n" not in caught.value.sentence
    return caught.value.code, caught.value.sentence


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (
            b"<html><head><link id=Main-File></head><frameset><frame src=sheet001.htm></frameset></html>",
            "web_page",
            "没有表格",
        ),
        (b"<!DOCTYPE html><body>x</body>", "web_page", "没有表格"),
        (b'<?xml version="1.0"?><uof/>', "xml", "XML 文件"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web_archive", "MHT"),
        (b"From: <Saved by Microsoft Internet Explorer>\r\n", "web_archive", "MHT"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf", "PDF"),
        (b"{\\rtf1\\ansi\\ansicpg936", "document", "RTF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture", "JPG"),
        (b"\x89PNG\r\n\x1a\n", "picture", "PNG"),
        (b"Rar!\x1a\x07\x01\x00", "archive", "RAR"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "archive", "7z"),
        (b"\x1f\x8b\x08\x00", "archive", "gzip"),
        (b"L\x00\x00\x00\x01\x14\x02\x00\x00", "shortcut", "快捷方式"),
        (b"SQLite format 3\x00", "database", "数据库"),
    ],
)
def test_each_kind_is_named(tmp_path: Path, content: bytes, code: str, says: str) -> None:
    path = tmp_path / "花名册.xls"
    path.write_bytes(content)
    told, sentence = sentence_of(path)
    assert told == code
    assert says in sentence


@pytest.mark.parametrize(
    ("parts", "code", "says"),
    [
        ({"word/document.xml": "<a/>"}, "document", ".docx"),
        ({"ppt/presentation.xml": "<a/>"}, "document", ".pptx"),
        ({"xl/workbook.bin": "x"}, "binary_excel", ".xlsb"),
        ({"Index/Document.iwa": "x"}, "numbers", "Numbers"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "open_document", ".ods"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "document", "OpenDocument 文档"),
        ({"mimetype": "application/epub+zip"}, "archive", "ZIP"),
        ({"照片/1.jpg": "x", "柳河村/花名册.XLSX": "x"}, "archive", "里面有“花名册.XLSX”。请先解压"),
        ({"1.jpg": "x"}, "archive", "这是 ZIP 压缩包。请先解压"),
        ({"a\x07.csv": "x"}, "archive", "这是 ZIP 压缩包。请先解压"),
        ({"xl/worksheets/sheet1.xml": "<a/>"}, "bad_excel", "可能已损坏"),
        ({"xl/workbook.xml": "<not"}, "bad_excel", "可能已损坏"),
    ],
)
def test_each_archive_is_named(tmp_path: Path, parts: dict[str, str], code: str, says: str) -> None:
    path = tmp_path / "花名册.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    told, sentence = sentence_of(path)
    assert told == code
    assert says in sentence


def test_an_archive_cut_off_may_not_have_arrived_whole(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"PK\x03\x04\x14\x00\x06\x00")
    assert "没有下载完整" in sentence_of(path)[1]


def test_the_file_an_open_workbook_leaves_beside_itself_is_named(tmp_path: Path) -> None:
    path = tmp_path / "~$花名册.xlsx"
    path.write_bytes(b"\x05Admin" + b" " * 160)
    assert "~$" in sentence_of(path)[1]


def test_a_pointed_bracket_makes_no_page_of_a_roster(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"<柳河村>\n姓名,身份证号\n张三,{ZHANG}\n", encoding="utf-8")
    assert len(read_roster_file(path).rows) == 3
