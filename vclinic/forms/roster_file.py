"""A village roster as it really arrives: a workbook of any age or text in any encoding, with title rows above the header."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vclinic.domain.problem import Refused, WorldFault
from vclinic.forms.roster_cells import serial_of_1904
from vclinic.forms.roster_grid import MAX_COLUMNS, MAX_ROWS, Grid
from vclinic.forms.roster_header import LOOK_AT, has_meaning, is_header
from vclinic.forms.roster_kinds import (
    BIFF,
    OLE,
    refuse_other_archive,
    refuse_other_compound,
    refuse_other_file,
)
from vclinic.forms.roster_merged_cells import spread
from vclinic.forms.roster_text import BAD, read_text
from vclinic.forms.roster_xls import read_xls
from vclinic.forms.roster_xlsx import read_xlsx

__all__ = ["MAX_BYTES", "Sheet", "read_roster_file"]

MAX_BYTES = 50_000_000
_OF_DAYS = re.compile(r"日期|时间|出生|生日|死亡|去世")
_SHOW = "要导入它，请在 Excel 或 WPS 里取消隐藏，另存为一个文件。"
_MOST_NOTES = 10  # of one kind; more would hide the rest of the preview


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a roster as text, so that what follows need not know what kind of file it was.

    ``numbers``, ``hidden`` and ``struck`` are row numbers as people see them in the file. ``epoch_1904`` says that a
    bare number outside the columns of days counts from 1904 if it is one. ``notes`` are Chinese sentences about what
    could not be read whole.
    """

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    epoch_1904: bool = False
    hidden: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def read_roster_file(path: Path) -> Sheet:
    """All cells of the roster in a file: of the one sheet with a header, else of the first that holds anything.

    Raises:
        WorldFault: the file cannot be read. Refused: it is no table we can read.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Refused("too_large", f"文件有 {size // 1_000_000} MB，太大了，不像花名册。请只留花名册那一张表。")
        content = path.read_bytes()
    except OSError as fault:
        raise WorldFault("unreadable", f"读不到文件 {path.name}，请检查它是否存在、是否被别的程序占用。") from fault
    if not content.strip():
        raise Refused("empty", f"文件 {path.name} 是空的。")
    refuse_other_file(path.name, content)
    return _sheet(_the_roster(_grids(content)))


def _grids(content: bytes) -> list[Grid]:
    if content.startswith(b"PK"):
        refuse_other_archive(content)
        return read_xlsx(content)
    if content.startswith((OLE, *BIFF)):
        refuse_other_compound(content)
        return read_xls(content)
    return read_text(content)


def _the_roster(grids: Sequence[Grid]) -> Grid:
    """The sheet with a roster; two of them are not guessed between, and none is left out unsaid."""
    filled = [grid for grid in grids if any(grid.filled())]
    for grid in filled:
        if len(list(grid.filled())) > MAX_ROWS:
            raise Refused("too_many_rows", f"超过 {MAX_ROWS} 行，请分成几个文件导入。")
        spread(grid)
    rosters = [grid for grid in filled if _header(list(grid.filled())) is not None and len(list(grid.filled())) > 1]
    concealed = [grid for grid in rosters if grid.concealed]
    filled = [grid for grid in filled if not grid.concealed]
    rosters = [grid for grid in rosters if not grid.concealed]
    if len(rosters) > 1:
        names = "、".join(f"“{grid.title}”" for grid in rosters)
        raise Refused(
            "several_sheets", f"这个文件里有 {len(rosters)} 张花名册：{names}。请每张另存为一个文件，逐个导入。"
        )
    chosen = rosters or filled
    if not chosen:
        raise Refused(
            "empty", "表里没有内容。" if not concealed else "看得见的表里没有内容，花名册在隐藏的表里。" + _SHOW
        )
    chosen[0].notes += [f"隐藏的表“{grid.title}”里也有花名册，没有读。{_SHOW}" for grid in concealed]
    return chosen[0]


_Rows = Sequence[tuple[int, Sequence[str]]]


def _header(rows: _Rows) -> int | None:
    return next((place for place, (_, row) in enumerate(rows[:LOOK_AT]) if is_header(row)), None)


def _sheet(grid: Grid) -> Sheet:
    rows = list(grid.filled())
    place = _header(rows)
    header: Sequence[str] = () if place is None else rows[place][1]
    data = rows if place is None else rows[place + 1 :]
    if grid.epoch_1904:
        _convert_serials(header, data)
    struck = _struck(grid, header, data)
    notes = (
        *grid.notes,
        *_of_hidden_columns(grid, header, data),
        *_of_strikes(grid, struck, data),
        *_of_remarks(grid),
        *_of_formulas(grid),
        *_of_bad(rows),
    )
    return Sheet(
        tuple(_bare(row) for _, row in rows),
        tuple(number for number, _ in rows),
        epoch_1904=grid.epoch_1904,
        hidden=frozenset(number for number, _ in data if number in grid.hidden),
        struck=struck,
        notes=notes,
    )


def _convert_serials(header: Sequence[str], data: Sequence[tuple[int, list[str]]]) -> None:
    """Bare numbers in columns of days become days; nobody else in the program need know where the workbook counts from."""
    days = [place for place, heading in enumerate(header) if _OF_DAYS.search(heading)]
    for _, row in data:
        for place in days:
            if place < len(row):
                row[place] = serial_of_1904(row[place])


def _bare(row: Sequence[str]) -> tuple[str, ...]:
    """Without the blank cells at the end, of which a spreadsheet has thousands."""
    width = max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)
    return tuple(row[: min(width, MAX_COLUMNS)])


def _struck(grid: Grid, header: Sequence[str], data: _Rows) -> frozenset[int]:
    """Rows whose name, or all they say, is struck out."""
    names = {place for place, heading in enumerate(header) if has_meaning(heading, "name")}
    return frozenset(
        number
        for number, _ in data
        if number in grid.struck and (grid.struck[number] & names or number not in grid.unstruck)
    )


def _of_strikes(grid: Grid, struck: frozenset[int], data: _Rows) -> tuple[str, ...]:
    cells = [
        f"第 {number} 行第 {place + 1} 栏有删除线，还是按原样读了，请核对。"
        for number, _ in data
        if number not in struck
        for place in sorted(grid.struck.get(number, ()))
    ]
    parts = [
        f"第 {number} 行第 {place + 1} 栏有几个字划掉了，整格都照样读了，请核对。"
        for number, place in sorted(grid.partly)
    ]
    return (*_shortened(cells, "有删除线"), *_shortened(parts, "划掉了几个字"))


def _of_remarks(grid: Grid) -> tuple[str, ...]:
    remarks = [
        f"第 {number} 行第 {place + 1} 栏有批注“{' '.join(text.split())[:40]}”，没有读。"
        for (number, place), text in sorted(grid.remarks.items())
    ]
    return _shortened(remarks, "有批注")


def _of_formulas(grid: Grid) -> tuple[str, ...]:
    cells = [
        f"第 {number} 行第 {place + 1} 栏是公式，文件里没有存它的结果，没有读。请用 Excel 或 WPS 打开，保存一次再导入。"
        for number, place in sorted(grid.uncomputed)
    ]
    return _shortened(cells, "是公式，没有结果")


def _of_hidden_columns(grid: Grid, header: Sequence[str], data: _Rows) -> tuple[str, ...]:
    return tuple(
        f"第 {place + 1} 栏“{header[place].strip()}”在文件里是隐藏的，也读了。"
        for place in sorted(grid.hidden_columns)
        if place < len(header) and any(place < len(row) and row[place].strip() for _, row in data)
    )


def _of_bad(rows: _Rows) -> tuple[str, ...]:
    cells = [
        f"第 {number} 行第 {place + 1} 栏有坏字（显示为“{BAD}”），文件里这一格坏了，请对照原件改正。"
        for number, row in rows
        for place, cell in enumerate(row)
        if BAD in cell
    ]
    return _shortened(cells, "有坏字")


def _shortened(sentences: Sequence[str], what: str) -> tuple[str, ...]:
    rest = len(sentences) - _MOST_NOTES
    return (*sentences[:_MOST_NOTES], *([f"另外还有 {rest} 格{what}。"] if rest > 0 else []))
