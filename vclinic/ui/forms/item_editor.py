"""One item of a form on the screen, made from its declaration: an editor for each field, the words between them."""

import re
from datetime import date
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from vclinic.domain.dates import weekday
from vclinic.domain.fields import Meaning
from vclinic.forms.document import display
from vclinic.forms.spec import Item
from vclinic.forms.together import Block
from vclinic.ui.forms.burst import BURST
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.registry import Made, Place, made_for
from vclinic.ui.widgets.basics import auto_tag, label, relabel, reshape, reveal, shape
from vclinic.ui.words import tr

_PART = re.compile(r"\{(\w+)\}|([^{}]+)")


class ItemEditor(QWidget):
    """Editors of one item. Everything outside speaks of a field by the page's key for it.

    Attributes:
        editors: the widgets that are written in, by key, in order.
        keys: of every field the item stands for, what is asked with it included.
        watched: keys whose change is to be shown here.

    Signals:
        next_item(bool, bool): go on (True) or back (False); whether by itself, without Enter.
        reached(): the focus is in this item. measured(int): one of several measurements is complete.
    """

    next_item = Signal(bool, bool)
    reached = Signal()
    measured = Signal(int)

    def __init__(self, block: Block, item: Item, state: FormState) -> None:
        super().__init__()
        self.item = item
        self.block = block
        self._state = state
        self._known = block.form.meanings
        asked = tuple(name for name in item.asked_with if not state.values.get(block.keys[name]))
        self.fields = (*asked, *item.fields)
        self.keys = [block.keys[name] for name in self.fields]
        self.watched = {*self.keys, *(block.keys[rule.of] for rule in item.shown_when)}
        of = block.keys
        self._written_in = {of[name]: of[source] for name, source in block.form.stands_for.items()}
        needed = {of[name] for name in (*block.form.required, *(rule.field for rule in item.shown_when))}
        self._needed = {self._written_in.get(key, key) for key in needed}
        self.editors: dict[str, QWidget] = {}
        self._made: dict[str, Made] = {}
        self._computed: dict[str, QLabel] = {}
        self._fresh = ""  # the empty field the focus came to by itself
        self._wrong: tuple[QLabel, QLabel] | None = None
        self._tag: QLabel | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(5)
        self._row = row
        self._add_parts(asked)
        for key in self.keys:
            self.refresh(key)

    def _add_parts(self, asked: tuple[str, ...]) -> None:
        for name in asked:
            self._row.addWidget(label(self._known[name].label, "second"))
            self._add(name)
            self._row.addWidget(label(self._known[name].unit, "second"))
        for name, text in _PART.findall(self.item.screen or self.item.pattern):
            if name:
                self._add(name)
            elif text.strip() and (not asked or len(text.strip()) == 1):
                self._row.addWidget(label(text.strip(), "second"))
        if not any(made.stretch for made in self._made.values()):
            self._row.addStretch(1)
            if not self.item.screen:
                self._wrong = (shape("", 16), label("", "caption"))
                for widget in self._wrong:
                    self._row.addWidget(widget)

    def _add(self, name: str) -> None:
        key = self.block.keys[name]
        if name in self.block.form.computed:
            self._add_computed(name, key)
            return
        made = self._made[key] = made_for(
            Place(
                form=self.block.form,
                item=self.item,
                name=name,
                put=lambda value: self._state.put(key, value),
                entered=lambda forward: self._enter(key, forward=forward),
                full=lambda: self._advance(key, by_itself=True),
                measured=self.measured.emit,
                reached=self._reach,
            )
        )
        self.editors[key] = made.widget
        self._row.addWidget(made.widget, int(made.stretch))
        if made.after is not None:
            self._row.addWidget(made.after)

    def _add_computed(self, name: str, key: str) -> None:
        if name == self.item.fields[0] and self.item.auto:
            self._tag = auto_tag(tr("自动"))
            self._row.addWidget(self._tag)
        shown = label("—", "strong" if self.item.strong else "")
        self._computed[key] = shown
        self._row.addWidget(shown)

    def refresh(self, key: str) -> None:
        """Show a field's present value and state."""
        value = self._state.values.get(key)
        if key in self._computed:
            self.show_computed(key, value)
        made = self._made.get(key)
        if made is not None:
            made.show(value)
            made.show_state(*self._state.state_of(key))
        for rule in self.item.shown_when:
            answer: Any = self._state.values.get(self.block.keys[rule.of])
            chosen = set(cast("tuple[str, ...]", answer)) if isinstance(answer, tuple) else {answer}
            self.editors[self.block.keys[rule.field]].setVisible(not chosen.isdisjoint(rule.codes))
        self._show_wrong()

    def _show_wrong(self) -> None:
        """What is wrong in a few letters beside the value; the whole sentence is in the tool tip."""
        if self._wrong is None:
            return
        problem = next((self._state.problems[key] for key in self.keys if key in self._state.problems), None)
        level = "danger" if problem is not None else "warn"
        doubts = (self._state.implausible[key] for key in self.keys if key in self._state.implausible)
        problem = problem or next(doubts, None)
        text = problem.short if problem is not None else ""
        reshape(self._wrong[0], level if text else "")
        relabel(self._wrong[1], text, level)
        reveal(self._wrong[1], bool(text))

    def show_overruled(self, *, overruled: bool) -> None:
        """The machine filled it in, or the doctor decided otherwise."""
        if self._tag is not None:
            self._tag.setText(tr("改判") if overruled else tr("自动"))

    def show_computed(self, key: str, value: Any, level: str | None = None) -> None:
        """Show a value the machine filled in."""
        if key in self._computed:
            name = self.fields[self.keys.index(key)]
            relabel(self._computed[key], _computed_words(self._known[name], value), level)

    def focus_first(self, *, by_itself: bool = False) -> bool:
        """Put the focus on the item's first editor; False when nothing here is written by hand."""
        return any(self._focus(key, by_itself=by_itself) for key in self.editors)

    def _focus(self, key: str, *, by_itself: bool) -> bool:
        if not self.editors[key].isVisibleTo(self):
            return False
        self.editors[key].setFocus()
        if by_itself and self._wants(key):
            self._fresh = key
        return True

    def focus_field(self, key: str) -> bool:
        """Put the focus where a field is written: a mean in its readings."""
        editor = self.editors.get(key) or self.editors.get(self._written_in.get(key, ""))
        if editor is None:
            return False
        editor.setFocus()
        return True

    def _reach(self) -> None:
        self._fresh = ""
        self.reached.emit()

    def _enter(self, key: str, *, forward: bool) -> None:
        if not forward:
            self.next_item.emit(False, False)
            return
        if self._fresh == key and self._wants(key):
            self._fresh = ""  # Enter by habit, after a figure that had already gone on: the field has not been seen yet
            return
        for own in self.keys:
            self._state.confirm(own)
        self._advance(key, by_itself=False)

    def _advance(self, key: str, *, by_itself: bool) -> None:
        """To the next field of this item that still needs something, else to the next item."""
        if by_itself:
            BURST.begin()
        keys = list(self.editors)
        for following in keys[keys.index(key) + 1 :]:
            if self._wants(following) and self._focus(following, by_itself=by_itself):
                return
        self.next_item.emit(True, by_itself)

    def _wants(self, key: str) -> bool:
        """An empty field that must not stay so: required, or asked because of another answer."""
        return key in self._needed and self._state.values.get(key) in (None, "", ())


def _computed_words(meaning: Meaning, value: Any) -> str:
    if isinstance(value, date):
        return f"{value} {weekday(value)}"
    return display(meaning, value)
