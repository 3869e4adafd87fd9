"""The diet and exercise columns: computed figures with their sum, every line the doctor's to change."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from vclinic.domain.prescription import Check, DietItem, ExerciseAdvice
from vclinic.ui.pages.prescriptions.column import Column
from vclinic.ui.pages.prescriptions.wrapped_edit import WrappedEdit
from vclinic.ui.widgets.basics import auto_tag, label, line, polish
from vclinic.ui.widgets.figure_edit import FigureEdit
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_CAPTION = 62
_FIRST = 4  # what is not advised and matters most, in bold


def _line(text: str, name: str, changed: Callable[[str], Any], *, carried: bool = False) -> WrappedEdit:
    edit = WrappedEdit(text, name, state="carried" if carried else "")
    edit.typed.connect(changed)
    return edit


def _figure(value: int, name: str, changed: Callable[[str], Any]) -> QLineEdit:
    edit = FigureEdit(str(value))
    edit.setAccessibleName(name)
    edit.setFixedWidth(44)

    def typed(text: str) -> None:
        edit.setProperty("state", "changed")
        polish(edit)
        changed(text)

    edit.textEdited.connect(typed)
    return edit


def _row(
    caption: str, *widgets: QWidget, explain: str = "", auto: bool = False, more: tuple[QWidget, ...] = ()
) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 1, 0, 0)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.setSpacing(6)
    name = label(caption, "second")
    name.setFixedWidth(_CAPTION)
    name.setContentsMargins(0, 3, 0, 0)
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    wide = [widget for widget in widgets if isinstance(widget, WrappedEdit) or _wraps(widget)]
    for widget in widgets:
        if _wraps(widget):
            widget.setContentsMargins(0, 3, 0, 3)
        row.addWidget(widget, 1 if widget in wide else 0)
    if not wide:
        row.addStretch(1)
    column.addLayout(row)
    if explain:
        second = QHBoxLayout()
        second.setContentsMargins(0, 0, 0, 1)  # from the caption on: most causes then take one line
        second.setSpacing(6)
        if auto:
            second.addWidget(auto_tag(tr("自动")), 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(label(explain, "caption", wrap=True), 1)
        for widget in more:
            second.addWidget(widget)
        column.addLayout(second)
    column.addWidget(line())
    return made


def _wraps(widget: QWidget) -> bool:
    return isinstance(widget, QLabel) and widget.wordWrap()


class DietColumn(Column):
    """Attributes:
    items: the lines as they stand. not_advised: what the person is told not to do, shown above them.
    people, asked: how many eat from one pot, and whether somebody was asked.
    """

    def __init__(self, changed: Callable[[], Any], ate: Callable[[str], Any]) -> None:
        super().__init__(tr("饮食处方"), "food", "Ctrl+2", self.add)
        self._changed = changed
        self._ate = ate
        self.people, self.asked = 1, False
        self.items: list[DietItem] = []
        self.not_advised: tuple[str, ...] = ()

    def show_items(self, items: tuple[DietItem, ...]) -> None:
        """Show the lines."""
        self.items = list(items)
        self.clear()
        if self.not_advised:
            first, more = self.not_advised[:_FIRST], self.not_advised[_FIRST:]
            self.body.addWidget(Note("warn", "；".join(first), "；".join(more)))
        for place, item in enumerate(items):
            carried = item.origin not in ("auto", "doctor")
            edit = _line(item.text, item.label, lambda text, place=place: self._retext(place, text), carried=carried)
            pot = self._pot() if item.item_code == "salt" else ()
            self.body.addWidget(_row(item.label, edit, explain=item.explain, auto=item.origin == "auto", more=pot))
        self.body.addStretch(1)

    def _pot(self) -> tuple[QWidget, ...]:
        """How many eat together: the record counts only who is registered here."""
        self.eaters = edit = _figure(self.people, tr("几口人一起吃饭"), lambda _text: None)
        edit.setMaxLength(2)
        edit.editingFinished.connect(self._told)
        edit.setStyleSheet("QLineEdit { min-height: 16px; max-height: 16px; padding: 0; }")  # in the line of the sum
        edit.setFixedWidth(26)
        edit.setToolTip(tr("几口人一起吃饭"))
        unit = label(tr("人"), "caption") if self.asked else label(tr("还没问"), "caption", "warn")
        return edit, unit

    def _told(self) -> None:
        text = self.eaters.text().strip()
        if text != str(self.people) or (not self.asked and self.eaters.property("state") == "changed"):
            self._ate(text)

    def follow(self, items: tuple[DietItem, ...], not_advised: tuple[str, ...]) -> None:
        """Show lines again that the drugs have changed, brought or taken away, and what is not advised above them. A line
        emptied by hand stays empty."""
        fresh = {item.item_code: item for item in items}
        here = {item.item_code for item in self.items}
        renewed = [fresh.get(item.item_code, item) for item in self.items if item.item_code in fresh or not item.text]
        renewed += [item for item in items if item.item_code not in here]
        if renewed != self.items or not_advised != self.not_advised:
            self.not_advised = not_advised
            self.show_items(tuple(renewed))

    def add(self) -> None:
        """A line of the doctor's own."""
        number = sum(1 for item in self.items if item.item_code.startswith("doctor")) + 1
        self.items.append(
            DietItem(
                f"doctor{number}",
                tr("医生加"),
                op="text",
                value=None,
                high=None,
                unit="",
                text="",
                explain="",
                origin="doctor",
            )
        )
        self.show_items(tuple(self.items))
        self.last_edit().setFocus()

    def _retext(self, place: int, text: str) -> None:
        self.items[place] = replace(self.items[place], text=text, origin="doctor")
        self._changed()

    def kept(self) -> tuple[DietItem, ...]:
        """The lines that say something."""
        return tuple(item for item in self.items if item.text.strip())

    def checks(self) -> list[Check]:
        """What was looked at for the diet."""
        low_sodium = next((item for item in self.items if item.item_code == "low_na_salt"), None)
        off = low_sodium is not None and low_sodium.text.startswith(tr("不用"))
        checks = [Check("diet", "ok", "salt", tr("食盐按人口算"))]
        return [*checks, Check("diet", "ok", "low_na", tr("低钠盐已关") if off else tr("低钠盐可用"))]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("、") if part.strip())


