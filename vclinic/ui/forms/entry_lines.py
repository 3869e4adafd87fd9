"""An item of several lines (drugs, insulin): each line's parts with the words between them, as the item declares."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

import re
from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.domain.fields import Meaning
from vclinic.forms.document import plain
from vclinic.forms.draft import entry_from
from vclinic.forms.spec import FormSpec, Item, Lines
from vclinic.forms.together import Block
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.registry import written
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label

_PART = re.compile(r"\{(\w+)\}|([^{}]+)")
_FIGURE, _SHORT, _SHORT_TEXT = 30, 58, 20  # a figure; a text of at most so many characters; longer ones share the rest


class EntryLine(QWidget):
    """One line: the first part names it, an empty line is one without any part.

    Signals:
        typed(); entered(bool); reached().
    """

    typed = Signal()
    entered = Signal(bool)
    reached = Signal()

    def __init__(self, parts: Mapping[str, Meaning], pattern: str) -> None:
        super().__init__()
        self.parts: dict[str, ValueEdit] = {}
        self._meanings = dict(parts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for name, text in _PART.findall(pattern):
            if text.strip():
                row.addWidget(label(text.strip(), "second"))
            elif name:
                edit = self.parts[name] = self._edit(name)
                row.addWidget(edit, 0 if edit.maximumWidth() <= _SHORT else 1)
        self.setFocusProxy(self.first)

    @property
    def first(self) -> ValueEdit:
        """The part that names the line."""
        return next(iter(self.parts.values()))

    def _edit(self, name: str) -> ValueEdit:
        meaning = self._meanings[name]
        width = 0 if meaning.max_length > _SHORT_TEXT else _SHORT
        edit = ValueEdit(meaning, width if meaning.kind == "text" else _FIGURE)
        edit.typed.connect(lambda _text: self.typed.emit())
        edit.reached.connect(self.reached)
        edit.entered.connect(lambda forward: self._enter(name, forward=forward))
        return edit

    def _enter(self, name: str, *, forward: bool) -> None:
        """Enter walks through a line that is being written; over an empty or finished one it goes on."""
        names = list(self.parts)
        following = [self.parts[later] for later in names[names.index(name) + 1 :]]
        if forward and following and self.first.text() and not following[0].text():
            following[0].setFocus()
        else:
            self.entered.emit(forward)

    def has_focus(self) -> bool:
        """Whether the line is being written."""
        return any(edit.hasFocus() for edit in self.parts.values())

    def value(self) -> dict[str, str] | None:
        """What is written; None for an empty line."""
        texts = {name: edit.text().strip() for name, edit in self.parts.items()}
        return texts if any(texts.values()) else None

    def show_entry(self, entry: Mapping[str, Any] | None) -> None:
        """Show a line without telling anybody."""
        for name, edit in self.parts.items():
            edit.show_text(written(self._meanings[name], entry.get(name)) if entry is not None else "")

    def show_state(self, state: str, tip: str = "") -> None:
        """The state of the whole line; an empty line has none."""
        for edit in self.parts.values():
            edit.show_state(state if self.value() is not None else "", tip)


class EntryLines(QObject):
    """All lines of one item and the value they make together, as part of ``view``.

    Signals:
        left(EntryLine, bool): Enter, or Shift+Enter, out of a line.
    """

    left = Signal(object, bool)

    def __init__(self, block: Block, item: Item, lines: Lines, state: FormState, view: QObject) -> None:
        super().__init__(view)  # it goes with the view: whoever hears `left` is held until it does
        (self._name,) = item.fields
        self._form: FormSpec = block.form
        self._state = state
        self.item = item
        self.key = block.keys[self._name]
        parts = dict(self._form.meanings[self._name].entry)
        self.lines = [EntryLine(parts, lines.pattern) for _ in lines.captions]
        for line in self.lines:
            line.typed.connect(self._typed)
            line.entered.connect(lambda forward, line=line: self._leave(line, forward=forward))
        self.show_value()

    def _typed(self) -> None:
        """Complete lines go on as the record has them, so that an unchanged list compares equal."""
        typed = [value for line in self.lines if (value := line.value()) is not None]
        self._state.put(self.key, tuple(self._entry(value) for value in typed))

    def _entry(self, line: dict[str, str]) -> Any:
        try:
            return entry_from(self._form, self._name, line)
        except ValueError:
            return line

    def _leave(self, line: EntryLine, *, forward: bool) -> None:
        self._state.confirm(self.key)
        self.left.emit(line, forward)

    def show_value(self) -> None:
        """Show the present value and state; a line that is being written keeps what is typed."""
        entries = tuple(self._state.values.get(self.key) or ())
        for place, line in enumerate(self.lines):
            if not line.has_focus():
                entry = entries[place] if place < len(entries) else None
                line.show_entry(_parts(entry) if entry is not None else None)
        self.show_state()

    def show_state(self) -> None:
        """Show the state of every line."""
        for line in self.lines:
            line.show_state(*self._state.state_of(self.key))

    def may_stop_at(self, line: EntryLine) -> bool:
        """Of the empty lines only the first is worth a stop on the way."""
        empty = [line for line in self.lines if line.value() is None]
        return line not in empty or line is empty[0]


def _parts(entry: Any) -> Mapping[str, Any]:
    """A line's parts by name, whether it is the record's entry or still as typed."""
    if isinstance(entry, Mapping):
        return cast("Mapping[str, Any]", entry)
    return cast("Mapping[str, Any]", plain(entry))
