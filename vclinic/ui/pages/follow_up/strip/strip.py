"""The strip of the judgement's cells; shown again at every key."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.parts import worst, written_in_readings
from vclinic.ui.pages.follow_up.strip.actions import ActionsCell, Waiting
from vclinic.ui.pages.follow_up.strip.next_visit import NextVisitCell
from vclinic.ui.pages.follow_up.strip.reasons import ReasonsCell
from vclinic.ui.pages.follow_up.strip.referral import ReferralCell
from vclinic.ui.pages.follow_up.strip.verdict import VerdictCell, level_of
from vclinic.ui.widgets.basics import polish
from vclinic.ui.words import tr

HEIGHT, _TALL = 86, 138
_ROOMY = 1200  # below this width the reasons take a row of their own
_LINE, _TWO_LINES = 16, 44  # more for two diseases: a line in the first row; with the reasons below, one in each


class JudgementStrip(QFrame):
    """Attributes:
    save, stable, at_once, three, refer, overrule: the buttons, with their keys.
    """

    def __init__(self, owner: QWidget, calls: Mapping[str, Callable[[], Any]]) -> None:
        super().__init__(owner)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._several = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._verdict, self._reasons = VerdictCell(owner, calls["overrule"]), ReasonsCell()
        self._next, self._referral = NextVisitCell(), ReferralCell(owner, calls["refer"])
        self._actions = ActionsCell(owner, calls)
        for place, cell in ((0, self._verdict), (2, self._next), (3, self._referral), (4, self._actions)):
            self._grid.addWidget(cell, 0, place)
        self.save, self.stable, self.three = self._actions.save, self._actions.stable, self._actions.three
        self.at_once = self._actions.at_once
        self.refer, self.overrule = self._referral.refer, self._verdict.overrule
        # Beside the rest once there is room: the first layout must not widen the window.
        self._place_reasons(below=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = event.size().width() < _ROOMY
        if below != self._below:
            self._place_reasons(below=below)

    def _place_reasons(self, *, below: bool) -> None:
        self._below = below
        self._grid.removeWidget(self._reasons)
        if below:
            self._grid.addWidget(self._reasons, 1, 0, 1, 5)
        else:
            self._grid.addWidget(self._reasons, 0, 1)
        self._grid.setColumnStretch(1, 0 if below else 1)
        self._grid.setColumnStretch(3, 1 if below else 0)
        self._fit_height()

    def _fit_height(self) -> None:
        more = (_TWO_LINES if self._below else _LINE) if self._several else 0
        self.setFixedHeight((_TALL if self._below else HEIGHT) + more)

    def show_stored(self, *, stored: bool) -> None:
        """A visit already stored is corrected here, and its three prescriptions are one key away."""
        self._actions.show_stored(stored=stored)

    def show_parts(self, parts: Sequence[Part], waiting: Waiting) -> None:
        """Show what the machine makes of the values, the gravest disease loudest."""
        self._several = len(parts) > 1
        self._fit_height()
        first = worst(parts)
        referral = first.judgement.assessment.referral if first.judgement.assessment is not None else "none"
        urgent = referral == "urgent"
        level = level_of(parts, urgent=urgent)
        self.setProperty("level", level)
        polish(self)
        self._verdict.show_classes(parts, _missing(parts, first, waiting), level)
        self._reasons.show_reasons(parts)
        self._next.show_day(parts)
        self._referral.show_referral(referral)
        self._actions.show_waiting(waiting, urgent=urgent)

    def show_wrong(self, sentence: str) -> None:
        """What keeps a judgement from being made; nothing leaves the invitation standing."""
        self._reasons.show_wrong(sentence)


def _missing(parts: Sequence[Part], first: Part, waiting: Waiting) -> str:
    """What a judgement still needs: something wrong put right, or its measure taken."""
    readings = written_in_readings(parts)
    unread = any(problem.code != "required" and problem.field not in readings for problem in waiting.problems)
    return tr("先改好再判断") if unread else tr("先量") + first.sheet.disease.measures[0].label
