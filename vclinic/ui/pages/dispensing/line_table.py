"""The lines of the counter under their heads, in one scrolling area: the columns stand over each other on a narrow screen
too."""

# What a signal carries is not typed in PySide6.
# pyright: reportUnknownMemberType=false

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from vclinic.services.counter_sheet import CounterSheet
from vclinic.ui.pages.dispensing.line_view import COLUMNS, LineView, grid, right
from vclinic.ui.widgets.basics import clear, reveal
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.words import tr


class LineTable(QScrollArea):
    """Attributes:
        lines: one for each drug; holder: what is scrolled.

    Signals:
        regiven(int, int): line and how much is given of it. reasoned(int, str): line and why that is less.
        scanned(str): the code of a box.
    """

    regiven = Signal(int, int)
    reasoned = Signal(int, str)
    scanned = Signal(str)

    def __init__(self, above: Sequence[QWidget]) -> None:
        """``above``: what scrolls with the lines, over their heads."""
        super().__init__()
        self.lines: list[LineView] = []
        self._head = QFrame()
        self._head.setObjectName("tablehead")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head.setFixedHeight(28)
        cells = grid(self._head)
        for place, (text, _) in enumerate(COLUMNS):
            cells.addWidget(_left(tr(text)) if place < 2 else right(tr(text)), 0, place)
        self.holder = QWidget()
        self.holder.setObjectName("surface")
        self.holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(self.holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget in above:
            rows.addWidget(widget)
        rows.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        rows.addLayout(self._rows, 1)
        self.setWidget(self.holder)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_nothing(self) -> None:
        """No prescription: no lines and no heads."""
        clear(self._rows)
        self.lines = []
        reveal(self._head, False)

    def show_sheet(self, sheet: CounterSheet, today: date, reasons: Mapping[int, str]) -> None:
        """A line for each drug, with the reason already written for giving less; from the top."""
        self.verticalScrollBar().setValue(0)
        clear(self._rows)
        reveal(self._head, True)
        self.lines = []
        for place, line in enumerate(sheet.lines, 1):
            view = LineView(place, line, today, reasons.get(line.line_no, ""), done=bool(sheet.dispensing_id))
            view.regiven.connect(self.regiven)
            view.reasoned.connect(self.reasoned)
            view.scanned.connect(self.scanned)
            self.lines.append(view)
            self._rows.addWidget(view)
        self._rows.addStretch(1)


def _left(text: str) -> ElidedLabel:
    made = ElidedLabel()
    made.setText(text)
    return made
