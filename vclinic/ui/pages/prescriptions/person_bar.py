"""Whom the prescriptions are for: name, class of the visit, today's figures, and allergies above all columns."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from vclinic.domain import codes
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.ui.widgets.basics import label, relabel, reshape, sex_word, shape
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.words import tr


class PersonBar(QFrame):
    """One line over the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(44)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(14)
        self._name, self._who = label("", "title"), label("", "second")
        self._class_shape, self._class = shape("", 16), label("", "strong")
        self._facts = label("", "second")
        self._allergy_shape, self._allergy = shape("", 16), ElidedLabel("strong")
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
        relabel(self._allergy, danger, "danger" if danger else "")
