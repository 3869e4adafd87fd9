"""The list to take along on the walk to the houses."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from vclinic.services.work_row import WorkRow
from vclinic.ui.printing.paper import A4, Document, Sheet

_MARGIN, _ROW, _A_PAGE = 12.0, 10.5, 24
_COLUMNS = (
    (9.0, ""),
    (30.0, "住址"),
    (22.0, "姓名"),
    (14.0, "年龄"),
    (27.0, "电话"),
    (20.0, "上次"),
    (23.0, "期限"),
    (41.0, "为什么、记录"),
)


def walk_document(clinic: str, day: date, rows: Sequence[WorkRow], phones: Mapping[str, str]) -> Document:
    """Households in the order of the list, a box to tick before each person; ``phones`` by resident."""
    pages = [rows[start : start + _A_PAGE] for start in range(0, len(rows), _A_PAGE)]
    paint = [partial(_paint, clinic=clinic, day=day, rows=part, phones=phones) for part in pages]
    return Document(f"{day} 走访单", *A4, paint)


def _paint(sheet: Sheet, clinic: str, day: date, rows: Sequence[WorkRow], phones: Mapping[str, str]) -> None:
    width = sheet.width - 2 * _MARGIN
    sheet.y = _MARGIN
    sheet.text(f"{clinic}　走访单", _MARGIN, sheet.y, width, 15, bold=True)
    sheet.text(str(day), _MARGIN, sheet.y + 1, width, 11, right=True)
    sheet.y += 10
    _row(sheet, [heading for _, heading in _COLUMNS], bold=True)
    for row in rows:
        high = "↑" if row.last_high else ""
        phone = phones.get(row.resident_id, "")
        last = f"{row.last_text}{high}"
        _row(sheet, ["□", row.address, row.name, f"{row.age} 岁", phone, last, row.due_text, row.why])


def _row(sheet: Sheet, cells: Sequence[str], *, bold: bool = False) -> None:
    x = _MARGIN
    for (width, _), text in zip(_COLUMNS, cells, strict=True):
        sheet.text(text, x + 1, sheet.y, width - 2, 10, bold=bold, height=_ROW)
        x += width
    sheet.y += _ROW
    sheet.rule(_MARGIN, sheet.y, sheet.width - 2 * _MARGIN)
