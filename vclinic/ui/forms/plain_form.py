"""A declared form as a simple two-column page, for the personal information and other long forms."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.document import plain
from vclinic.forms.spec import FormSpec
from vclinic.ui.forms.burst import BURST
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.choice_box import ChoiceBox
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_FEW, _IN_A_ROW = 5, 6
_NARROW_ROOM, _ANY = 630, 16_777_215  # for the options of a narrow form; Qt's own bound of a width
_NUMBER, _NUMBER_WIDTH = 18, 190
_SKIPPED = ("entries", "pairs")


class PlainForm(QWidget):
    """Editors for the items of a form that are written by hand.

    Attributes:
        passed: fields Enter goes past, because something else has filled them in.
        first: the field writing begins with when that is not the paper's first; once
            it is written Enter goes from it to the first one still empty.

    Signals:
        typed(str): a field changed.
    """

    typed = Signal(str)

    def __init__(self, form: FormSpec, hidden: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._form = form
        self._known = form.meanings
        self.editors: dict[str, QWidget] = {}
        self.passed: frozenset[str] = frozenset()
        self.first = ""
        self._tips: dict[str, QLabel] = {}
        self._cells: dict[str, QVBoxLayout] = {}
        self._notes: dict[str, Note] = {}
        self._returned: dict[str, Any] = {}
        self.typed.connect(self._answered)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 8, 16, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._grid = grid
        self._placed: list[tuple[QWidget, QWidget, bool]] = []  # caption, cell, whether it takes the whole width
        self._narrow = False
        for section in form.sections:
            for item in section.items:
                names = [name for name in item.fields if name not in hidden and self._known[name].kind not in _SKIPPED]
                if not names or all(name in form.computed for name in names):
                    continue
                must = "＊" if any(name in form.required for name in names) else ""
                caption = label(f"{item.on_screen or item.caption}{must}", "second")
                self._placed.append((caption, self._cell(names), item.wide or self._is_wide(names)))
        self._lay_out()

    def show_narrow(self, *, narrow: bool) -> None:
        """One item in a row where two have no room: a form is not read sideways."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for group in self.editors.values():
            if isinstance(group, OptionGroup):
                group.lay_out_within(_NARROW_ROOM if narrow else _ANY, _IN_A_ROW)
        self._lay_out()

    def _lay_out(self) -> None:
        row, side = 0, 0
        for caption, cell, whole in self._placed:
            alone = whole or self._narrow
            if alone and side:
                row, side = row + 1, 0
            self._grid.addWidget(caption, row, 2 * side)
            self._grid.addWidget(cell, row, 2 * side + 1, 1, 3 if alone else 1)
            row, side = (row + 1, 0) if alone or side else (row, 1)

    def _is_wide(self, names: list[str]) -> bool:
        kinds = [self._known[name].kind for name in names]
        return "codes" in kinds or kinds.count("code") > 1  # two rows of options do not fit into half a page

    def _cell(self, names: list[str]) -> QWidget:
        made = QWidget()
        cell = QVBoxLayout(made)
        cell.setContentsMargins(0, 0, 0, 0)
        cell.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(6)
        cell.addLayout(row)
        for name in names:
            self._cells[name] = cell
            editor = self._editor(name, self._known[name])
            self.editors[name] = editor
            options = self.editors[names[0]]
            if isinstance(editor, ValueEdit) and isinstance(options, OptionGroup) and self._has_rows(names[0]):
                options.add_beside(editor)
            else:
                row.addWidget(editor, 1 if self._known[name].kind == "text" else 0)
        tip = ElidedLabel("caption")  # one line: what is wrong moves no row; whole in its tool tip and at the foot
        tip.setProperty("level", "danger")
        row.addWidget(tip)
        for name in names:
            self._tips[name] = tip
        if not any(self._known[name].kind == "text" for name in names):
            row.addStretch(1)
        return made

    def _has_rows(self, name: str) -> bool:
        codes = self._known[name].codes
        return codes is not None and len(codes.options) > _IN_A_ROW

    def _go(self, name: str, *, forward: bool) -> None:
        """Enter: on to the next field in the paper's order, or back to the one before."""
        names = list(self.editors) if forward else list(self.editors)[::-1]
        begun = forward and name == self.first and bool(self.values()[name])
        rest = [other for other in names if other != name] if begun else names[names.index(name) + 1 :]
        following = (name for name in rest if name not in self.passed and not (begun and self.values()[name]))
        following_name = next(following, "")
        if following_name:
            self.editors[following_name].setFocus(Qt.FocusReason.TabFocusReason)

    def _go_by_itself(self, name: str) -> None:
        BURST.begin()
        self._go(name, forward=True)

    def _editor(self, name: str, meaning: Meaning) -> QWidget:
        if meaning.kind == "code" and meaning.codes is not None and len(meaning.codes.options) > _FEW:
            box = ChoiceBox()
            box.entered.connect(lambda forward: self._go(name, forward=forward))
            box.addItem("", "")
            for code, text in meaning.codes.options:
                box.addItem(f"{code} {text}", code)
            box.setAccessibleName(meaning.label)
            box.currentIndexChanged.connect(lambda _place: self.typed.emit(name))
            return box
        if meaning.kind in ("code", "codes") and meaning.codes is not None:
            group = OptionGroup(
                meaning.codes,
                multiple=meaning.kind == "codes",
                columns=_IN_A_ROW if self._has_rows(name) else 0,
                name=meaning.label,
            )
            group.chosen.connect(lambda _codes: self.typed.emit(name))
            group.complete.connect(lambda: self._go_by_itself(name))
            group.entered.connect(lambda forward: self._go(name, forward=forward))
            return group
        edit = ValueEdit(meaning, 130 if meaning.kind == "date" else 0)
        if meaning.kind == "text" and meaning.max_length <= _NUMBER:
            edit.setMinimumWidth(_NUMBER_WIDTH)  # an 18-digit number is seen whole beside its sentence
        edit.typed.connect(lambda _text: self.typed.emit(name))
        edit.entered.connect(lambda forward: self._go(name, forward=forward))
        return edit

    def values(self) -> dict[str, Any]:
        """What is written, as typed."""
        values: dict[str, Any] = {}
        for name, editor in self.editors.items():
            if isinstance(editor, ValueEdit):
                values[name] = editor.text().strip()
            elif isinstance(editor, ChoiceBox):
                values[name] = editor.currentData() or ""
            elif isinstance(editor, OptionGroup):
                codes = editor.codes_on()
                values[name] = codes if self._known[name].kind == "codes" else (codes[0] if codes else "")
        return values

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show values without telling anybody."""
        for name, editor in self.editors.items():
            if name not in values:
                continue
            value = plain(values[name])
            editor.blockSignals(True)
            if isinstance(editor, ValueEdit):
                editor.setText("" if value is None else str(value))
                editor.setCursorPosition(0)
            elif isinstance(editor, ChoiceBox):
                editor.setCurrentIndex(max(0, editor.findData(value)))
            elif isinstance(editor, OptionGroup):
                editor.show_codes(tuple(value) if isinstance(value, list | tuple) else (value,))
            editor.blockSignals(False)

    def show_remarks(self, remarks: Mapping[str, str]) -> list[str]:
        """The township's remarks under their fields, each until something else is written there; returns the fields
        that have no place on the page."""
        for note in self._notes.values():
            note.hide()
            note.deleteLater()
        self._notes = {}
        self._returned = {name: value for name, value in self.values().items() if name in remarks}
        for name, text in remarks.items():
            if name in self._cells:
                note = self._notes[name] = Note("info", f"{tr('卫生院退回')}：{text}")
                self._cells[name].addWidget(note)
                note.show()  # a layout does not show what comes into a window that is open
        return [name for name in remarks if name not in self._cells]

    def _answered(self, name: str) -> None:
        """What was wrong is not said any more once something else is written; a remark of the township goes while
        something else stands where it was made."""
        editor = self.editors[name]
        if isinstance(editor, ValueEdit | OptionGroup):
            editor.show_state("")
        relabel(self._tips[name], "")
        if name in self._notes:
            self._notes[name].setVisible(self.values()[name] == self._returned[name])

    def show_problems(self, problems: list[Problem]) -> None:
        """A sentence at each field that is wrong; the focus goes to the first."""
        wrong = {problem.field: problem.text for problem in reversed(problems)}
        shown: set[int] = set()
        for name, editor in self.editors.items():
            if isinstance(editor, ValueEdit | OptionGroup):
                editor.show_state("invalid" if name in wrong else "", wrong.get(name, ""))
            tip = self._tips[name]
            if name in wrong:
                relabel(tip, wrong[name])
                shown.add(id(tip))
            elif id(tip) not in shown:
                relabel(tip, "")
        for problem in problems[:1]:
            if problem.field in self.editors:
                self.editors[problem.field].setFocus()
