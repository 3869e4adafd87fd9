"""A sheet as spreadsheets read it: text is text, numbers are numbers, and nothing of it is left anywhere else."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from vclinic.forms.xlsx import column_letters, write_sheet


def read(path: Path) -> list[list[Any]]:
    book = load_workbook(path)
    assert book.active is not None
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def written(folder: Path, *rows: list[Any]) -> list[list[Any]]:
    path = folder / "a.xlsx"
    write_sheet(path, rows)
    return read(path)


@given(st.integers(0, 16_383))
def test_the_letters_of_a_column_are_a_spreadsheets(place: int) -> None:
    assert column_index_from_string(column_letters(place)) == place + 1


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (5, 5), (-5.25, -5.25), (0, 0), (10**15 - 1, 10**15 - 1), (10**15, "1000000000000000"), (True, "True"),
        (float("inf"), "inf"), ("", None), (None, None), ("=1+1", "=1+1"), ("<b>&\"'", "<b>&\"'"), ("  甲  ", "  甲  "),
        ("一\n二", "一\n二"), (date(2026, 11, 24), datetime(2026, 11, 24)), (date(1899, 3, 1), "1899-03-01"),
        (datetime(2026, 11, 24, 8, 36), datetime(2026, 11, 24, 8, 36)), ("00120", "00120"), ("🙂𠮷", "🙂𠮷"),
    ],
)  # fmt: skip
def test_a_value_and_its_cell(tmp_path: Path, value: Any, cell: Any) -> None:
    assert written(tmp_path, ["抬头", "旁"], [value, "x"]) == [["抬头", "旁"], [cell, "x"]]


@pytest.mark.parametrize("left_out", ["\x00", "\x0b", "\x1f", "\ud83d", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_left_out_and_its_neighbours_stay(tmp_path: Path, left_out: str) -> None:
    assert written(tmp_path, [f"甲{left_out}乙"]) == [["甲乙"]]


def test_the_first_row_stays_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(path, [["姓名"], ["张三"]])
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"


def test_rows_of_unequal_length_keep_their_places(tmp_path: Path) -> None:
    assert written(tmp_path, ["甲"], ["一", "", "三"], []) == [["甲", None, None], ["一", None, "三"]]


def test_a_sheet_without_rows_is_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(path, [])
    assert load_workbook(path).sheetnames == ["Sheet1"]


def test_every_part_is_sound_xml_and_no_formula_is_among_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(path, [["=SUM(A1)", "]]>", "&amp;", "<f>1</f>"]])
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314 - our own file
    assert not [node for part in parts.values() for node in part.iter() if node.tag.endswith("}f")]
    assert read(path) == [["=SUM(A1)", "]]>", "&amp;", "<f>1</f>"]]


def test_rows_are_written_as_they_come_and_a_broken_run_is_loud(tmp_path: Path) -> None:
    def broken():
        yield ["甲"]
        raise LookupError

    with pytest.raises(LookupError):
        write_sheet(tmp_path / "a.xlsx", broken())
