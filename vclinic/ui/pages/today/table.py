"""The worklist as a table: one person under the cursor, and a sentence where there is nobody."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from vclinic.services.work_row import WorkRow
from vclinic.ui.models.worklist import TOLD_OF_THE_PERSON, WIDTHS, WorklistDelegate, WorklistModel
from vclinic.ui.widgets.basics import label

_CLOSE_NAME = 128


class WorklistTable(QTableView):
    """Attributes:
    people: the model, with the rows shown and those ticked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.people = WorklistModel()
        self.setModel(self.people)
        self.setItemDelegate(WorklistDelegate(self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(40)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for place, width in enumerate(WIDTHS):
            if width:
                self.setColumnWidth(place, width)
        head.setStretchLastSection(True)
        self.close_up(False)
        self._empty = label("", "second", wrap=True)  # under the heads, where the first row would be
        self._empty.setParent(self.viewport())
        self._empty.move(16, 12)
        self._empty.hide()

    def close_up(self, close: bool) -> None:
        """Beside the person on a narrow screen: the registers and the reason stand there already."""
        for place in TOLD_OF_THE_PERSON:
            self.setColumnHidden(place, close)
        self.setColumnWidth(2, _CLOSE_NAME if close else WIDTHS[2])

    def show_rows(self, rows: Sequence[WorkRow], keep: str, nobody: str) -> None:
        """``keep`` is who stays under the cursor where still there; ``nobody`` is said where there are no rows."""
        self.people.show_rows(list(rows))
        self._empty.setText("" if rows else nobody)
        self._empty.resize(self.viewport().width() - 32, 48)
        self._empty.setVisible(not rows)
        place = next((number for number, row in enumerate(rows) if row.resident_id == keep), 0)
        if rows:
            self.setCurrentIndex(self.people.index(place, 2))

    def selected(self) -> WorkRow | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return self.people.rows[index.row()] if index.isValid() and index.row() < len(self.people.rows) else None
