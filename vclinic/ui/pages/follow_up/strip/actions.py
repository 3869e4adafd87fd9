"""What can be done with the visit now, and what still stands in its way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.domain.problem import Problem
from vclinic.ui.pages.follow_up.strip.cell import ACTIONS, Cell
from vclinic.ui.widgets.basics import key_cap, label, relabel, reshape, shape
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr


@dataclass(frozen=True, slots=True)
class Waiting:
    """What still stands in the way of a visit, of all its diseases.

    Attributes:
        problems: what cannot be saved, each once. unanswered: what wants a reason.
        carried: how many fields were not confirmed. why_not_stable: why no renewal in one stroke is offered; empty
            offers it.
    """

    problems: Sequence[Problem]
    unanswered: Sequence[Problem]
    carried: int
    why_not_stable: str


class ActionsCell(Cell):
    """Attributes:
    save, stable, at_once, three: the buttons, with their keys; ``at_once`` takes the place of ``save`` in an emergency.
    """

    def __init__(self, owner: QWidget, calls: Mapping[str, Callable[[], Any]]) -> None:
        super().__init__(ACTIONS, "act")
        self._is_stored = False
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self.save = KeyButton(tr("保存，开三处方"), "Ctrl+S", calls["save"], owner, "primary")
        self.stable = KeyButton(tr("照旧，存并发药"), "Ctrl+Return", calls["stable"], owner, "primary")
        self.at_once = KeyButton(tr("先转诊"), "Ctrl+Return", calls["at_once"], owner, "danger-primary")
        self.three = KeyButton(tr("三处方"), "F10", calls["three"], owner)
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.stable, 1)
        buttons.addWidget(self.at_once, 1)
        buttons.addWidget(self.three)
        self.column.addLayout(buttons)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        self._problem_shape = shape("", 16)
        self._problems, self._problem_key = label("", "caption"), key_cap("F3")
        self._carried, self._carried_key = label("", "caption"), key_cap("F6")
        for widget in (self._problem_shape, self._problems, self._problem_key):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self._carried)
        foot.addWidget(self._carried_key)
        self.column.addLayout(foot)

    def show_stored(self, *, stored: bool) -> None:
        """A visit already stored is corrected here, and its three prescriptions are one key away."""
        self._is_stored = stored
        self.three.setVisible(stored)
        self.three.action.setEnabled(stored)

    def show_waiting(self, waiting: Waiting, *, urgent: bool) -> None:
        """Offer what may be done; say what stands in its way."""
        wrong = sum(problem.code != "required" for problem in waiting.problems)
        missing = len(waiting.problems) - wrong
        in_the_way = f"{wrong} {tr('项要改')}" if wrong else f"{missing} {tr('项没填')}" if missing else ""
        if not in_the_way and waiting.unanswered:
            in_the_way = f"{len(waiting.unanswered)} {tr('项要核对')}"
        reshape(self._problem_shape, "danger" if wrong else "warn" if waiting.unanswered and not missing else "")
        if urgent and missing and not wrong:
            in_the_way = f"{missing} {tr('项可以以后补')}"
        relabel(self._problems, in_the_way)
        self._problem_key.setVisible(bool(in_the_way))
        relabel(self._carried, f"{waiting.carried} {tr('项待确认')}" if waiting.carried else "")
        self._carried_key.setVisible(bool(waiting.carried))
        stable = not waiting.why_not_stable and not urgent
        for button, offered in ((self.stable, stable), (self.at_once, urgent)):  # one key, the quick act of the visit
            button.setVisible(offered)
            button.action.setEnabled(offered)
        self.save.setVisible(not stable and not urgent)
        self.save.set_text(tr("保存") if self._is_stored else tr("保存，开三处方"))
