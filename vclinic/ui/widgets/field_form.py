"""A short form of single lines: caption, line, and a sentence under the line that is wrong."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from vclinic.domain.problem import Problem
from vclinic.ui.widgets.basics import label, polish, relabel, reveal
from vclinic.ui.widgets.line_edit import LineEdit

CAPTION_WIDTH = 132


class FieldForm(QWidget):
    """Lines by name, in the order they were added; Enter goes on, at the last one it hands the form in.

    Signals:
        finished(): Enter in the last line.
        edited(str): the name of a line that was typed in.
    """

    finished = Signal()
    edited = Signal(str)

    def __init__(self, caption_width: int = CAPTION_WIDTH, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, caption_width)
        self._grid.setColumnStretch(1, 1)
        self.edits: dict[str, QLineEdit] = {}
        self._tails: dict[str, tuple[QLabel, str]] = {}

    def add(
        self, name: str, caption: str, hint: str = "", *, secret: bool = False, width: int = 0, length: int = 60
    ) -> QLineEdit:
        """A line. ``hint`` is the grey sentence under it; ``secret`` hides what is typed; ``width`` 0 fills the form."""
        edit = LineEdit()
        edit.setProperty("boxed", True)
        edit.setMaxLength(length)
        edit.setAccessibleName(caption)
        if secret:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        if width:
            edit.setFixedWidth(width)
        row = self._grid.rowCount()
        caption_label = label(caption, "second")
        caption_label.setBuddy(edit)
        self._grid.addWidget(caption_label, row, 0)
        self._grid.addWidget(edit, row, 1, Qt.AlignmentFlag.AlignLeft if width else Qt.AlignmentFlag(0))
        tail = label(hint, "caption", wrap=True)
        self._grid.addWidget(tail, row + 1, 1)
        self._grid.setRowMinimumHeight(row + 1, 8)
        reveal(tail, bool(hint))
        tail.setVisible(bool(hint))
        self._tails[name] = (tail, hint)
        self.edits[name] = edit
        edit.returnPressed.connect(lambda: self._next(name))
        edit.textEdited.connect(partial(self._typed, name))
        return edit

    def _next(self, name: str) -> None:
        names = list(self.edits)
        place = names.index(name) + 1
        if place == len(names):
            self.finished.emit()
        else:
            self.edits[names[place]].setFocus()

    def _typed(self, name: str, _text: str) -> None:
        self._show(name, "")
        self.edited.emit(name)

    def text(self, name: str) -> str:
        """What a line says, without the blanks around it; a hidden line is taken as it is."""
        edit = self.edits[name]
        return edit.text() if edit.echoMode() == QLineEdit.EchoMode.Password else edit.text().strip()

    def hint(self, name: str, text: str) -> None:
        """Change the grey sentence under a line."""
        tail, _ = self._tails[name]
        self._tails[name] = (tail, text)
        self._show(name, "")

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put each sentence under its line and the cursor in the first wrong one."""
        wrong = {problem.field: problem.text for problem in reversed(list(problems))}
        for name in self.edits:
            self._show(name, wrong.get(name, ""))
        first = next((name for name in self.edits if name in wrong), "")
        if first:
            self.edits[first].setFocus()
            self.edits[first].selectAll()

    def problem(self, name: str) -> str:
        """The sentence under a wrong line; empty when it is not wrong."""
        tail, hint = self._tails[name]
        return tail.text() if tail.text() != hint else ""

    def clear(self) -> None:
        """Empty every line."""
        for name, edit in self.edits.items():
            edit.clear()
            self._show(name, "")

    def _show(self, name: str, wrong: str) -> None:
        tail, hint = self._tails[name]
        relabel(tail, wrong or hint, "danger" if wrong else "")
        tail.setVisible(bool(wrong or hint))
        edit = self.edits[name]
        edit.setProperty("state", "invalid" if wrong else "")
        polish(edit)
