"""Bag labels: one a batch, for a small label printer."""

from collections.abc import Sequence

from vclinic.services.dispense import BagLabel
from vclinic.ui.printing.paper import Document, Sheet

SIZE = (70.0, 40.0)


def label_document(labels: Sequence[BagLabel]) -> Document:
    """One page a label."""
    return Document("袋签", *SIZE, [lambda sheet, each=each: paint_label(sheet, each) for each in labels])


def paint_label(sheet: Sheet, each: BagLabel) -> None:
    """One label."""
    left, width = 3.0, sheet.width - 6.0
    sheet.frame(1, 1, sheet.width - 2, sheet.height - 2, 0.3)
    sheet.text(each.resident_name, left, 2.5, width, 12, bold=True)
    sheet.text(str(each.day), left, 3.2, width, 8.5, right=True)
    sheet.y = 9.0
    sheet.fit(sheet.height - 8, lambda page: _body(page, each, left, width))
    sheet.text(f"{each.clinic}　{each.doctor}", left, sheet.height - 8, width, 8.5)


def _body(sheet: Sheet, each: BagLabel, left: float, width: float) -> None:
    sheet.text(each.quantity_text, left, sheet.y + 0.4, width, 10, right=True)
    sheet.y += sheet.text(f"{each.drug_name} {each.strength}", left, sheet.y, width - 14, 11, bold=True) + 0.5
    sheet.y += sheet.text(each.usage, left, sheet.y, width, 11, bold=True) + 1
    if each.care:
        sheet.y += sheet.text(f"注意：{each.care}", left, sheet.y, width, 8.5) + 0.5
    sheet.y = max(sheet.y, 26.5)
    sheet.y += sheet.text(f"批号 {each.batch_no}　效期 {each.expires_on:%Y-%m}", left, sheet.y, width, 8.5)
