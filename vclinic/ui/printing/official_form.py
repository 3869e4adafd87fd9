"""An official form on A4, in the order and wording of the paper: items down the side, up to four visits across."""

from collections.abc import Mapping, Sequence
from typing import Any

from vclinic.forms.document import EMPTY, item_text, line_texts
from vclinic.forms.spec import FormSpec, Item
from vclinic.ui.printing.paper import A4, Document, Sheet

_MARGIN, _GUTTER, _CAPTION = 12.0, 8.0, 28.0
_POINTS = 9.0
_ROW = 7.2


def form_document(form: FormSpec, name: str, number: str, visits: Sequence[Mapping[str, Any]]) -> Document:
    """Visits as columns, four a page, oldest first. ``number`` is the archive number's tail."""
    pages = [visits[start : start + 4] for start in range(0, len(visits), 4)] or [[]]
    return Document(
        f"{name} {form.title}",
        *A4,
        [lambda sheet, part=part: paint_form(sheet, form, name, number, part) for part in pages],
    )


def paint_form(sheet: Sheet, form: FormSpec, name: str, number: str, visits: Sequence[Mapping[str, Any]]) -> None:
    """One page."""
    width = sheet.width - 2 * _MARGIN
    sheet.y = _MARGIN
    sheet.y += sheet.text(form.title, _MARGIN, sheet.y, width, 16, bold=True, middle=True) + 3
    sheet.text(f"姓名：{name}", _MARGIN, sheet.y, width / 2, 10.5)
    sheet.text(f"编号 {number}", _MARGIN + width / 2, sheet.y, width / 2, 10.5, right=True)
    sheet.y += 6.5
    columns = max(1, len(visits))
    left = _MARGIN + _GUTTER + _CAPTION
    cell = (width - _GUTTER - _CAPTION) / columns
    top = sheet.y
    for section in form.sections:
        start = sheet.y
        caption_x = _MARGIN + (_GUTTER if section.title else 0)
        rows = [row for item in section.items if item.paper for row in _rows(form, item, visits)]
        if not rows:
            continue  # what the paper does not have
        talls = [max([_ROW, *(sheet.wrapped(text, cell - 2, _POINTS) + 2 for text in texts)]) for _, texts in rows]
        if section.title:  # its caption runs down the gutter and must have the room
            talls[-1] += max(0.0, sheet.line_height(_POINTS) * len(section.title) + 1 - sum(talls))
        for (caption, texts), tall in zip(rows, talls, strict=True):
            sheet.frame(caption_x, sheet.y, left - caption_x, tall)
            sheet.text(caption, caption_x + 1, sheet.y, left - caption_x - 2, _POINTS, height=tall)
            for place, text in enumerate(texts):
                sheet.frame(left + place * cell, sheet.y, cell, tall)
                sheet.text(text, left + place * cell + 1, sheet.y, cell - 2, _POINTS, height=tall)
            sheet.y += tall
        if section.title:
            sheet.frame(_MARGIN, start, _GUTTER, sheet.y - start)
            sheet.text("\n".join(section.title), _MARGIN, start, _GUTTER, _POINTS, middle=True, height=sheet.y - start)
    sheet.frame(_MARGIN, top, width, sheet.y - top, 0.5)


def _rows(form: FormSpec, item: Item, visits: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """The rows an item takes on the paper: one, but two for each of its lines (药物名称, 用法用量)."""
    if item.lines is None:
        return [(item.caption, [item_text(form, item, visit) for visit in visits])]
    (name,) = item.fields
    written = [
        [line_texts(form.meanings[name], item.lines, entry) for entry in visit.get(name, ())] for visit in visits
    ]
    rows: list[tuple[str, list[str]]] = []
    used = max((len(texts) for texts in written), default=0)
    for place, caption in enumerate(item.lines.printed):
        if place >= max(used, len(item.lines.printed) - item.lines.spare):
            break
        lines = [texts[place] if place < len(texts) else (EMPTY, EMPTY) for texts in written]
        rows.append((caption, [first for first, _ in lines]))
        rows.append((item.lines.usage, [usage for _, usage in lines]))
    return rows
