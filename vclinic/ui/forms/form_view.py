"""A declared form on the screen in the order of the paper: two items a row, last time's value beside each, merged
captions in the gutter, the township's remarks under their rows."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.forms.document import EMPTY, item_text
from vclinic.forms.spec import FormSpec, Item
from vclinic.ui.forms.columns import GUTTER, NARROW, ROOMY, ROW
from vclinic.ui.forms.drug_lines import CAPTIONS, DrugLine, as_value
from vclinic.ui.forms.flags_row import FlagsRow
from vclinic.ui.forms.form_half import FormHalf
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.item_editor import ItemEditor
from vclinic.ui.forms.legend import Legend
from vclinic.ui.forms.readings_edit import ReadingsEdit
from vclinic.ui.theme import CAPTION, colour, font
from vclinic.ui.widgets.note import Note


class FormView(QWidget):
    """``flags`` are the yes-or-no answers asked beside the paper, as `FlagsRow` takes them.

    Signals:
        reading_done(int): a pressure reading is complete; the page says where to go.
    """

    reading_done = Signal(int)
    ended = Signal()

    def __init__(
        self,
        form: FormSpec,
        state: FormState,
        last_title: str,
        remarks: Mapping[str, str],
        flags: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        super().__init__()
        self.flags = FlagsRow(flags, state, "F2") if flags else None
        self.form = form
        self.state = state
        self.items: list[ItemEditor] = []
        self.drug_lines: list[DrugLine] = []
        self._halves: list[FormHalf] = []
        self._notes: dict[str, tuple[Note, Any]] = {}
        self._captions: list[tuple[str, list[QWidget]]] = []
        self._gaps: list[QWidget] = []
        self._order: list[QWidget] = []
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(GUTTER, 0, 0, 0)
        self._rows.setSpacing(0)
        self._legend = Legend(last_title, self.flags or QWidget())
        self._rows.addWidget(self._legend)
        if self.flags is not None:
            self.flags.entered.connect(lambda _forward: self.focus_field("sbp"))
        for section in form.sections:
            self._add_section(section.title, section.items, remarks)
        self._rows.addStretch(1)
        self._columns = ROOMY
        self._fit()
        state.changed.connect(self._refresh)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def show_narrow(self, *, narrow: bool) -> None:
        """Draw captions and last time's values closer on a narrow screen."""
        columns = NARROW if narrow else ROOMY
        if columns is not self._columns:
            self._columns = columns
            self._fit()

    def _fit(self) -> None:
        columns = self._columns
        for half in self._halves:
            half.fit(columns)
        for gap in self._gaps:
            gap.setFixedWidth(columns.gap)
        self._legend.fit(columns)

    def _add_section(self, title: str, items: Iterable[Item], remarks: Mapping[str, str]) -> None:
        rows: list[QWidget] = []
        waiting: list[FormHalf] = []
        notes: list[Item] = []
        for item in items:
            if item.fields == ("drugs",):
                rows += self._add_drugs(remarks)
                continue
            half = self._half(item)
            if item.wide:
                rows += [*self._flush(waiting), self._add_row([half])]
            else:
                waiting.append(half)
                if len(waiting) == 2:
                    rows += self._flush(waiting)
            notes.append(item)
            if not waiting:
                rows += self._take_notes(notes, remarks)
        rows += [*self._flush(waiting), *self._take_notes(notes, remarks)]
        self._captions.append((title, rows))

    def _take_notes(self, items: list[Item], remarks: Mapping[str, str]) -> list[QWidget]:
        """Remarks stand under the whole row, so that its two items stay together."""
        found = [note for item in items if (note := self._note(item, remarks)) is not None]
        items.clear()
        return list(found)

    def _flush(self, waiting: list[FormHalf]) -> list[QWidget]:
        if not waiting:
            return []
        made = self._add_row(list(waiting))
        waiting.clear()
        return [made]

    def _half(self, item: Item) -> FormHalf:
        editor = ItemEditor(self.form, item, self.state)
        self.items.append(editor)
        self._order.append(editor)
        editor.next_item.connect(lambda forward: self._go(editor, forward=forward))
        editor.reading_done.connect(self.reading_done)
        last = item_text(self.form, item, self.state.last) if self.state.last else EMPTY
        tall = item.wide and any(self.form.meanings[name].kind == "codes" for name in item.fields)
        caption = item.on_screen or item.caption
        half = FormHalf(caption, editor, last, wide=item.wide, height=2 * ROW if tall else ROW)
        self._halves.append(half)
        return half

    def _add_row(self, halves: list[FormHalf]) -> QWidget:
        row = QFrame()
        row.setObjectName("formrow")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        cells = QHBoxLayout(row)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setSpacing(0)
        for place, half in enumerate(halves):
            if place:
                self._gaps.append(QWidget())
                cells.addWidget(self._gaps[-1])
            cells.addWidget(half)
        cells.addStretch(1)
        self._rows.addWidget(row)
        return row

    def _add_drugs(self, remarks: Mapping[str, str]) -> list[QWidget]:
        parts = self.form.meanings["drugs"].entry
        rows: list[QWidget] = []
        halves: list[FormHalf] = []
        for caption in CAPTIONS:
            line = DrugLine(parts)
            line.typed.connect(self._drugs_typed)
            line.entered.connect(lambda forward, line=line: self._leave_drugs(line, forward=forward))
            self.drug_lines.append(line)
            self._order.append(line)
            half = FormHalf(caption, line, "", wide=False, height=ROW)
            half.last.hide()
            self._halves.append(half)
            halves.append(half)
            if len(halves) == 2:
                rows.append(self._add_row(halves))
                halves = []
        self._show_drugs()
        item = self.form.item_of("drugs")
        note = self._note(item, remarks) if item is not None else None
        return [*rows, note] if note is not None else rows

    def _drugs_typed(self) -> None:
        self.state.put("drugs", as_value(self.drug_lines))

    def _leave_drugs(self, line: DrugLine, *, forward: bool) -> None:
        self.state.confirm("drugs")
        self._go(line, forward=forward)

    def _show_drugs(self) -> None:
        drugs = tuple(self.state.values.get("drugs") or ())
        for place, line in enumerate(self.drug_lines):
            if not any(edit.hasFocus() for edit in line.edits):
                line.show_drug(drugs[place] if place < len(drugs) else None)
            line.show_state(*self.state.state_of("drugs"))

    def _note(self, item: Item, remarks: Mapping[str, str]) -> Note | None:
        texts = [remarks[name] for name in item.fields if name in remarks]
        if not texts:
            return None
        note = Note("info", f"卫生院退回 · {item.caption}：{'；'.join(texts)}")  # one line: the form keeps its place
        for name in item.fields:
            if name in remarks:
                written = "bp_readings" if name in ("sbp", "dbp") else name  # a mean is corrected in its readings
                self._notes[written] = (note, self.state.values.get(written))
        self._rows.addWidget(note)
        return note

    def _refresh(self, name: str) -> None:
        if name == "drugs":
            self._show_drugs()
        for item in self.items:
            if name in item.fields:
                item.refresh(name)
        if self.flags is not None:
            self.flags.show_values()
        if name in self._notes:
            note, returned = self._notes[name]
            note.setVisible(str(self.state.values.get(name)) == str(returned))

    def refresh_states(self) -> None:
        """Show every field's state again after a judgement."""
        for item in self.items:
            for name in item.fields:
                item.refresh(name)
        for line in self.drug_lines:
            line.show_state(*self.state.state_of("drugs"))

    def item(self, name: str) -> ItemEditor | None:
        """The item a field is written in."""
        return next((item for item in self.items if name in item.item.fields or name in item.editors), None)

    def readings(self) -> ReadingsEdit:
        """The pressure readings."""
        found = self.item("bp_readings")
        if found is None:
            raise LookupError("bp_readings")
        return found.readings

    def focus_field(self, name: str) -> bool:
        """Put the focus where a field is written."""
        if name == "drugs" and self.drug_lines:
            self.drug_lines[0].name.setFocus()
            return True
        item = self.item(name)
        return item is not None and item.focus_field(name)

    def current_field(self) -> str:
        """The field the focus is in; empty for none."""
        focused = QApplication.focusWidget()
        for item in self.items:
            for name, editor in item.editors.items():
                if focused is editor or (focused is not None and editor.isAncestorOf(focused)):
                    return name
        return "drugs" if any(focused in line.edits for line in self.drug_lines) else ""

    def _go(self, origin: QWidget, *, forward: bool) -> None:
        order = self._order if forward else self._order[::-1]
        for widget in order[order.index(origin) + 1 :]:
            if isinstance(widget, ItemEditor):
                if widget.focus_first():
                    return
            elif isinstance(widget, DrugLine):
                empty_before = [line for line in self.drug_lines if line.value() is None]
                if widget.value() is None and empty_before and widget is not empty_before[0]:
                    continue
                widget.name.setFocus()
                return
        if forward:
            self.ended.emit()

    def after(self, name: str) -> None:
        """Go on from a field as Enter does."""
        item = self.item(name)
        if item is not None:
            self._go(item, forward=True)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for half in self._halves:
            half.activate(new is not None and half.isAncestorOf(new))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(font(CAPTION))
        for title, rows in self._captions:
            shown = [row for row in rows if row.isVisible()]
            if not shown:
                continue
            top, bottom = shown[0].geometry().top(), shown[-1].geometry().bottom()
            area = QRect(0, top, GUTTER - 1, bottom - top + 1)
            painter.fillRect(area, colour("surface_3"))
            painter.setPen(QPen(colour("line_2")))
            painter.drawLine(0, bottom, self.width(), bottom)
            if title:
                painter.setPen(QPen(colour("ink_2")))
                height = 15 * len(title)
                start = area.center().y() - height // 2
                for place, character in enumerate(title):
                    box = QRect(0, start + 15 * place, GUTTER - 1, 15)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, character)
