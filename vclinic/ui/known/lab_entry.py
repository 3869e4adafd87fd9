"""Laboratory values told in two keys: the figure, Enter. The day is today's until another is written."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from vclinic.domain.medication_profile import LABS
from vclinic.domain.problem import Problem
from vclinic.services.known_of_person import ENTERED_LABS
from vclinic.ui.widgets.basics import label, polish
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_SHORT = {"ldl_mmol_l": "LDL-C", "hba1c_percent": "HbA1c"}
_FIELD, _DAY = 58, 104
Tell = Callable[[str, str, str], list[Problem]]


class LabEntry(QWidget):
    """The figures of the register of codes and their day; each is kept by its Enter, which goes on to the next.

    Signals:
        grew(): a sentence says what cannot be.
        left(): Esc, or Enter in the last one.
    """

    grew = Signal()
    left = Signal()

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self.edits: dict[str, QLineEdit] = {}
        self._kept: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        for place, code in enumerate(ENTERED_LABS):
            meaning = LABS[code]
            edit = self._line(_FIELD, f"{meaning.label}（{meaning.unit}）")
            edit.returnPressed.connect(lambda code=code: self._keep(code))
            self.edits[code] = edit
            row, column = divmod(place, 2)
            grid.addWidget(label(_SHORT.get(code, meaning.label), "second"), row, 3 * column)
            grid.addWidget(edit, row, 3 * column + 1)
            grid.addWidget(label(meaning.unit, "caption"), row, 3 * column + 2)
        grid.setColumnStretch(5, 1)
        self.day = self._line(_DAY, tr("化验日期"))
        self.day.returnPressed.connect(self._day_written)
        last = (len(ENTERED_LABS) + 1) // 2
        grid.addWidget(label(tr("化验日期"), "second"), last, 0)
        grid.addWidget(self.day, last, 1, 1, 2)
        self.keep_button = KeyButton(tr("记下"), "", self._keep_all, self, "row")
        grid.addWidget(self.keep_button, last, 3, 1, 2, alignment=Qt.AlignmentFlag.AlignLeft)
        self.said = label("", "", "danger", wrap=True)
        self.said.hide()
        grid.addWidget(self.said, last + 1, 0, 1, 6)

    def _line(self, width: int, name: str) -> QLineEdit:
        edit = LineEdit()
        edit.setProperty("boxed", True)
        edit.setFixedWidth(width)
        edit.setAccessibleName(name)
        edit.installEventFilter(self)
        return edit

    def begin(self, day: date) -> None:
        """Empty fields, the first one waiting; the values are of ``day`` until another is written."""
        self._kept = {}
        for edit in self.edits.values():
            edit.clear()
            self._mark(edit, "")
        self.day.setText(day.isoformat())
        self.said.hide()
        self.show()
        self.edits[ENTERED_LABS[0]].setFocus()

    def _day_written(self) -> None:
        """Back to the figure that waits for its day, else to the first."""
        edit = next((edit for edit in self.edits.values() if edit.text()), self.edits[ENTERED_LABS[0]])
        edit.setFocus()
        edit.selectAll()

    def _keep(self, code: str) -> None:
        edit = self.edits[code]
        problems = self._tell(code, edit.text(), self.day.text()) if edit.text().strip() else []
        self.said.setText(problems[0].text if problems else "")
        self.said.setVisible(bool(problems))
        self._mark(self.day, "invalid" if any(problem.field == "on" for problem in problems) else "")
        self._mark(edit, "invalid" if any(problem.field == code for problem in problems) else "")
        if problems:
            self.grew.emit()
            (self.day if problems[0].field == "on" else edit).setFocus()
            return
        self._kept[code] = edit.text()
        place = ENTERED_LABS.index(code) + 1
        if place < len(ENTERED_LABS):
            self.edits[ENTERED_LABS[place]].setFocus()
        else:
            self.left.emit()

    def _keep_all(self) -> None:
        """For whoever works with the mouse: everything that was written, up to the first that cannot be."""
        for code, edit in self.edits.items():
            if edit.text().strip() and edit.text() != self._kept.get(code):
                self._keep(code)
                if edit.text() != self._kept.get(code):
                    return
        if not self.isHidden():
            self.left.emit()

    def waiting(self) -> QLineEdit | None:
        """The first figure that was written and not kept by its Enter."""
        return next(
            (edit for code, edit in self.edits.items() if edit.text().strip() and edit.text() != self._kept.get(code)),
            None,
        )

    def _mark(self, edit: QLineEdit, state: str) -> None:
        if edit.property("state") != state:
            edit.setProperty("state", state)
            polish(edit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:  # here Esc leaves the fields, not the page
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
