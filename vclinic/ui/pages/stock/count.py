"""A batch counted by hand: how many there are, and why that is not what the ledger says."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from vclinic.domain.fields import Meaning
from vclinic.domain.stock import Batch, Drug
from vclinic.forms.reading import read_value
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.escape import ClosedByEsc
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_COUNTED = Meaning("实数", "integer", "", 0, 1_000_000)


class CountAsk(ClosedByEsc):
    """How many base units of one batch are there, and the reason of a difference. Enter keeps it.

    Attributes:
        counted, reason: the two editors.

    Signals:
        told(str, int, int, str): the batch, what was counted, what the ledger said then, the reason. closed(): Esc,
            nothing was told.
    """

    told = Signal(str, int, int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._batch: Batch | None = None
        self._unit = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        self._head = label("", "strong", wrap=True)
        column.addWidget(self._head)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("数出来"), "second"))
        self.counted = ValueEdit(_COUNTED, 90)
        row.addWidget(self.counted)
        self._difference = label("", "second")
        self._difference.setMinimumWidth(120)
        row.addWidget(self._difference)
        row.addWidget(label(tr("原因"), "second"))
        self.reason = LineEdit()
        self.reason.setMaxLength(60)
        self.reason.setPlaceholderText(tr("例如：破损 2 片"))
        self.reason.setAccessibleName(tr("差异原因"))
        row.addWidget(self.reason, 1)
        for text, call in ((tr("记下"), self._tell), (tr("不记"), self.give_up)):
            button = QPushButton(text)
            button.setProperty("role", "row")
            button.clicked.connect(lambda _on=False, call=call: call())
            row.addWidget(button)
        column.addLayout(row)
        self._wrong = label("", "", "danger")
        column.addWidget(self._wrong)
        self.counted.typed.connect(lambda _text: self._show_difference())
        self.counted.entered.connect(lambda _forward: self._after_count())
        self.reason.returnPressed.connect(self._tell)
        self.hide()

    def ask(self, drug: Drug, batch: Batch, today: date) -> None:
        """Open for one batch; of an expired one nothing is left, which is what is usually written."""
        self._take(drug, batch)
        expired = batch.expired_on(today)
        self.counted.setText("0" if expired else "")
        self.reason.setText(tr("过期报损") if expired else "")
        self.say("")
        self._show_difference()
        self.show()
        self.counted.setFocus()
        self.counted.selectAll()

    def look_again(self, batches: Iterable[tuple[Drug, Batch]]) -> None:
        """The ledger was read again: while nothing is counted it is what the count will be held against."""
        if self._batch is None or self.isHidden() or self.counted.text():
            return
        for drug, batch in batches:
            if batch.id == self._batch.id:
                self._take(drug, batch)

    def _take(self, drug: Drug, batch: Batch) -> None:
        self._batch, self._unit = batch, drug.base_unit
        ledger = f"{tr('账上')} {batch.balance} {drug.base_unit}"
        relabel(self._head, f"{tr('盘点')}：{drug.name} {drug.strength}　{tr('批号')} {batch.batch_no}　{ledger}")

    def say(self, sentence: str) -> None:
        """What is wrong with what was told; empty for nothing."""
        relabel(self._wrong, sentence)
        self._wrong.setVisible(bool(sentence))

    def say_reason(self, sentence: str) -> None:
        """What was refused, nearly always for want of a reason."""
        self.say(sentence)
        self.reason.setFocus()

    def _difference_now(self) -> int | None:
        """What was counted less what the ledger says; None while nothing was counted, or not a number."""
        counted = read_value("counted", _COUNTED, self.counted.text())
        return counted - self._batch.balance if isinstance(counted, int) and self._batch else None

    def _show_difference(self) -> None:
        difference = self._difference_now()
        if difference is None:
            relabel(self._difference, "")
        elif difference == 0:
            relabel(self._difference, tr("和账上一样"))
        else:
            word = tr("多") if difference > 0 else tr("少")
            relabel(self._difference, f"{word} {abs(difference)} {self._unit}")

    def _after_count(self) -> None:
        """Enter: what agrees needs no reason."""
        if self._difference_now() == 0:
            self._tell()
        else:
            self.reason.setFocus()

    def _tell(self) -> None:
        batch, difference = self._batch, self._difference_now()
        if batch is None:
            return
        if difference is None:
            self.say(tr("数出来多少，填 0 或更大的整数。"))
            self.counted.setFocus()
            return
        self.told.emit(batch.id, batch.balance + difference, batch.balance, self.reason.text())
