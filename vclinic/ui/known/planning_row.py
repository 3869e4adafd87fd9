"""备孕吗: asked once a year of a woman who takes what would harm a child; answered with one key, shown with its day."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vclinic.services.known_of_person import Planning
from vclinic.ui.known import said
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

NO, YES = "Alt+N", "Alt+Y"


class PlanningRow(QWidget):
    """Hidden where nobody has to be asked and nobody was; ``wide``: all in one line; ``narrow``: a line for
    each button."""

    def __init__(self, say: Callable[[bool], None], *, wide: bool = False, narrow: bool = False) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(tr("备孕吗"), "caption"))
        self.text = label("", "second")
        head.addWidget(self.text, 0 if wide else 1)
        column.addLayout(head)
        buttons = head if wide else QVBoxLayout() if narrow else QHBoxLayout()
        self.no = KeyButton(tr("没有打算"), NO, partial(say, False), self, "row", scope=False)
        self.yes = KeyButton(tr("打算怀孕"), YES, partial(say, True), self, "row", scope=False)
        for button in (self.no, self.yes):
            buttons.addWidget(button)
        buttons.addStretch(1)
        if not wide:
            column.addLayout(buttons)
        self._why = label("", "second", wrap=True)
        column.addWidget(self._why)
        self.hide()

    def show_planning(self, planning: Planning | None) -> None:
        """Show the question, or its answer with the other one to change it to."""
        if planning is not None:
            text, level = said.planning(planning)
            relabel(self.text, text, level)
            drugs = "、".join(planning.drugs)
            relabel(self._why, f"{drugs}{tr('：怀上了会害孩子，问清再开。')}" if drugs and level else "")
            reveal(self._why, bool(drugs and level))
            open_again = planning.answer.state in ("never", "old")
            reveal(self.no, open_again or planning.planned is True)
            reveal(self.yes, open_again or planning.planned is False)
        reveal(self, planning is not None)
