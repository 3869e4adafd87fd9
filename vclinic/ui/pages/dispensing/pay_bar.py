"""The bar under the counter: what is to pay, and the two acts."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from vclinic.domain.stock import yuan
from vclinic.services.counter_sheet import CounterSheet
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr


class PayBar(QFrame):
    """Attributes:
    total, share: the sum, and how much of it is on the essential list. labels_button, give_button: the acts; their keys
    work anywhere on ``page``.
    """

    def __init__(self, page: QWidget, printed: Callable[[], None], given: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setFixedHeight(60)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        self._due = label(tr("应收"), "caption")
        row.addWidget(self._due)
        self.total = label("", "count")
        row.addWidget(self.total)
        self.share = label("", "caption")
        row.addWidget(self.share)
        row.addStretch(1)
        self.labels_button = KeyButton(tr("袋签"), "Ctrl+P", printed, page)
        row.addWidget(self.labels_button)
        self.give_button = KeyButton(tr("发药，扣库存"), "Ctrl+S", given, page, "primary")
        row.addWidget(self.give_button)

    def show_nothing(self) -> None:
        """No prescription: nothing to pay."""
        reveal(self._due, False)
        relabel(self.total, "")
        relabel(self.share, "")
        self.give_button.set_enabled(False, tr("没有处方"))
        self.labels_button.set_enabled(False)

    def show_sheet(self, sheet: CounterSheet) -> None:
        """The sum, and whether the drugs can be given."""
        reveal(self._due, True)
        relabel(self.total, f"{yuan(sheet.total)} {tr('元')}")
        relabel(self.share, _share(sheet))
        closed = tr("有不能发的药") if sheet.medicines.closed else ""
        why = tr("已经发过药") if sheet.dispensing_id else sheet.superseded or closed
        self.give_button.set_text(tr("不用再发，了结") if sheet.nothing_left else tr("发药，扣库存"))
        self.give_button.set_enabled(not why, why)
        self.labels_button.set_enabled(bool(sheet.lines))


def _share(sheet: CounterSheet) -> str:
    """How many of the drugs are on the essential list; nothing where no drug is given."""
    if not sheet.lines:
        return ""
    essential = sum(1 for line in sheet.lines if line.drug.essential)
    text = tr("种全部为基本药物") if essential == len(sheet.lines) else tr("种基本药物")
    return f"{tr('零差率')}　{essential} {text}"
