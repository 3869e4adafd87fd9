"""A village roster as it really arrives: .xlsx or text in any encoding, with title rows above the header."""

import csv
import io
import math
import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vclinic.domain.problem import Refused, WorldFault
from vclinic.forms.roster_header import LOOK_AT, is_header

MAX_BYTES = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOST_DIGITS = "（科学计数，后几位已丢失）"  # stands for a number a spreadsheet has rounded, in the refused file too
_DELIMITERS = ",\t;|，"
_AS_TEXT = re.compile(r'="([^"]*)"|\'(?=[\d=+\-@＝＋－＠])(.*)', re.DOTALL)  # how exports keep Excel from rounding

_Numbered = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a roster as text, so that what follows need not know what kind of file it was.

    ``numbers``, ``hidden`` and ``struck`` are row numbers as people see them in the file. ``epoch_1904`` says that a
    bare number meant as a day counts from 1904. ``notes`` are Chinese sentences about what could not be read whole.
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
    if content.startswith(b"PK"):
        rows = _from_xlsx(content)
    elif content.startswith(_OLE):
        raise Refused(
            "old_excel", "这是旧格式的 Excel 文件或加了密码的文件，请用 Excel 或 WPS 另存为 .xlsx（不加密码）再导入。"
        )
    else:
        rows = _from_text(content)
    return _trimmed(rows)


def _trimmed(rows: _Numbered) -> Sheet:
    kept = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    if not kept:
        raise Refused("empty", "表里没有内容。")
    if len(kept) > MAX_ROWS:
        raise Refused("too_many_rows", f"超过 {MAX_ROWS} 行，请分成几个文件导入。")
    return Sheet(tuple(_bare(row) for _, row in kept), tuple(number for number, _ in kept))


def _bare(row: list[str]) -> tuple[str, ...]:
    """Without the blank cells at the end, of which a spreadsheet has thousands."""
    width = max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)
    return tuple(row[: min(width, MAX_COLUMNS)])


def _from_xlsx(content: bytes) -> _Numbered:
    from openpyxl import load_workbook

    bad = Refused("bad_excel", "这个 Excel 文件打不开，可能已损坏。请用 Excel 或 WPS 打开后另存为新的 .xlsx 再导入。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Refused("too_large", "这个 Excel 文件展开后太大，不像花名册。请只留花名册那一张表。")
            if not any(name.startswith("xl/") for name in archive.namelist()):
                raise bad
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot keep (drop-down lists, …) is nothing a roster needs
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = {
                str(sheet.title): [
                    (number, list(_bare([_cell(value) for value in row])))
                    for number, row in enumerate(
                        sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=MAX_ROWS + 50), 1
                    )
                ]
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            }
    except Refused:
        raise
    except Exception as fault:  # openpyxl lets out whatever its XML and zip readers raise on a damaged file
        raise bad from fault
    return _the_roster({title: rows for title, rows in sheets.items() if any(any(row) for _, row in rows)})


def _the_roster(sheets: dict[str, _Numbered]) -> _Numbered:
    """The sheet with a roster; two of them are not guessed between, and none is left out unsaid."""
    titles = [title for title, rows in sheets.items() if any(is_header(row) for row in _first(rows)) and len(rows) > 1]
    if len(titles) > 1:
        names = "、".join(f"“{title}”" for title in titles)
        raise Refused(
            "several_sheets", f"这个文件里有 {len(titles)} 张花名册：{names}。请每张另存为一个文件，逐个导入。"
        )
    nothing: _Numbered = []
    return sheets[titles[0]] if titles else next(iter(sheets.values()), nothing)


def _first(rows: _Numbered) -> list[list[str]]:
    return [row for _, row in rows if any(row)][:LOOK_AT]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if not math.isfinite(value) or value != int(value):
            return repr(value)
        whole = str(int(value))
        return LOST_DIGITS if len(whole) > 15 else whole
    return str(value)


def _from_text(content: bytes) -> _Numbered:
    text = _decoded(content)
    start = text[:20_000].splitlines()[:LOOK_AT]
    with_header = [mark for mark in _DELIMITERS if any(is_header(_split(line, mark)) for line in start)]
    delimiter = with_header[0] if with_header else max(_DELIMITERS, key=text[:4000].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: _Numbered = []
    good = 0
    try:
        for number, row in enumerate(reader, 1):
            rows.append((number, [_unwrapped(cell) for cell in row]))
            good = reader.line_num
    except csv.Error as fault:
        sentence = f"文件第 {good + 1} 行的引号不成对，分不清哪里是一格。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
        raise Refused("not_a_table", sentence) from fault
    return rows


def _split(line: str, mark: str) -> list[str]:
    return [cell.strip('"') for cell in line.split(mark)]


def _unwrapped(cell: str) -> str:
    match = _AS_TEXT.fullmatch(cell.strip())
    return (match[1] or match[2] or "") if match else cell


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8-sig", "gb18030")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("not_text", "这个文件不是花名册：既不是 Excel，也不是文字表格。")
