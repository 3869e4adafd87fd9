"""The middle of the counter: who it is for, what has to be read first, the lines, what else is taken, and the checks by
eye before anything is handed out."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain.dates import short_day
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.known_of_person import KnownOfPerson
from vclinic.ui.known import said
from vclinic.ui.pages.dispensing.counter_notes import CounterNotes
from vclinic.ui.pages.dispensing.line_table import LineTable
from vclinic.ui.widgets.basics import key_cap, label, relabel, reveal, sex_word
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class Counter(QFrame):
    """Attributes:
    name, who: the person. allergy: in red beside them. reacted: what drugs did, in red below. notes: what has to be read. table: the lines.
    checked: the box of 四查十对.
    """

    def __init__(self, page: QWidget, count: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.name, self.who, self._issued = label("", "title"), label("", "second"), ElidedLabel("caption")
        self.allergy = Note("danger")
        person = _row(16, 8, 16, 8)
        person.addWidget(self.name)
        person.addWidget(self.who)
        person.addWidget(self._issued, 1)
        person.addWidget(self.allergy)
        column.addLayout(person)
        self.reacted = Note("danger")
        column.addWidget(self.reacted)
        self.notes = CounterNotes(page, count)
        column.addWidget(self.notes)
        self.table = LineTable(self.notes.scrolled)
        column.addWidget(self.table, 1)
        self._recent, self._ask = label("", "second", wrap=True), label("", "second", "warn")
        below = _row(16, 4, 16, 4)
        below.addWidget(self._recent, 1)
        below.addWidget(self._ask)
        column.addLayout(below)
        column.addWidget(self._by_eye())

    def _by_eye(self) -> QFrame:
        foot = self._foot = QFrame()
        foot.setObjectName("hintbar")
        four = QHBoxLayout(foot)
        four.setContentsMargins(16, 8, 16, 8)
        self.checked = QCheckBox(tr("四查十对"))
        four.addWidget(self.checked)
        four.addWidget(key_cap("F6"))
        four.addSpacing(6)
        text = tr("处方（科别、姓名、年龄）药品（药名、剂型、规格、数量）配伍（性状、用法用量）合理（诊断）")
        four.addWidget(label(text, "second", wrap=True), 1)
        return foot

    def toggle_checked(self) -> None:
        """F6."""
        if self.checked.isEnabled():
            self.checked.setChecked(not self.checked.isChecked())

    def danger(self) -> str:
        """Allergies and adverse reactions, in one line."""
        return "　".join(filter(None, (self.allergy.text, self.reacted.text)))

    def show_nothing(self) -> None:
        """Without a prescription there is nothing to count or check."""
        for widget in (self.who, self._ask, self._recent):
            relabel(widget, "")
        relabel(self.name, tr("今天没有等着发的处方"))
        relabel(self._issued, tr("写好三处方，就会排到左边来。"))
        self.allergy.say("info", "")
        self.reacted.say("info", "")
        self.notes.show_nothing()
        self.table.show_nothing()
        reveal(self._foot, False)
        self.checked.setEnabled(False)
        self.checked.setChecked(False)

    def show_sheet(
        self, sheet: CounterSheet, known: KnownOfPerson, emergency: str, today: date, reasons: Mapping[int, str]
    ) -> None:
        """A prescription; ``reasons`` are those already written for giving less, by line."""
        reveal(self._foot, True)
        self.checked.setEnabled(True)
        resident = sheet.resident.resident
        relabel(self.name, resident.name)
        relabel(self.who, f"{sex_word(resident.sex_code)} · {sheet.resident.age} {tr('岁')} · {resident.address}")
        valid = f"{tr('当日有效；诊断')}：{sheet.diagnosis}"
        relabel(self._issued, f"{tr('开方')} {sheet.issued_at:%H:%M} {sheet.doctor_name}，{valid}")
        self.allergy.say("danger", f"{tr('过敏')}：{sheet.allergies}" if sheet.allergies else "")
        reactions = "、".join(known.reactions)
        self.reacted.say("danger", f"{tr('不良反应')}：{reactions}" if reactions else "")
        self.notes.show_sheet(sheet, known, emergency)
        self.table.show_sheet(sheet, today, reasons)
        answer, ask = said.line(known)
        told = ask or (answer if not known.medicines else "")
        relabel(self._ask, f"{tr('别处的药')}　{told}" if told else "", "warn" if ask else "")
        recent = [f"{short_day(day, today)}  {text}（{left}）" for day, text, left, _ in sheet.recent]
        relabel(self._recent, f"{tr('近期领药')}　{'　'.join(recent)}" if recent else "")


def _row(left: int, top: int, right: int, bottom: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(left, top, right, bottom)
    row.setSpacing(12)
    return row
