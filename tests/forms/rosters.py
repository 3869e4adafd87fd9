"""Rosters for tests: written as bytes of any kind, read as the program reads them."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from vclinic.domain.identity import make_id_no
from vclinic.forms.roster import Roster, read_rows
from vclinic.forms.roster_file import read_roster_file

TODAY = date(2026, 11, 24)
ZHANG = "340123195803121019"


def number(year: int, serial: int = 101) -> str:
    """A sound ID number; odd serials are men's."""
    return make_id_no("340123", date(year, 3, 12), serial)


def text_file(folder: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Rows as text of any encoding."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = folder / "花名册.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def excel_file(folder: Path, rows: Sequence[Sequence[Any]], name: str = "花名册.xlsx") -> Path:
    """Rows as a spreadsheet, each value of its own type."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


def roster(path: Path) -> Roster:
    """What the program makes of a file."""
    return read_rows(read_roster_file(path), TODAY)


def read(folder: Path, header: str, *lines: str) -> Roster:
    """A roster of words between commas; an empty word between two commas is a blank cell."""
    return roster(text_file(folder, [line.split(",") for line in (header, *lines)]))


def codes_of(roster: Roster) -> list[list[str]]:
    """The reasons of the refused rows."""
    assert all(problem.text.endswith("。") for row in roster.refused for problem in row.problems)
    return [[problem.code for problem in row.problems] for row in roster.refused]
