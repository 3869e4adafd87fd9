"""Bag labels: one a batch, for a small label printer."""

from collections.abc import Sequence

from vclinic.services.bag_labels import BagLabel
from vclinic.ui.printing.paper import Document, Sheet

SIZE = (70.0, 40.0)


def label_document(labels: Sequence[BagLabel]) -> Document:
    """One page a label."""
    return Document("袋签", *SIZE, [lambda sheet, label=label: paint_label(sheet, label) for label in labels])


def paint_label(sheet: Sheet, bag: BagLabel) -> None:
    """One label."""
    left, width = 3.0, sheet.width - 6.0
    sheet.frame(1, 1, sheet.width - 2, sheet.height - 2, 0.3)
    sheet.text(bag.resident_name, left, 2.5, width, 12, bold=True)
    sheet.text(str(bag.day), left, 3.2, width, 8.5, right=True)
    sheet.y = 9.0
    sheet.fit(sheet.height - 8, lambda page: _body(page, bag, left, width))
    sheet.text(f"{bag.clinic}　{bag.doctor}", left, sheet.height - 8, width, 8.5)


def _body(sheet: Sheet, bag: BagLabel, left: float, width: float) -> None:
    sheet.text(bag.quantity_text, left, sheet.y + 0.4, width, 10, right=True)
    sheet.y += sheet.text(f"{bag.drug_name} {bag.strength}", left, sheet.y, width - 14, 11, bold=True) + 0.5
    sheet.y += sheet.text(bag.usage, left, sheet.y, width, 11, bold=True) + 1
    if bag.care:
        sheet.y += sheet.text(f"注意：{bag.care}", left, sheet.y, width, 8.5) + 0.5
    sheet.y = max(sheet.y, 26.5)
    sheet.y += sheet.text(f"批号 {bag.batch_no}　效期 {bag.expires_on:%Y-%m}", left, sheet.y, width, 8.5)
