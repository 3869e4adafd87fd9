"""The rows of a form in the order of the paper: two items a row, last time's value beside each, remarks under the row."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.forms.document import EMPTY, last_text
from vclinic.forms.spec import Item, Lines, Section
from vclinic.forms.together import Block
from vclinic.ui.forms.columns import ROW, Columns
from vclinic.ui.forms.entry_lines import EntryLine, EntryLines
from vclinic.ui.forms.form_half import FormHalf
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.item_editor import ItemEditor
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class FormRows:
    """Lays out blocks one after another into ``column``.

    Attributes:
        items, groups: the editors, and the items written in lines.
        order: what Enter walks through: item editors and lines.
        halves: every cell. captions: merged captions and their rows.
    """

    def __init__(self, column: QVBoxLayout, state: FormState, remarks: Mapping[str, str]) -> None:
        self.items: list[ItemEditor] = []
        self.groups: list[EntryLines] = []
        self.order: list[ItemEditor | EntryLine] = []
        self.halves: list[FormHalf] = []
        self.captions: list[tuple[str, list[QWidget]]] = []
        self._gaps: list[QWidget] = []
        self._notes: dict[str, tuple[Note, Any]] = {}
        self._column = column
        self._state = state
        self._remarks = remarks

    def fit(self, columns: Columns) -> None:
        """Take the widths."""
        for half in self.halves:
            half.fit(columns)
        for gap in self._gaps:
            gap.setFixedWidth(columns.gap)

    def add_section(self, block: Block, section: Section) -> None:
        """Add a section's rows."""
        rows: list[QWidget] = []
        waiting: list[FormHalf] = []
        noted: list[Item] = []
        last = block.own_values(self._state.last)
        for item in section.items:
            noted.append(item)
            if item.lines is not None:
                rows += [*self._flush(waiting), *self._add_lines(block, item, item.lines)]
            elif item.wide:
                rows += [*self._flush(waiting), self._add_row([self._half(block, item, last)])]
            else:
                waiting.append(self._half(block, item, last))
                rows += self._flush(waiting) if len(waiting) == 2 else []
            rows += self._take_notes(block, noted) if not waiting else []
        rows += [*self._flush(waiting), *self._take_notes(block, noted)]
        self.captions.append((section.title, rows))

    def _flush(self, waiting: list[FormHalf]) -> list[QWidget]:
        if not waiting:
            return []
        row = self._add_row(list(waiting))
        waiting.clear()
        return [row]

    def _half(self, block: Block, item: Item, last: Mapping[str, Any]) -> FormHalf:
        editor = ItemEditor(block, item, self._state)
        self.items.append(editor)
        self.order.append(editor)
        before = last_text(block.form, item, last) if last else EMPTY
        tall = item.wide and any(block.form.meanings[name].kind == "codes" for name in item.fields)
        half = FormHalf(item.on_screen or item.caption, editor, before, wide=item.wide, height=2 * ROW if tall else ROW)
        self.halves.append(half)
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
        self._column.addWidget(row)
        return row

    def _add_lines(self, block: Block, item: Item, lines: Lines) -> list[QWidget]:
        group = EntryLines(block, item, lines, self._state, self._column.parentWidget())
        self.groups.append(group)
        halves: list[FormHalf] = []
        for caption, line in zip(lines.captions, group.lines, strict=True):
            half = FormHalf(caption, line, "", wide=False, height=ROW)
            half.last.hide()
            halves.append(half)
        self.order += group.lines
        self.halves += halves
        return [self._add_row(halves[start : start + 2]) for start in range(0, len(halves), 2)]

    def _take_notes(self, block: Block, items: list[Item]) -> list[QWidget]:
        """Remarks stand under the whole row, so that its two items stay together."""
        notes = [note for item in items if (note := self._note(block, item)) is not None]
        items.clear()
        return list(notes)

    def _note(self, block: Block, item: Item) -> Note | None:
        remarked = [name for name in item.fields if block.keys[name] in self._remarks]
        if not remarked:
            return None
        remark = "；".join(self._remarks[block.keys[name]] for name in remarked)
        note = Note("info", f"{tr('卫生院退回')} · {item.caption}：{remark}")  # one line: the form keeps its place
        for name in remarked:
            key = block.keys[block.form.stands_for.get(name, name)]  # a mean is corrected in its readings
            self._notes[key] = (note, self._state.values.get(key))
        self._column.addWidget(note)
        return note

    def refresh_note(self, key: str) -> None:
        """A remark goes when its value is changed and comes back with it."""
        if key in self._notes:
            note, returned = self._notes[key]
            note.setVisible(str(self._state.values.get(key)) == str(returned))
