"""Workbooks as other programs write them: what openpyxl cannot write is changed in its parts afterwards."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "xl/worksheets/sheet1.xml"


def book_file(folder: Path, rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], object] | None = None) -> Path:
    """Rows as a workbook, the sheet changed before it is saved."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    path = folder / "花名册.xlsx"
    book.save(path)
    return path


def with_parts(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with each of its parts as ``change`` makes it of (name, content)."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return path


def replaced(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The workbook with something else in one of its parts."""

    def change(name: str, content: bytes) -> bytes:
        assert name != part or old in content
        return content.replace(old, new) if name == part else content

    return with_parts(path, change)
