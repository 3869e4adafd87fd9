"""A meter has measured and cannot say what for: the doctor says which field it belongs in."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from vclinic.ui.widgets.escape import ClosedByEsc
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class WhichFieldAsk(ClosedByEsc):
    """It comes up while somebody may be typing, so it takes neither the focus nor any key: the mouse
    answers, and a field that has the focus when the meter speaks needs no question.

    Signals:
        answered(str, str): the field's key and the figure.
    """

    answered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.note = Note("info")
        row.addWidget(self.note)
        self.buttons: list[KeyButton] = []
        self.hide()

    def ask(self, reading: str, figure: str, fields: Mapping[str, str]) -> None:
        """Ask for the field of ``figure``; what was asked before is no longer asked."""
        for button in self.buttons:
            self.note.row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [
            KeyButton(name, "", lambda key=key: self._answer(key, figure), self, "row") for key, name in fields.items()
        ]
        self.buttons.append(KeyButton(tr("不填"), "", self.give_up, self, "row"))
        for button in self.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.note.row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.show()
        self.note.say("info", reading, tr("填到哪一项？"))
        self.show()

    def _answer(self, key: str, figure: str) -> None:
        self.hide()
        self.answered.emit(key, figure)
