"""One drug of the medication prescription: what, how much, how often, how long, and what changed."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.domain.prescription import Change, MedicationOrder
from vclinic.ui.widgets.basics import label, line, relabel, tool_button
from vclinic.ui.widgets.choice_box import ChoiceBox
from vclinic.ui.widgets.figure_edit import FigureEdit
from vclinic.ui.words import tr

_CHANGES: dict[Change, str] = {"same": "不变", "adjusted": "调整", "stopped": "停用", "new": "新加"}
_USUAL = ("qd", "bid", "tid", "qn", "qod", "prn")


class DrugRow(QWidget):
    """Attributes:
    dose, days, quantity, change: where the parts of the line are written; change stops or restores it.

    Signals:
    edited(MedicationOrder): the line as it stands now; removed(int): a line that was only just added goes again.
    """

    edited = Signal(MedicationOrder)
    removed = Signal(int)

    def __init__(self, order: MedicationOrder, quantity: Callable[[MedicationOrder], int]) -> None:
        super().__init__()
        self.order = order
        self._quantity = quantity
        self._asked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(3)
        head = QHBoxLayout()
        name = label(f"{order.drug_name}", "strong", wrap=True)
        head.addWidget(name, 1)
        head.addWidget(label(order.strength, "second"))
        self.change = tool_button(_CHANGES[order.change])
        fresh = order.change == "new" or not order.drug_id  # nobody has taken it from us: there is nothing to stop
        self.change.setToolTip(tr("按一下：去掉这一种") if fresh else tr("按一下：停用，或恢复"))
        self.change.clicked.connect(self._toggle)
        head.addWidget(self.change)
        column.addLayout(head)
        self._usage = QWidget()
        use = QHBoxLayout(self._usage)
        use.setContentsMargins(0, 0, 0, 0)
        use.setSpacing(4)
        use.addWidget(label(tr("每次"), "second"))
        self.dose = self._edit(f"{order.dose_value:g}" if order.dose_value else "", 46, tr("每次用量"))
        use.addWidget(self.dose)
        use.addWidget(label(order.dose_unit, "second"))
        self._frequency = ChoiceBox()
        self._frequency.entered.connect(self._go)
        for code in _USUAL if order.frequency in _USUAL else (*_USUAL, order.frequency):
            self._frequency.addItem(codes.FREQUENCY.label(code), code)
        self._frequency.setCurrentIndex(self._frequency.findData(order.frequency))
        self._frequency.currentIndexChanged.connect(lambda _place: self._retype())
        use.addWidget(self._frequency, 1)
        column.addWidget(self._usage)
        self._amount = QWidget()
        amount = QHBoxLayout(self._amount)
        amount.setContentsMargins(0, 0, 0, 0)
        amount.setSpacing(4)
        self.days = self._edit(str(order.days), 36, tr("天数"))
        amount.addWidget(self.days)
        amount.addWidget(label(tr("天"), "second"))
        self._timing = self._edit(order.timing, 0, tr("什么时候吃"))
        self._timing.setPlaceholderText(tr("什么时候吃"))
        amount.addWidget(self._timing, 1)
        self.quantity = self._edit(str(order.quantity) if order.quantity else "", 46, tr("数量"))
        amount.addWidget(self.quantity)
        amount.addWidget(label(order.base_unit, "second"))
        column.addWidget(self._amount)
        column.addWidget(line())
        self._show_change()

    def _edit(self, text: str, width: int, name: str) -> QLineEdit:
        edit = FigureEdit(text)
        edit.setAccessibleName(name)
        if width:
            edit.setFixedWidth(width)
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.textEdited.connect(lambda _text: self._retype(keep_quantity=name == tr("数量")))
        edit.returnPressed.connect(self._go)
        return edit

    def _go(self, forward: bool = True) -> None:
        self.focusNextPrevChild(forward)

    def ask(self, wanted: bool) -> None:
        """After a reaction a line is not simply renewed: what becomes of it stands as a question until it is answered."""
        self._asked = wanted
        self._show_change()

    def stop(self) -> None:
        """Stop the drug, or take a line that was only just added out again."""
        if self.order.change != "stopped":
            self._toggle()

    def _retype(self, *, keep_quantity: bool = False) -> None:
        change: Change = "new" if self.order.change == "new" else "adjusted"
        fresh = replace(
            self.order,
            dose_value=_number(self.dose.text()),
            frequency=str(self._frequency.currentData()),
            days=int(_number(self.days.text())),
            timing=self._timing.text().strip(),
            quantity=int(_number(self.quantity.text())),
        )
        dosing = (fresh.dose_value, fresh.frequency) != (self.order.dose_value, self.order.frequency)
        if dosing:
            fresh = replace(fresh, change=change)
        if not keep_quantity and (computed := self._quantity(fresh)):
            fresh = replace(fresh, quantity=computed)
            self.quantity.setText(str(computed))
        self.order = fresh
        self._show_change()
        self.edited.emit(fresh)

    def _toggle(self) -> None:
        stopped = self.order.change == "stopped"
        if self.order.change == "new" or not self.order.drug_id:
            self.removed.emit(self.order.line_no)
            return
        self.order = replace(self.order, change="same" if stopped else "stopped", quantity=0)
        if stopped:
            self.order = replace(self.order, quantity=self._quantity(self.order))
            self.quantity.setText(str(self.order.quantity or ""))
        self._show_change()
        self.edited.emit(self.order)

    def _show_change(self) -> None:
        stopped = self.order.change == "stopped"
        asked = self._asked and self.order.change == "same"
        self.change.setText(tr("怎么办？") if asked else tr(_CHANGES[self.order.change]))
        self._usage.setEnabled(not stopped)
        self._amount.setEnabled(not stopped)


class StoppedDrug(QWidget):
    """A drug nobody here prescribed: keep it or stop it. ``told``: the whole line where its source and day are known.

    Signals:
        stopped(str): its name.
    """

    stopped = Signal(str)

    def __init__(self, name: str, told: str = "", meaning: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        known = f"（{tr('是')}{meaning}）" if meaning else ""
        line = label(told or f"{name}{known}　{tr('随访表上写的，这里没有开')}", "second", wrap=True)
        row.addWidget(line, 1)
        button = tool_button(tr("停用"))
        row.addWidget(button)

        def stop() -> None:
            button.setEnabled(False)
            relabel(line, f"{name}　{tr('已写停用')}")
            self.stopped.emit(name)

        button.clicked.connect(stop)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value < 1e6 else 0.0