class ExerciseColumn(Column):
    """Attributes:
    advice: as it stands.
    """

    advice: ExerciseAdvice

    def __init__(self, changed: Callable[[], Any]) -> None:
        super().__init__(tr("运动处方"), "walk", "Ctrl+3", self.add)
        self._changed = changed
        self._explain = ""

    def show_advice(self, advice: ExerciseAdvice, explain: str) -> None:
        """Show the advice; blocked today shows why and nothing to do."""
        self.advice = advice
        self.clear()
        if not advice.allowed:
            self.body.addWidget(Note("danger", advice.blocked_because))
        else:
            self.body.addWidget(Note("ok", tr("今天可以运动"), explain))
            self._rows(advice)
        self._explain = explain
        for rule in advice.stop_rules:
            self.body.addWidget(_row(tr("马上停"), label(rule, wrap=True)))
        self.body.addStretch(1)

    def follow(self, advice: ExerciseAdvice) -> None:
        """Show the advice again when the drugs have changed it."""
        if advice.hr_low != self.advice.hr_low:
            fresh = {name: getattr(advice, name) for name in ("intensity", "hr_low", "hr_high", "hr_explain")}
            self.show_advice(replace(self.advice, **fresh), self._explain)

    def _rows(self, advice: ExerciseAdvice) -> None:
        what = _line("、".join(advice.types), tr("做什么"), lambda text: self._set(types=_listed(text)), carried=True)
        self.body.addWidget(_row(tr("做什么"), what))
        times = _figure(advice.times_per_week, tr("每周几天"), lambda text: self._number("times_per_week", text, 7))
        self.body.addWidget(_row(tr("几次"), label(tr("每周"), "second"), times, label(tr("天"), "second")))
        minutes = _figure(advice.minutes, tr("每次多少分钟"), lambda text: self._number("minutes", text, 600))
        self.body.addWidget(
            _row(
                tr("多久"),
                label(tr("每次"), "second"),
                minutes,
                label(tr("分钟"), "second"),
                explain=tr("可以分 3 段，每段 10 分钟"),
            )
        )
        heart = f"{advice.hr_low}–{advice.hr_high} {tr('次/分')}" if advice.hr_low else tr("不看心率")
        self.body.addWidget(_row(tr("心率"), label(heart, "strong"), explain=advice.hr_explain, auto=True))
        feeling = _line(advice.intensity, tr("感觉"), lambda text: self._set(intensity=text), carried=True)
        self.body.addWidget(_row(tr("感觉"), feeling))
        strength = _line(advice.resistance, tr("力量"), lambda text: self._set(resistance=text), carried=True)
        self.body.addWidget(
            _row(tr("力量"), strength, explain=advice.progression and f"{tr('怎么加')}：{advice.progression}")
        )
        for place, note in enumerate(advice.doctor_notes):
            edit = _line(note, tr("医生加"), lambda text, place=place: self._note(place, text))
            self.body.addWidget(_row(tr("医生加"), edit))

    def add(self) -> None:
        """A line of the doctor's own."""
        self._set(doctor_notes=(*self.advice.doctor_notes, ""))
        self.show_advice(self.advice, self._explain)
        self.last_edit().setFocus()

    def _note(self, place: int, text: str) -> None:
        notes = list(self.advice.doctor_notes)
        notes[place] = text
        self._set(doctor_notes=tuple(notes))

    def _number(self, name: str, text: str, most: int) -> None:
        if text.isdecimal() and 0 < int(text) <= most:
            self._set(**{name: int(text)})

    def _set(self, **changes: Any) -> None:
        self.advice = replace(self.advice, **changes)
        self._changed()

    def kept(self) -> ExerciseAdvice:
        """The advice without empty lines."""
        return replace(self.advice, doctor_notes=tuple(note for note in self.advice.doctor_notes if note.strip()))
