"""A village roster as it really arrives: .xlsx or text in any encoding, with title rows above the header."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vclinic.domain.problem import Refused, WorldFault

MAX_BYTES = 50_000_000
MAX_UNPACKED = 400_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOST_DIGITS = "\ufffflost"  # marks an ID number a spreadsheet has rounded


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a roster as text; ``numbers`` are the row numbers people see in the file."""

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def read_roster_file(path: Path) -> Sheet:
    """All cells of the first sheet that holds anything.

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


def _trimmed(rows: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for number, row in rows:
        if any(cell.strip() for cell in row):
            if len(kept) >= MAX_ROWS:
                raise Refused("too_many_rows", f"超过 {MAX_ROWS} 行，请分成几个文件导入。")
            kept.append(tuple(row[:MAX_COLUMNS]))
            numbers.append(number)
    if not kept:
        raise Refused("empty", "表里没有内容。")
    return Sheet(tuple(kept), tuple(numbers))


def _from_xlsx(content: bytes) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    bad = Refused("bad_excel", "这个 Excel 文件打不开，可能已损坏。请用 Excel 或 WPS 打开后另存为新的 .xlsx 再导入。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Refused("too_large", "这个 Excel 文件展开后太大，不像花名册。请只留花名册那一张表。")
            if not any(name.startswith("xl/") for name in archive.namelist()):
                raise bad
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            found = [
                (number, [_cell(value) for value in row])
                for number, row in enumerate(
                    sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=MAX_ROWS + 50), 1
                )
            ]
            if any(any(cell for cell in row) for _, row in found):
                return found
    except Refused:
        raise
    except Exception as fault:  # openpyxl lets out whatever its XML and zip readers raise on a damaged file
        raise bad from fault
    return []


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
        if value != int(value):
            return repr(value)
        whole = str(int(value))
        return LOST_DIGITS if len(whole) > 15 else whole
    return str(value)


def _from_text(content: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(content)
    delimiter = max(",\t;|，", key=text[:4000].count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        raise Refused("not_a_table", "这个文件不是表格，请用 Excel（.xlsx）或逗号分隔（.csv）的花名册。") from fault


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
