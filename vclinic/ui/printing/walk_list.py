"""The list to take along on the walk to the houses."""

from collections.abc import Sequence
from datetime import date

from vclinic.services.work_row import WorkRow
from vclinic.ui.printing.paper import A4, Document, Sheet

_MARGIN, _ROW, _A_PAGE = 12.0, 10.5, 24
_COLUMNS = (
    (10.0, ""),
    (34.0, "住址"),
    (24.0, "姓名"),
    (16.0, "年龄"),
    (24.0, "上次"),
    (24.0, "期限"),
    (54.0, "为什么、记录"),
)


def walk_document(clinic: str, day: date, rows: Sequence[WorkRow]) -> Document:
    """Households in the order of the list, a box to tick before each person."""
    pages = [rows[start : start + _A_PAGE] for start in range(0, len(rows), _A_PAGE)]
    return Document(f"{day} 走访单", *A4, [lambda sheet, part=part: _paint(sheet, clinic, day, part) for part in pages])


def _paint(sheet: Sheet, clinic: str, day: date, rows: Sequence[WorkRow]) -> None:
    width = sheet.width - 2 * _MARGIN
    sheet.y = _MARGIN
    sheet.text(f"{clinic}　走访单", _MARGIN, sheet.y, width, 15, bold=True)
    sheet.text(str(day), _MARGIN, sheet.y + 1, width, 11, right=True)
    sheet.y += 10
    _row(sheet, [heading for _, heading in _COLUMNS], bold=True)
    for row in rows:
        high = "↑" if row.last_high else ""
        _row(sheet, ["□", row.address, row.name, f"{row.age} 岁", f"{row.last_text}{high}", row.due_text, row.why])


def _row(sheet: Sheet, cells: Sequence[str], *, bold: bool = False) -> None:
    x = _MARGIN
    for (width, _), text in zip(_COLUMNS, cells, strict=True):
        sheet.text(text, x + 1, sheet.y, width - 2, 10, bold=bold, height=_ROW)
        x += width
    sheet.y += _ROW
    sheet.rule(_MARGIN, sheet.y, sheet.width - 2 * _MARGIN)
