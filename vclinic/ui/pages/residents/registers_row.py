"""Which chronic diseases' registers a record is entered in, and the height that is kept there."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.reading import read_value
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label, tool_button
from vclinic.ui.words import tr

_HEIGHT = Meaning("身高", "decimal", "cm", 50, 250, decimals=1)


class RegistersRow(QWidget):
    """Signals:
    typed(): something was chosen or written. left(): Enter on the height.

    Attributes:
        buttons: one a disease, by its code. height_edit: in cm.
    """

    typed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        row.addWidget(label(tr("同时建专档"), "second"))
        self.buttons: dict[str, QToolButton] = {}
        for code, text in codes.DISEASE.options:
            button = tool_button(text)
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False: self.typed.emit())
            self.buttons[code] = button
            row.addWidget(button)
        row.addSpacing(12)
        row.addWidget(label(tr("身高"), "second"))
        self.height_edit = ValueEdit(_HEIGHT, 60)
        self.height_edit.typed.connect(lambda _text: self.typed.emit())
        self.height_edit.entered.connect(lambda _forward: self.left.emit())
        row.addWidget(self.height_edit)
        row.addWidget(label("cm", "second"))
        row.addStretch(1)

    def show_kept(self, diseases: Iterable[str], height_cm: float | None) -> None:
        """What the record has; what it is in already is not taken back here."""
        for code, button in self.buttons.items():
            button.setChecked(code in diseases)
            button.setEnabled(not button.isChecked())
        self.height_edit.setText(f"{height_cm:g}" if height_cm else "")

    def take_up(self, diseases: Iterable[str], height: str) -> None:
        """What a draft has more."""
        for code in diseases:
            self.buttons[code].setChecked(True)
        self.height_edit.setText(height)

    def fresh(self) -> list[str]:
        """Codes of what is chosen and was not there before."""
        return [code for code, button in self.buttons.items() if button.isChecked() and button.isEnabled()]

    def entered_on(self, day: date) -> dict[str, date]:
        """Everything that is chosen, with the day it is entered."""
        return {code: day for code, button in self.buttons.items() if button.isChecked()}

    def height_cm(self) -> float | None:
        """What is written, None where nothing or nothing that can be read is."""
        height = read_value("height_cm", _HEIGHT, self.height_edit.text())
        return None if isinstance(height, Problem) else height

    def wrong(self) -> Problem | None:
        """What keeps it from being saved; it is marked, and the cursor goes there."""
        height = read_value("height_cm", _HEIGHT, self.height_edit.text())
        problem = height if isinstance(height, Problem) else None
        if height is not None and not any(button.isChecked() for button in self.buttons.values()):
            problem = problem or Problem(
                "height_cm", "no_register", tr("身高记在慢病专档里：先点上面的一个专档，或者把身高清空。")
            )
        if problem is None:
            self.height_edit.show_state("")
        else:
            self.height_edit.show_state("invalid", problem.text)
            self.height_edit.setFocus()
        return problem
