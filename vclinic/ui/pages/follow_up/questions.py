"""The questions between the form and the strip: emergencies of each disease, reasons, overrules."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.domain.problem import Problem
from vclinic.services.record_follow_up import OVERRULABLE
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.asks.day import DayAsk
from vclinic.ui.pages.follow_up.asks.emergency import EmergencyAsk
from vclinic.ui.pages.follow_up.asks.overrule import OverruleAsk
from vclinic.ui.pages.follow_up.asks.reason import ReasonAsk
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.parts import reasons_of, worst
from vclinic.ui.words import tr


class Questions(QWidget):
    """Asks, and writes reasons and overrules into the parts; emergency signs are a field of the form.

    Attributes:
        emergencies: one for each part. reason, overrule, day: the other three.

    Signals:
        signs_answered(Part, tuple): confirmed emergency signs. signs_left(Part): that answer is complete.
        reasoned(): a reason was typed. reason_left(): it is complete.
        overruled(take_back): the doctor decided, or withdrew it; ``take_back()`` puts back what was decided before. closed(): the overrule is closed.
    """

    signs_answered = Signal(object, tuple)
    signs_left = Signal(object)
    reasoned = Signal()
    reason_left = Signal()
    overruled = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()
        self._overruling = 0
        self.emergencies: list[EmergencyAsk] = []
        self.reason, self.overrule, self.day = ReasonAsk(), OverruleAsk(), DayAsk()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.reason)
        self._column.addWidget(self.overrule)
        self._column.addWidget(self.day)
        self.reason.given.connect(self._take_reason)
        self.reason.left.connect(self.reason_left)
        self.overrule.decided.connect(self._take_overrule)
        self.overrule.closed.connect(self.closed)
        self.day.closed.connect(self.closed)

    def begin(self, parts: Sequence[Part]) -> None:
        """Another visit: nothing is asked yet."""
        self._parts = parts
        for question in self.emergencies:
            question.hide()
            question.deleteLater()
        self.emergencies = [EmergencyAsk(part.label if len(parts) > 1 else "") for part in parts]
        for place, (question, part) in enumerate(zip(self.emergencies, parts, strict=True)):
            question.answered.connect(partial(self.signs_answered.emit, part))
            question.left.connect(partial(self.signs_left.emit, part))
            self._column.insertWidget(place, question)
        self.overrule.hide()
        self.day.hide()
        self.reason.ask((), {})

    def ask_signs(self) -> None:
        """Ask each disease's question about emergency signs as its judgement wants it; a sign that two of them ask about
        is asked once, and the answer is both's."""
        asked: set[str] = set()
        for part, question in zip(self._parts, self.emergencies, strict=True):
            signs = part.values.get("emergency_signs") or ()
            meaning = part.sheet.form.meanings.get("emergency_signs")
            mine = [sign for sign in part.judgement.emergency_question if sign not in asked]
            asked.update(mine)
            question.ask(mine, signs, meaning.codes if meaning is not None else None)

    def asked_of(self, part: Part) -> tuple[str, ...]:
        """The signs that the question of a part asks about."""
        return self.emergencies[self._parts.index(part)].asked

    def ask_reasons(self, implausible: Sequence[Problem]) -> None:
        """Ask why implausible values stay."""
        self.reason.ask(implausible, reasons_of(self._parts))

    @property
    def emergency(self) -> EmergencyAsk:
        """The first question about signs that is open, else the first one."""
        return next((question for question in self.emergencies if _is_open(question)), self.emergencies[0])

    def go_to_open_emergency(self) -> bool:
        """Put the focus on a question about signs that is still open; False when none is."""
        if not _is_open(self.emergency):
            return False
        self.emergency.take_focus()
        return True

    def open_overrule(self) -> None:
        """F8; pressed again it goes on to the next disease."""
        parts = self._parts
        again = self.overrule.isVisible()
        self._overruling = (self._overruling + 1) % len(parts) if again else parts.index(worst(parts))
        part = parts[self._overruling]
        machine = {name: part.judgement.computed.get(name) for name in OVERRULABLE}
        if machine["visit_class"] is None:
            measure = part.sheet.disease.measures[0].label
            MESSAGES.info(f"{tr('先填好')}{measure}{tr('，才有判断可以改。')}")
            return
        whose = part.label if len(parts) > 1 else ""
        self.overrule.ask(machine, part.decided.chosen, part.decided.why, whose)

    def _take_reason(self, key: str, reason: str) -> None:
        for part in self._parts:
            part.give_reason(key, reason)
        self.reasoned.emit()

    def _take_overrule(self, chosen: dict[str, Any], reason: str) -> None:
        decided = self._parts[self._overruling].decided
        before = (decided.chosen, decided.why)

        def take_back() -> None:
            decided.chosen, decided.why = before

        decided.chosen, decided.why = chosen, reason if chosen else ""
        self.overruled.emit(take_back)


def _is_open(question: EmergencyAsk) -> bool:
    return question.isVisible() and not question.is_answered
