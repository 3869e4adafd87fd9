"""A plain list: heads, rows of text, one selected; for pages that need no painting of their own."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from vclinic.ui.icons import icon
from vclinic.ui.theme import colour

_LEAST, _CLOSEST = 140, 0.7  # of the column that takes the rest; of a column's width
_READABLE = 0.9  # of a column's width: the least at which its usual text is whole
_FLUSH_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ListTable(QTableWidget):
    """Signals:
    opened(int): Enter or double click on a row.
    """

    opened = Signal(int)

    def __init__(
        self, heads: Sequence[str], widths: Sequence[int], figures: Sequence[int] = (), spare: Sequence[int] = ()
    ) -> None:
        """``widths`` in pixels, 0 takes the rest; ``figures`` are columns of amounts, flush right; ``spare`` go, the first
        before the others, where the room is too short for all."""
        super().__init__(0, len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(False)  # a row has room for one line: wrapped, a text would be shortened twice
        self._empty = ""
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(40)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        self._widths, self._figures, self._spare = tuple(widths), frozenset(figures), tuple(spare)
        for place in self._figures:
            self.model().setHeaderData(
                place, Qt.Orientation.Horizontal, _FLUSH_RIGHT, Qt.ItemDataRole.TextAlignmentRole
            )
        for place, width in enumerate(widths):
            if not width:
                head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self._fit(sum(widths) + _LEAST)
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, room: int) -> None:
        """Where the room is short every column gives some of it up, and then a spare one goes: a list is not read
        sideways, and a day or a telephone number that is cut says nothing."""
        rest = _LEAST if 0 in self._widths else 0
        wanted, gone = sum(self._widths), 0
        while gone < len(self._spare) and room - rest < _READABLE * wanted:
            wanted -= self._widths[self._spare[gone]]
            gone += 1
        for order, place in enumerate(self._spare):
            self.setColumnHidden(place, order < gone)
        share = min(1.0, max(_CLOSEST, (room - rest) / wanted)) if wanted else 1.0
        for place, width in enumerate(self._widths):
            if width:
                self.setColumnWidth(place, int(width * share))

    def height_of(self, rows: int) -> int:
        """The pixels in which the heads and so many rows are seen whole."""
        head = self.horizontalHeader().sizeHint().height()
        return head + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth()

    def say_when_empty(self, text: str) -> None:
        """One sentence, and the next thing to do."""
        self._empty = text
        self.viewport().update()

    def show_rows(
        self,
        rows: Sequence[Sequence[str]],
        marks: Sequence[str] = (),
        struck: Collection[int] = frozenset(),
        inks: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """Texts by row; ``marks`` are shapes for the first column; ``struck`` are rows struck through; ``inks`` are cells,
        by row and column, written bold in a colour of the theme."""
        keep = self.currentRow()
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text if len(text) > 6 else "")
                if place in self._figures:
                    item.setTextAlignment(_FLUSH_RIGHT)
                if number in struck and place < len(row) - 1:
                    font = self.font()
                    font.setStrikeOut(True)
                    item.setFont(font)
                    item.setForeground(colour("ink_3"))
                if inks and (ink := inks.get((number, place))):
                    font = self.font()
                    font.setBold(True)
                    item.setFont(font)
                    item.setForeground(colour(ink))
                if place == 0 and number < len(marks) and marks[number]:
                    item.setIcon(icon(marks[number], 18))
                self.setItem(number, place, item)
        if rows:
            self.setCurrentCell(max(0, min(keep, len(rows) - 1)), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rowCount() and self._empty:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(colour("ink_3")))
            painter.setFont(self.font())
            painter.drawText(
                self.viewport().rect().adjusted(16, 16, -16, -16), int(Qt.TextFlag.TextWordWrap), self._empty
            )
