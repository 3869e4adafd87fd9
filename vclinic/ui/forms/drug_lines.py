"""用药情况: up to four drugs as the form has them, two in a row."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import DrugUse
from vclinic.forms.document import number
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label

CAPTIONS = ("药物 1", "药物 2", "药物 3", "其他药物")


class DrugLine(QWidget):
    """One drug: name, times a day, dose.

    Signals:
        typed(); entered(bool); reached().
    """

    typed = Signal()
    entered = Signal(bool)
    reached = Signal()

    def __init__(self, parts: Sequence[tuple[str, Meaning]]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        known = dict(parts)
        self.name = ValueEdit(known["name"])
        self.times = ValueEdit(known["times_per_day"], 30)
        self.dose = ValueEdit(known["dose_text"], 58)
        row.addWidget(self.name, 1)
        for words, edit in (("每日", self.times), ("次 每次", self.dose)):
            row.addWidget(label(words, "second"))
            row.addWidget(edit)
        self.setFocusProxy(self.name)
        edits = self.edits = (self.name, self.times, self.dose)
        for place, edit in enumerate(edits):
            edit.typed.connect(lambda _text: self.typed.emit())
            edit.reached.connect(self.reached)
            edit.entered.connect(lambda forward, place=place: self._enter(place, forward=forward))

    def _enter(self, place: int, *, forward: bool) -> None:
        """Enter walks through a line that is being written; over an empty or finished one it goes on."""
        following = self.edits[place + 1] if place < 2 else None
        if forward and following is not None and self.name.text() and not following.text():
            following.setFocus()
        else:
            self.entered.emit(forward)

    def value(self) -> dict[str, str] | None:
        """What is written; None for an empty line."""
        found = {
            "name": self.name.text().strip(),
            "times_per_day": self.times.text().strip(),
            "dose_text": self.dose.text().strip(),
        }
        return found if any(found.values()) else None

    def show_drug(self, drug: DrugUse | dict[str, str] | None) -> None:
        """Show a drug without telling anybody."""
        if drug is None:
            texts = ("", "", "")
        elif isinstance(drug, DrugUse):
            texts = (drug.name, number(drug.times_per_day).removesuffix(".0"), drug.dose_text)
        else:
            texts = (drug["name"], str(drug["times_per_day"]), drug["dose_text"])
        for edit, text in zip(self.edits, texts, strict=True):
            if edit.text() != text:
                edit.setText(text)
                edit.setCursorPosition(0)

    def show_state(self, state: str, tip: str = "") -> None:
        """The state of the whole line; an empty line has none."""
        for edit in self.edits:
            edit.show_state(state if self.name.text() else "", tip)


def as_value(lines: Sequence[DrugLine]) -> tuple[DrugUse | dict[str, str], ...]:
    """All written lines; complete ones as the record has them, so that an unchanged list compares equal."""
    found: list[DrugUse | dict[str, str]] = []
    for line in lines:
        value = line.value()
        if value is None:
            continue
        try:
            found.append(DrugUse(value["name"], float(value["times_per_day"]), value["dose_text"]))
        except ValueError:
            found.append(value)
    return tuple(found)
