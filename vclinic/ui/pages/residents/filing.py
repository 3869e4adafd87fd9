"""What was written becomes a record: a new one, after the question whether the person has one already, or a newer version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from vclinic.domain.problem import Problem
from vclinic.forms.roster_questions import Choice, RosterQuestion
from vclinic.services import register_resident
from vclinic.services.resident_record import ResidentRecord
from vclinic.services.same_person import Alike, Filled, fill_known, who_may_it_be
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.residents.question_card import QuestionCard
from vclinic.ui.words import tr

_TWO_NUMBERS = ("same", "same_typed")  # of one person: the record's is right, or the one typed


@dataclass(frozen=True)
class Written:
    """What stands on the page; ``registers``: diseases with the day they are entered; ``height_cm``: None where none."""

    values: Mapping[str, Any]
    registers: Mapping[str, date]
    height_cm: float | None


class Filing(QObject):
    """One record at a time.

    Args:
        question: asks whether two people are one. written: what stands on the page now.

    Signals:
        asking(): the question is to be seen. going_on(bool): it was answered; false leads back to what is written.
        filed(str): the record's id. refused(object): the `Problem`s, a list.
    """

    asking = Signal()
    going_on = Signal(bool)
    filed = Signal(str)
    refused = Signal(object)

    def __init__(
        self, parent: QObject, station: Workstation, question: QuestionCard, written: Callable[[], Written]
    ) -> None:
        super().__init__(parent)
        self._station, self._question, self._written = station, question, written
        self._alike: list[Alike] = []
        question.answered.connect(self._decide)

    def add(self) -> None:
        """A new record, unless somebody is much like this person."""
        values = self._written().values
        tasks.now(lambda: who_may_it_be(self._station, values), self._ask_or_add)

    def change(self, record: ResidentRecord, reason: str) -> None:
        """A newer version; ``reason``: why somebody's name or number changes."""
        now = self._written()

        def change() -> str | list[Problem]:
            fresh = {code: day for code, day in now.registers.items() if code not in record.diseases}
            registers = register_resident.Registers(fresh, now.height_cm)
            return register_resident.change_resident(
                self._station, record.id, now.values, record.revision, registers=registers, reason=reason
            )

        tasks.now(change, self._done)

    def _ask_or_add(self, alike: list[Alike]) -> None:
        self._alike = alike
        if not alike:
            self._add(somebody_else=False)
            return
        self._question.show_question(question_about(alike), "back", tr("保存之前"))
        self.asking.emit()
        self._question.setFocus()

    def _decide(self, choice: str) -> None:
        """One person, two, or back to the form."""
        self.going_on.emit(choice != "back")
        if choice == "two" and self._alike[1:]:
            self._ask_or_add(self._alike[1:])
        elif choice == "two":
            self._add(somebody_else=True)
        elif choice in _TWO_NUMBERS:
            known, now = self._alike[0], self._written()
            typed = choice == "same_typed"
            tasks.now(
                lambda: fill_known(
                    self._station, known.id, now.values, now.registers, now.height_cm, typed_number=typed
                ),
                self._filled,
            )

    def _add(self, *, somebody_else: bool) -> None:
        now = self._written()
        tasks.now(
            lambda: register_resident.register(
                self._station, now.values, now.registers, now.height_cm, somebody_else=somebody_else
            ),
            self._done,
        )

    def _filled(self, result: Filled | list[Problem]) -> None:
        if isinstance(result, list):
            self._done(result)
            return
        self._done(result.id)
        if result.left:
            left = "；".join(
                f"{said.label}{tr('写的是')} {said.file}{tr('，档案里是')} {said.kept}" for said in result.left
            )
            MESSAGES.warn(f"{tr('已补上缺的。这些和档案里的不一样，没有改：')}{left}。")

    def _done(self, result: str | list[Problem]) -> None:
        if isinstance(result, list):
            self.refused.emit(result)
        else:
            self.filed.emit(result)


def question_about(alike: list[Alike]) -> RosterQuestion:
    """Whether the first of them is the person on the page; none of the choices holds by itself."""
    first = alike[0]
    why = {
        "digit_apart": tr("同名，身份证号只差一位"),
        "mistyped": tr("同名，现在写的身份证号校验位不对、和它几乎一样，多半是写错了"),
    }.get(first.code, tr("同名、同一天出生"))
    state = tr("（已注销）") if first.closed else ""
    more = f"{tr('这样的档案有')} {len(alike)} {tr('份，这是第一份。')}" if len(alike) > 1 else ""
    same = {"digit_apart": _TWO_NUMBERS, "mistyped": ("same",)}.get(first.code, ())
    numbers = {"same": tr("档案里的"), "same_typed": tr("现在写的")}
    return RosterQuestion(
        code=first.code,
        key=first.id,
        rows=(),
        text=f"{first.name}{state}{tr('已有一份档案：')}{why}{tr('。是同一个人吗？')}{more}",
        choices=(
            *(Choice(key, f"{tr('同一个人，对的号是')}{numbers[key]}") for key in same),
            *(() if same else (Choice("same", tr("同一个人：打开已有的档案，补上缺的")),)),
            *(() if first.code == "mistyped" else (Choice("two", tr("两个人：另建一份档案")),)),
            Choice("back", tr("回去再看看写的")),
        ),
        default="",
        sides=first.sides,
    )
