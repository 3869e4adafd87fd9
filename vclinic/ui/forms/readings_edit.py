"""Readings of two figures each and their mean, in one row; numbers advance by themselves."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QWidget

from vclinic.domain.fields import Meaning
from vclinic.ui.forms.burst import BURST
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import auto_tag, label, relabel


class ReadingsEdit(QWidget):
    """Signals:
    typed(tuple): pairs of texts, empty pairs left out; complete(int): the reading with this index is full;
    entered(bool); reached(); left(): a figure was changed and left.
    """

    typed = Signal(tuple)
    complete = Signal(int)
    entered = Signal(bool)
    reached = Signal()
    left = Signal()

    def __init__(self, readings: Meaning, high: Meaning, low: Meaning) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.edits: list[tuple[ValueEdit, ValueEdit]] = []
        for place in range(readings.max_items):
            if place:
                row.addItem(QSpacerItem(12, 0, QSizePolicy.Policy.Maximum))  # the first to give way
            row.addWidget(label(f"第{place + 1}次", "caption"))
            pair = (self._edit(high, place, high=True), self._edit(low, place, high=False))
            row.addWidget(pair[0])
            row.addWidget(label("/", "second"))
            row.addWidget(pair[1])
            self.edits.append(pair)
        row.addStretch(1)
        row.addWidget(auto_tag("均值"))
        self.mean = label("—", "title")
        row.addWidget(self.mean)
        row.addWidget(label(readings.unit, "second"))
        self.setFocusProxy(self.edits[0][0])

    def _edit(self, meaning: Meaning, place: int, *, high: bool) -> ValueEdit:
        edit = ValueEdit(meaning, 44)
        edit.setAccessibleName(f"第{place + 1}次{meaning.label}")
        edit.typed.connect(lambda _text: self.typed.emit(self.pairs()))
        edit.reached.connect(self.reached)
        edit.entered.connect(lambda forward: self._enter(place, high=high, forward=forward))
        edit.full.connect(lambda: self._full(place, high=high))
        edit.editingFinished.connect(self.left)
        return edit

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What is written, pairs with nothing in them left out."""
        figures = [(high.text().strip(), low.text().strip()) for high, low in self.edits]
        return tuple(pair for pair in figures if any(pair))

    def unfinished(self) -> bool:
        """A reading is being typed: half a figure is no mistake yet."""
        return any(
            (edit.hasFocus() and bool(edit.text()) and not edit.is_full()) or (low.hasFocus() and not low.text())
            for high, low in self.edits
            for edit in (high, low)
        )

    def show_pairs(self, pairs: Sequence[Sequence[object]]) -> None:
        """Show readings without telling anybody."""
        for place, edits in enumerate(self.edits):
            for edit, value in zip(edits, pairs[place] if place < len(pairs) else ("", ""), strict=True):
                if edit.text() != str(value):
                    edit.setText(str(value))

    def show_mean(self, high: object, low: object, level: str, arrow: str) -> None:
        """The mean of the complete readings, judged."""
        relabel(self.mean, f"{high}/{low}{arrow}" if high and low else "—", level)

    def show_state(self, state: str, tip: str = "") -> None:
        """invalid marks what is written once it is finished; other states do not apply to readings."""
        state = "" if self.unfinished() else state
        for pair in self.edits:
            for edit in pair:
                edit.show_state(state if state == "invalid" and edit.text() and not edit.hasFocus() else "", tip)

    def _full(self, place: int, *, high: bool) -> None:
        BURST.begin()
        if high:
            self.edits[place][1].setFocus()
        else:
            self.complete.emit(place)

    def _enter(self, place: int, *, high: bool, forward: bool) -> None:
        if not forward:
            self.entered.emit(False)
        elif high and self.edits[place][0].text():
            self.edits[place][1].setFocus()
        elif high:
            self.entered.emit(True)
        else:
            self.complete.emit(place)

    def ask_another(self, place: int) -> bool:
        """Go to the reading after ``place``; False when there is none."""
        if place + 1 >= len(self.edits):
            return False
        self.edits[place + 1][0].setFocus()
        return True
