"""Whom the prescriptions are for: name, class of the visit, today's figures, and allergies above all columns."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from vclinic.domain import codes
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.ui.widgets.basics import label, relabel, reshape, sex_word, shape
from vclinic.ui.words import tr

_SIDE, _GAP = 16, 14


class PersonBar(QFrame):
    """One line over the page; a warning too long for it stands below, whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topbar")
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 0, _SIDE, 0)
        column.setSpacing(0)
        self._row = row = QHBoxLayout()
        row.setSpacing(_GAP)
        column.addLayout(row)
        self._name, self._who = label("", "title"), label("", "second")
        self._class_shape, self._class = shape("", 16), label("", "strong")
        self._facts = label("", "second")
        self._allergy_shape, self._allergy = shape("", 16), label("", "strong")
        self._name.setMinimumHeight(44)
        for widget in (
            self._name,
            self._who,
            self._class_shape,
            self._class,
            self._facts,
            self._allergy_shape,
        ):
            row.addWidget(widget)
        row.addWidget(self._allergy, 1)
        self._below = label("", "strong", wrap=True)
        self._below.setContentsMargins(0, 0, 0, 8)
        self._below.hide()
        column.addWidget(self._below)

    def show_person(self, sheet: PrescriptionSheet, danger: str) -> None:
        """Show whose visit it is; ``danger``: allergies and adverse reactions."""
        resident, visit_class = sheet.resident.resident, sheet.visit_class
        relabel(self._name, resident.name)
        relabel(self._who, f"{sex_word(resident.sex_code)} · {sheet.resident.age} {tr('岁')}")
        level = "ok" if visit_class == "1" else "warn"
        reshape(self._class_shape, level)
        relabel(self._class, f"{visit_class} {codes.VISIT_CLASS.label(visit_class)}", level)
        weight, bmi = sheet.value("weight_kg"), sheet.value("bmi")
        facts = [sheet.figures]
        facts += [f"{tr('体重')} {weight:.1f} kg"] if weight else []
        facts += [f"BMI {bmi:.1f}"] if bmi else []
        relabel(self._facts, "　".join(facts))
        reshape(self._allergy_shape, "danger" if danger else "")
        for line in (self._allergy, self._below):
            relabel(line, danger, "danger" if danger else "")
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The warning in the line where there is room for all of it, else below."""
        beside = (self._name, self._who, self._class_shape, self._class, self._facts, self._allergy_shape)
        taken = sum(widget.sizeHint().width() + _GAP for widget in beside) + 2 * _SIDE
        fits = taken + self._allergy.fontMetrics().horizontalAdvance(self._allergy.text()) <= self.width()
        self._allergy.setVisible(fits)
        self._below.setVisible(not fits and bool(self._below.text()))
