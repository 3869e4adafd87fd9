"""Beside the counter: what is short, how long it lasts, and the label of the bag."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.services.bag_labels import BagLabel
from vclinic.services.counter_sheet import CounterSheet
from vclinic.ui.printing.labels import label_document
from vclinic.ui.printing.preview import PreviewWidget
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_WIDTH, _ANY = 300, 16_777_215  # beside the counter; Qt's own bound of a width


class SidePane(QWidget):
    """Attributes:
    warning: what is short. cover: how long it lasts. head, preview: the label.
    """

    def __init__(self) -> None:
        super().__init__()
        self.widen(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        self.warning, self.cover = Note("warn"), Note("ok")
        column.addWidget(self.warning)
        column.addWidget(self.cover)
        column.addStretch(1)
        self.head = label(tr("袋签预览"), "caption")
        column.addWidget(self.head)
        self.preview = PreviewWidget()
        self.preview.setFixedHeight(150)
        column.addWidget(self.preview)

    def widen(self, wide: bool) -> None:
        """Beside the counter it keeps its width; in its place it takes what there is."""
        self.setMinimumWidth(_WIDTH)
        self.setMaximumWidth(_ANY if wide else _WIDTH)

    def show_nothing(self) -> None:
        """No prescription: no bag."""
        relabel(self.head, "")
        for note in (self.warning, self.cover):
            note.say("info", "")
        reveal(self.preview, False)

    def show_sheet(self, sheet: CounterSheet, labels: Sequence[BagLabel]) -> None:
        """What is short or how long it lasts, and the labels that would be printed."""
        short = [line for line in sheet.lines if line.allocation.short]
        text = "；".join(f"{line.drug.name} {tr('欠')} {line.allocation.short} {line.drug.base_unit}" for line in short)
        self.warning.say("warn", text, tr("可少发并写明原因，到货后补发。") if text else "")
        if sheet.dispensing_id:
            self.cover.say(
                "ok", f"{tr('已发药')} {sheet.given_on} {sheet.given_by}", tr("库存已扣。要退回请在居民档案里冲销。")
            )
        elif sheet.nothing_left and not sheet.superseded:
            self.cover.say("ok", tr("这张不用再发"), tr("上一版已发够。四查十对后了结，不再排在待发里。"))
        elif sheet.superseded or not sheet.lines or short:
            self.cover.say("ok", "")
        else:
            days = min(line.days for line in sheet.lines)
            self.cover.say("ok", f"{tr('本次够吃')} {days} {tr('天')}", f"{tr('下次随访')} {sheet.review_on:%m-%d}")
        relabel(self.head, f"{tr('袋签预览')}　{tr('打')} {len(labels)} {tr('张')}")
        reveal(self.preview, bool(labels))
        if labels:
            self.preview.show_document(label_document(labels))
