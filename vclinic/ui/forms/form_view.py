"""Declared forms on the screen, one under another: what they ask alike is asked once, and Enter walks through all."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from vclinic.forms.together import Block
from vclinic.ui.forms.columns import GUTTER, NARROW, ROOMY
from vclinic.ui.forms.entry_lines import EntryLine, EntryLines
from vclinic.ui.forms.flags_row import FlagsRow
from vclinic.ui.forms.form_rows import FormRows
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.gutter import paint_captions
from vclinic.ui.forms.item_editor import ItemEditor
from vclinic.ui.forms.legend import Legend, form_title, meaning_of_looks
from vclinic.ui.forms.readings_edit import ReadingsEdit
from vclinic.ui.widgets.focus_place import give_back


class FormView(QWidget):
    """The forms of one page.

    A visit of one disease is ``FormView([alone(form)], …)``; of several, ``FormView(together([(disease.key,
    disease.form), …]), …)``: the first form whole, then each other form under its title with what it alone asks. All
    values live in one `FormState` by the page's keys, see `vclinic.forms.together`: make its values, last values and
    remarks with `joined`, carried and touched fields with `Block.keyed_names`; judge each form on `Block.own_values`,
    and give the state the problems of all with `Block.problems`. With one form every key is the field's name.

    Args:
        blocks: the forms. state: their values.
        last_titles: one for each block, over last time's values (上次 11-10).
        remarks: the township's remarks, by key.
        flags: for each block the yes-or-no answers asked beside its paper, as `FlagsRow` takes them.
        first: key of the field a visit begins with; Enter leads there from the flags.

    Signals:
        reading_done(int): a reading is complete; the page says where to go. figure_left(): one was changed and left.
        ended(): Enter after the last field. wanted(): the focus is about to come here.
    """

    reading_done = Signal(int)
    figure_left = Signal()
    ended = Signal()
    wanted = Signal()
    _last_focus: QWidget | None = None

    def __init__(
        self,
        blocks: Sequence[Block],
        state: FormState,
        last_titles: Sequence[str],
        remarks: Mapping[str, str],
        flags: Sequence[Sequence[tuple[str, str, str]]] = (),
        first: str = "",
    ) -> None:
        super().__init__()
        self.flag_rows = [FlagsRow(asked, state, "F2") if asked else None for asked in flags or [()] * len(blocks)]
        self.blocks = tuple(blocks)
        self.state = state
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(GUTTER, 0, 0, 0)
        column.setSpacing(0)
        self._rows = FormRows(column, state, remarks)
        self._heads: list[Legend] = []
        for block, last_title, flag_row in zip(blocks, last_titles, self.flag_rows, strict=True):
            heading = form_title(block.form.title) if self._heads else meaning_of_looks()
            self._heads.append(Legend(heading, last_title, flag_row or QWidget()))
            column.addWidget(self._heads[-1])
            for section in block.sections:
                self._rows.add_section(block, section)
        column.addStretch(1)
        self._wire(first)
        self._columns = ROOMY
        self._fit()
        state.changed.connect(self._refresh)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _wire(self, first: str) -> None:
        for row in self.flag_rows:
            if row is not None:
                row.entered.connect(lambda _forward: self.focus_field(first))
        for item in self.items:
            item.next_item.connect(
                lambda forward, by_itself, item=item: self._go(item, forward=forward, by_itself=by_itself)
            )
            item.measured.connect(self.reading_done)
        for group in self.groups:
            group.left.connect(lambda line, forward: self._go(line, forward=forward))
        for readings in self._all_readings():
            readings.left.connect(self.figure_left)

    @property
    def flags(self) -> FlagsRow | None:
        """The first form's answers beside the paper."""
        return self.flag_rows[0]

    def next_flags(self) -> None:
        """Put the focus on the answers beside the papers, one form after the other."""
        rows = [row for row in self.flag_rows if row is not None]
        if rows:
            here = next((place for place, row in enumerate(rows) if row.group.hasFocus()), -1)
            rows[(here + 1) % len(rows)].setFocus()

    @property
    def items(self) -> Sequence[ItemEditor]:
        """Every item that is not written in lines, in order."""
        return self._rows.items

    @property
    def groups(self) -> Sequence[EntryLines]:
        """Every item that is written in lines, in order."""
        return self._rows.groups

    def show_narrow(self, *, narrow: bool) -> None:
        """Draw captions and last time's values closer on a narrow screen."""
        columns = NARROW if narrow else ROOMY
        if columns is not self._columns:
            self._columns = columns
            self._fit()

    def _fit(self) -> None:
        self._rows.fit(self._columns)
        for head in self._heads:
            head.fit(self._columns)

    def _refresh(self, key: str) -> None:
        for group in self.groups:
            if group.key == key:
                group.show_value()
        for item in self.items:
            if key in item.watched:
                item.refresh(key)
        for row in self.flag_rows:
            if row is not None:
                row.show_values()
        self._rows.refresh_note(key)

    def refresh_states(self) -> None:
        """Show every field's state again after a judgement."""
        for item in self.items:
            for key in item.keys:
                item.refresh(key)
        for group in self.groups:
            group.show_state()

    def item(self, key: str) -> ItemEditor | None:
        """The item a field is written in."""
        return next((item for item in self.items if key in item.keys), None)

    def lines(self, key: str) -> EntryLines | None:
        """The lines a field is written in."""
        return next((group for group in self.groups if group.key == key), None)

    def readings(self) -> ReadingsEdit:
        """The readings of the first form that takes any.

        Raises:
            LookupError: none does; ask `has_readings` before.
        """
        readings = next(iter(self._all_readings()), None)
        if readings is None:
            raise LookupError("no form on this page takes readings")
        return readings

    def has_readings(self) -> bool:
        """Whether a form on this page takes several readings of a measure."""
        return bool(self._all_readings())

    def unfinished(self) -> bool:
        """A reading is being typed: half a figure is no mistake yet."""
        return any(readings.unfinished() for readings in self._all_readings())

    def _all_readings(self) -> list[ReadingsEdit]:
        return [edit for item in self.items for edit in item.editors.values() if isinstance(edit, ReadingsEdit)]

    def focus_field(self, key: str) -> bool:
        """Put the focus where a field is written."""
        self.wanted.emit()
        group = self.lines(key)
        if group is not None:
            group.lines[0].setFocus()
            return True
        item = self.item(key)
        return item is not None and item.focus_field(key)

    def current_field(self) -> str:
        """Key of the field the focus is in; empty for none."""
        focused = QApplication.focusWidget()
        for item in self.items:
            for key, editor in item.editors.items():
                if focused is editor or (focused is not None and editor.isAncestorOf(focused)):
                    return key
        return next((group.key for group in self.groups if any(line.has_focus() for line in group.lines)), "")

    def focus_again(self) -> bool:
        """Give the focus back to the field it was in last; False when it was in none."""
        if self._last_focus is None or not isValid(self._last_focus):
            return False
        self.wanted.emit()
        give_back(self._last_focus)
        return True

    def _go(self, origin: ItemEditor | EntryLine, *, forward: bool, by_itself: bool = False) -> None:
        order = self._rows.order if forward else self._rows.order[::-1]
        skipped = {line for group in self.groups for line in group.lines if not group.may_stop_at(line)}
        for widget in order[order.index(origin) + 1 :]:
            if isinstance(widget, ItemEditor):
                if widget.focus_first(by_itself=by_itself):
                    return
            elif widget not in skipped:
                widget.setFocus()
                return
        if forward:
            self.ended.emit()

    def after(self, key: str) -> None:
        """Go on from a field as Enter does."""
        item = self.item(key)
        if item is not None:
            self._go(item, forward=True)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new):
            self._last_focus = new
        for half in self._rows.halves:
            half.activate(new is not None and half.isAncestorOf(new))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_captions(painter, self.width(), self._rows.captions)
