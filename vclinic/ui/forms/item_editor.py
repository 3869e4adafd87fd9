"""One item of a form on the screen, made from its declaration: an editor for each field, the words between them."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from vclinic.domain.dates import weekday
from vclinic.domain.fields import Meaning
from vclinic.forms.document import display, number
from vclinic.forms.spec import FormSpec, Item
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.readings_edit import ReadingsEdit
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import auto_tag, label, relabel, reshape, reveal, shape

_PART = re.compile(r"\{(\w+)\}|([^{}]+)")
_WIDTHS = {"integer": 42, "decimal": 54, "date": 108, "month": 84}
_ASKED_WITH = {"bmi": "height_cm"}  # asked once, in the row that cannot be computed without it
_SHORT = {
    "out_of_bounds": "超出范围",
    "not_a_number": "不是数字",
    "diastolic_not_below": "高低反了",
    "target_above_now": "比现在多",
    "heavier_than_now": "比现在重",
    "jump": "差太多",
    "future": "还没到",
    "before_birth": "早于出生",
    "no_such_date": "没有这天",
    "not_a_date": "不是日期",
}


class Editor(Protocol):
    """What every editor can do."""

    def show_state(self, state: str, tip: str = "") -> None:
        """Show a state of the value."""
        ...


class ItemEditor(QWidget):
    """Editors of one item.

    Signals:
        next_item(bool): go on (True) or back (False); reached(): the focus is in this item;
        more_readings(int): the reading with this index is complete.
    """

    next_item = Signal(bool)
    reached = Signal()
    reading_done = Signal(int)

    def __init__(self, form: FormSpec, item: Item, state: FormState) -> None:
        super().__init__()
        self.item = item
        self._form = form
        self._state = state
        self._known = form.meanings
        self.editors: dict[str, QWidget] = {}
        self._showers: dict[str, Callable[[Any], None]] = {}
        self._computed: dict[str, QLabel] = {}
        self.fields = item.fields
        asked = _ASKED_WITH.get(item.fields[0], "")
        if asked in form.cockpit and not state.values.get(asked):
            self.fields = (asked, *item.fields)
        self._beside: list[tuple[str, QWidget]] = []
        self._wrong: tuple[QLabel, QLabel] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(5)
        self._row = row
        if item.fields[0] == "sbp":
            self._add_readings()
        else:
            self._add_parts(item)
        for name in self.fields:
            self.refresh(name)

    def _add_parts(self, item: Item) -> None:
        for name in self.fields:
            if name not in item.fields:
                self._row.addWidget(label(self._known[name].label, "second"))
                self._add(name)
                self._row.addWidget(label(self._known[name].unit, "second"))
        for found in _PART.finditer(item.screen or item.pattern):
            if found[1]:
                self._add(found[1])
            elif found[2].strip() and (self.fields == item.fields or len(found[2].strip()) == 1):
                self._row.addWidget(label(found[2].strip(), "second"))
        if not any(self._known[name].kind in ("text", "codes") for name in item.fields):
            self._row.addStretch(1)
            if not item.screen:
                self._wrong = (shape("", 16), label("", "caption"))
                for each in self._wrong:
                    self._row.addWidget(each)

    def _show_wrong(self) -> None:
        """What is wrong in a few letters beside the value; the whole sentence is in the tool tip."""
        if self._wrong is None:
            return
        found = next((self._state.problems[name] for name in self.fields if name in self._state.problems), None)
        level = "danger" if found is not None else "warn"
        found = found or next((self._state.implausible[n] for n in self.fields if n in self._state.implausible), None)
        words = _SHORT.get(found.code, "") if found is not None else ""
        reshape(self._wrong[0], level if words else "")
        relabel(self._wrong[1], words, level)
        reveal(self._wrong[1], bool(words))

    def _add(self, name: str) -> None:
        meaning = self._known[name]
        if name in self._form.computed:
            self._add_computed(name, meaning)
        elif meaning.kind == "code" and meaning.codes is not None:
            numbered = meaning.codes.name != "salt_level"
            group = OptionGroup(meaning.codes, numbered=numbered, name=meaning.label)
            self._wire_group(name, group, single=True)
            self._row.addWidget(group)
        elif meaning.kind == "codes" and meaning.codes is not None:
            group = OptionGroup(meaning.codes, multiple=True, columns=5, name=meaning.label)
            self._wire_group(name, group, single=False)
            self._row.addWidget(group, 1)
        else:
            edit = ValueEdit(meaning, _WIDTHS.get(meaning.kind, 0))
            edit.typed.connect(lambda text: self._state.put(name, text))
            edit.full.connect(lambda: self._advance(name))
            edit.entered.connect(lambda forward: self._enter(name, forward=forward))
            edit.reached.connect(self.reached)
            self.editors[name] = edit
            self._row.addWidget(edit, 1 if meaning.kind == "text" else 0)
            self._showers[name] = lambda value: self._show_text(edit, meaning, value)
            if meaning.kind == "date":
                self._day = label("", "second")
                self._row.addWidget(self._day)
        if name in ("adr_text", "symptom_other"):
            self._beside.append(("2" if name == "adr_text" else "10", self.editors[name]))

    def _wire_group(self, name: str, group: OptionGroup, *, single: bool) -> None:
        def choose(codes: tuple[str, ...]) -> None:
            self._state.put(name, codes[0] if single else codes)

        def show(value: Any) -> None:
            group.show_codes((value,) if single else tuple(value or ()))

        group.chosen.connect(choose)
        group.complete.connect(lambda: self._advance(name))
        group.entered.connect(lambda forward: self._enter(name, forward=forward))
        group.reached.connect(self.reached)
        self.editors[name] = group
        self._showers[name] = show

    def _add_computed(self, name: str, meaning: Meaning) -> None:
        first = name == self.fields[0]
        if first and name != "doctor":
            self._row.addWidget(auto_tag("自动"))
        shown = label("—", "strong" if name in ("visit_class", "next_visit_date") else "")
        self._computed[name] = shown
        self._row.addWidget(shown)
        self._showers[name] = lambda value: relabel(shown, _computed_words(meaning, value))

    def _add_readings(self) -> None:
        readings = self.readings = ReadingsEdit(self._known["sbp"], self._known["dbp"])
        readings.typed.connect(lambda pairs: self._state.put("bp_readings", pairs))
        readings.complete.connect(self.reading_done)
        readings.entered.connect(self.next_item)
        readings.reached.connect(self.reached)
        self.editors["bp_readings"] = readings
        self._showers["bp_readings"] = lambda value: readings.show_pairs(value or ())
        self._row.addWidget(readings, 1)

    def _show_text(self, edit: ValueEdit, meaning: Meaning, value: Any) -> None:
        if value is None:
            text = ""
        elif isinstance(value, float):
            text = number(value, meaning.decimals)
            text = text.removesuffix(".0") if meaning.unit == "两" else text
        else:
            text = value.isoformat() if isinstance(value, date) else str(value)
        if edit.text() != text and not (edit.hasFocus() and _same(edit.text(), value)):
            edit.setText(text)
            edit.setCursorPosition(0)
        if meaning.kind == "date":
            try:
                relabel(self._day, weekday(date.fromisoformat(text)))
            except ValueError:
                relabel(self._day, "")

    def refresh(self, name: str) -> None:
        """Show a field's present value and state."""
        if name in self._showers:
            self._showers[name](self._state.values.get(name))
        editor = self.editors.get(name)
        if isinstance(editor, ValueEdit | OptionGroup | ReadingsEdit):
            editor.show_state(*self._state.state_of(name))
        chosen = self._state.values.get(self.item.fields[0])
        for code, widget in self._beside:
            widget.setVisible(code == chosen or (isinstance(chosen, tuple) and code in chosen))
        self._show_wrong()

    def show_computed(self, name: str, value: Any, level: str = "") -> None:
        """Show a value the machine filled in."""
        if name in self._computed:
            relabel(self._computed[name], _computed_words(self._known[name], value), level)

    def focus_first(self) -> bool:
        """Put the focus on the item's first editor; False when nothing here is written by hand."""
        for editor in self.editors.values():
            if editor.isVisibleTo(self):
                editor.setFocus()
                return True
        return False

    def focus_field(self, name: str) -> bool:
        """Put the focus on one field; readings stand for the pressures."""
        editor = self.editors.get("bp_readings" if name in ("sbp", "dbp") else name)
        if editor is None:
            return False
        editor.setFocus()
        return True

    def _enter(self, name: str, *, forward: bool) -> None:
        if not forward:
            self.next_item.emit(False)
            return
        for each in self.fields:
            self._state.confirm(each)
        self._advance(name)

    def _advance(self, name: str) -> None:
        """To the next field of this item that still needs something, else to the next item."""
        fields = [each for each in self.fields if each in self.editors]
        for following in fields[fields.index(name) + 1 :]:
            editor = self.editors[following]
            empty = self._state.values.get(following) in (None, "", ())
            if (
                empty
                and editor.isVisibleTo(self)
                and (following in self._form.required or following.endswith(("_text", "_other")))
            ):
                editor.setFocus()
                return
        self.next_item.emit(True)


def _computed_words(meaning: Meaning, value: Any) -> str:
    if isinstance(value, date):
        return f"{value} {weekday(value)}"
    return display(meaning, value)


def _same(text: str, value: Any) -> bool:
    try:
        return float(text) == float(value)
    except (TypeError, ValueError):
        return False
