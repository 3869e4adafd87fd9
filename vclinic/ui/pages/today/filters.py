"""The row above the worklist that narrows it to one disease or one village group."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.services.due_today import Worklist
from vclinic.ui.pages.today.choice import Choice
from vclinic.ui.widgets.basics import clear, label, tool_button
from vclinic.ui.words import tr

_MOST_GROUPS = 6


class FilterRow(QWidget):
    """Signals:
    disease(str), group(str): what was chosen, empty for all.
    """

    disease = Signal(str)
    group = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._others: list[QWidget] = []
        self._chosen_only = False

    def show_choice(self, worklist: Worklist, choice: Choice) -> None:
        """The registers and groups that occur, those chosen pressed in."""
        clear(self._row)
        self._others = []
        self._row.addWidget(label(tr("病种"), "caption"))
        self._add(tr("全部"), choice.disease == "", lambda: self.disease.emit(""))
        for code, count in worklist.diseases:
            text = f"{codes.DISEASE.label(code)} {count}"
            self._add(text, choice.disease == code, lambda code=code: self.disease.emit(code))
        self._row.addSpacing(8)
        self._row.addWidget(label(tr("村组"), "caption"))
        self._add(tr("全村"), choice.group == "", lambda: self.group.emit(""))
        for group in worklist.groups[:_MOST_GROUPS]:
            text = group.removesuffix(tr("组"))
            self._add(text, choice.group == group, lambda group=group: self.group.emit(group))
        self._row.addStretch(1)
        self.show_chosen_only(self._chosen_only)

    def show_chosen_only(self, chosen_only: bool) -> None:
        """Where the room is short: what is pressed in, and nothing to choose from."""
        self._chosen_only = chosen_only
        for button in self._others:
            button.setHidden(chosen_only)

    def _add(self, text: str, on: bool, call: Callable[[], Any]) -> None:
        button = tool_button(text)
        button.setObjectName("quiet")
        button.setCheckable(True)
        button.setChecked(on)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _on=False: call())
        self._row.addWidget(button)
        if not on:
            self._others.append(button)
