"""One drug at the counter: the ordered and the given quantity, its batches under it, expired ones struck through."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from vclinic.devices.drug_code import drug_code
from vclinic.domain.stock import Batch, yuan
from vclinic.services.counter_sheet import CounterLine
from vclinic.ui.widgets.basics import label, line, polish, reshape, reveal, shape
from vclinic.ui.widgets.figure_edit import FigureEdit
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

COLUMNS = (
    ("", 28),
    ("药品和用法；批号、效期（先到期的先出）", 0),
    ("开方", 64),
    ("实发", 80),
    ("单价", 56),
    ("金额（元）", 76),
    ("发后库存", 76),
)


def grid(parent: QWidget) -> QGridLayout:
    """The counter's columns."""
    made = QGridLayout(parent)
    made.setContentsMargins(12, 0, 12, 0)
    made.setHorizontalSpacing(8)
    made.setVerticalSpacing(0)
    for place, (_, width) in enumerate(COLUMNS):
        if width:
            made.setColumnMinimumWidth(place, width)
        else:
            made.setColumnStretch(place, 1)
    return made


def right(text: str, role: str = "", level: str = "") -> QLabel:
    """A figure, aligned with the others."""
    made = label(text, role, level)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


class LineView(QFrame):
    """Signals:
    regiven(int, int): line number and the new quantity; reasoned(int, str): why less is given; picked(int).
    scanned(str): a box was scanned while the cursor stood in the quantity.
    """

    regiven = Signal(int, int)
    reasoned = Signal(int, str)
    picked = Signal(int)
    scanned = Signal(str)

    def __init__(self, place: int, counter_line: CounterLine, today: date, reason: str, *, done: bool) -> None:
        super().__init__()
        self.setObjectName("formhalf")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.line = counter_line
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        rows = QWidget()
        cells = grid(rows)
        drug, unit = counter_line.drug, counter_line.drug.base_unit
        allocation = counter_line.allocation
        self._number, self._tick = label(str(place), "second"), shape("", 16)
        cells.addWidget(self._number, 0, 0)
        cells.addWidget(self._tick, 0, 0)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(label(f"{drug.name}  {drug.strength}", "strong", wrap=True))
        names.addWidget(label(f"{counter_line.usage}，{counter_line.days} {tr('天')}", "caption", wrap=True))
        cells.addLayout(names, 0, 1)
        cells.addWidget(right(f"{counter_line.ordered} {unit}"), 0, 2)
        self.edit = FigureEdit(str(allocation.given))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setAccessibleName(f"{drug.name} {tr('实发')}")
        self.edit.setFixedWidth(80)
        self.edit.setEnabled(not done)
        self.edit.editingFinished.connect(self._regive)
        cells.addWidget(self.edit, 0, 3)
        prices = {batch.price for batch, _ in allocation.taken}
        cells.addWidget(right(_price(*prices) if len(prices) == 1 else "—"), 0, 4)
        cells.addWidget(right(yuan(allocation.amount), "strong"), 0, 5)
        left = counter_line.on_hand - allocation.given
        cells.addWidget(right(f"{left} {unit}", "strong", "warn" if left == 0 else ""), 0, 6)
        taken = {batch.id: quantity for batch, quantity in allocation.taken}
        row = 1
        for batch in counter_line.batches:
            self._batch(cells, row, batch, quantity=taken.get(batch.id, 0), unit=unit, today=today)
            if len(prices) > 1 and batch.id in taken:
                cells.addWidget(right(_price(batch.price), "second"), row, 4)
            row += 1
        column.addWidget(rows)
        if allocation.given < counter_line.ordered and not done:
            column.addWidget(self._shortage(counter_line, reason))
        column.addSpacing(4)
        column.addWidget(line())

    def _batch(self, cells: QGridLayout, row: int, batch: Batch, quantity: int, unit: str, today: date) -> None:
        expired, near = batch.expired_on(today), batch.near_expiry_on(today)
        left = (batch.expires_on - today).days
        text = f"{batch.batch_no}    {batch.expires_on}"
        if near:
            text += f"  {tr('还剩')} {left} {tr('天')}"
        named = label(text, "second", "warn" if near else "", wrap=True)
        if expired:
            font = named.font()
            font.setStrikeOut(True)
            named.setFont(font)
        cells.addWidget(named, row, 1)
        cells.setRowMinimumHeight(row, 26)
        if expired:
            cells.addWidget(right(tr("过期禁发"), "strong", "danger"), row, 3)
        elif quantity:
            cells.addWidget(right(f"{quantity} {unit}", "second"), row, 3)
        cells.addWidget(right(str(batch.balance - quantity), "second"), row, 6)

    def _shortage(self, counter_line: CounterLine, reason: str) -> QWidget:
        made = QWidget()
        cells = QGridLayout(made)
        cells.setContentsMargins(60, 2, 12, 2)
        missing = counter_line.ordered - counter_line.allocation.given
        cells.addWidget(shape("warn", 16), 0, 0)
        shortage = f"{tr('欠')} {missing} {counter_line.drug.base_unit}"
        cells.addWidget(label(shortage, "strong", "warn"), 0, 1)
        self.reason = LineEdit(reason)
        self.reason.setPlaceholderText(tr("少发的原因，例如：库存不足，到货补发"))
        self.reason.textEdited.connect(lambda: self.reasoned.emit(counter_line.line_no, self.reason.text()))
        cells.addWidget(self.reason, 0, 2)
        cells.setColumnStretch(2, 1)
        return made

    def _regive(self) -> None:
        text = self.edit.text().strip()
        if drug_code(text):
            self.show_given()  # so many units nobody gives
            self.scanned.emit(text)
        elif text.isdecimal() and int(text) != self.line.allocation.given:
            self.regiven.emit(self.line.line_no, int(text))
        elif not text.isdecimal():
            self.show_given()

    def show_given(self) -> None:
        """Show what is given again, whatever was typed."""
        self.edit.setText(str(self.line.allocation.given))

    def show_scanned(self) -> None:
        """A box of it has been scanned."""
        reveal(self._number, False)
        reshape(self._tick, "ok")
        self._tick.setToolTip(tr("扫过一盒，是这种药"))

    def activate(self, on: bool) -> None:
        """Tint while the focus is inside."""
        if bool(self.property("active")) != on:
            self.setProperty("active", on)
            polish(self)


def _price(price: int) -> str:
    """0.15 or 0.028: cents, and the mill where there is one, so that the sum can be checked by hand."""
    return f"{price / 1000:.3f}" if price % 10 else f"{price / 1000:.2f}"
