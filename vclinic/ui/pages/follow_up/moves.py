"""Where the hands go next on the form: to another reading, to what is wrong or missing, to what last time's value or an
undone key belongs to."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from vclinic.domain.problem import Problem
from vclinic.services.record_follow_up import OVERRULABLE
from vclinic.services.settings import read as read_settings
from vclinic.services.visit_sheet import MEASURED
from vclinic.services.workstation import Workstation
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.body import VisitBody
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.parts import implausible_of, problems_of, unanswered_of
from vclinic.ui.pages.follow_up.questions import Questions
from vclinic.ui.pages.follow_up.readings import another_after, why_once_more
from vclinic.ui.pages.follow_up.strip.reasons import explanation
from vclinic.ui.pages.follow_up.visit import Visit
from vclinic.ui.pages.follow_up.visit_form import first_key
from vclinic.ui.widgets.focus_place import keep_written
from vclinic.ui.words import tr


class Moves(QObject):
    """The keys and answers that move within a visit; nothing of it is stored here."""

    def __init__(
        self, owner: QObject, station: Workstation, visit: Callable[[], Visit], body: VisitBody, questions: Questions
    ) -> None:
        super().__init__(owner)
        self._station, self._visit, self._body, self._questions = station, visit, body, questions
        self._told: Problem | None = None

    def to_start(self) -> None:
        """To what was returned, else to the first field; what is written there stays until it is asked to go."""
        visit, form = self._visit(), self._body.form
        if not any(form.focus_field(name) for name in visit.first.sheet.remarks):
            form.focus_field(first_key(visit.parts))
        keep_written(QApplication.focusWidget())

    def to_field(self, name: str) -> None:
        """To a field of the first form, where it has one of that name; else the hands stay where they are."""
        self._body.form.focus_field(self._visit().first.block.key(name))
        keep_written(QApplication.focusWidget())

    def to_place(self) -> None:
        """Back to where the hands were before a question or the pane was opened."""
        if not self._body.form.focus_again():
            self.to_start()

    def reading_done(self, place: int) -> None:
        """To the next reading where another is wanted, else on with the form."""
        visit, form = self._visit(), self._body.form
        first = visit.first
        readings = form.readings()
        symptoms = first.block.key("symptom_codes")
        if visit.is_urgent() and symptoms not in visit.state.touched:
            form.focus_field(symptoms)  # what is felt belongs on the slip; all else can wait
            return
        again = why_once_more(first, readings.pairs(), place, self._station)
        always = read_settings(self._station).ask_second_reading
        wants_more = another_after(visit.parts, place, second_always=always)
        if (wants_more or again) and readings.ask_another(place):
            if again:
                MESSAGES.info(tr(again))
            return
        form.after(first.block.key("bp_readings"))

    def after_symptoms(self, part: Part) -> None:
        """The emergency is answered: on with the form."""
        self._body.form.after(part.block.key("symptom_codes"))

    def to_missing(self) -> bool:
        """To what is missing, else to the first field; False where there is neither."""
        parts = self._visit().parts
        missing = next((problem.field for part in parts for problem in part.problems), first_key(parts))
        return self._body.form.focus_field(missing)

    def ask_doctor(self) -> None:
        """F2: to the next field the doctor is to look at."""
        self._body.form.next_flags()

    def to_problem(self) -> None:
        """F3: to an open emergency, to what is wrong, then to what is missing, then to an unlikely value."""
        if self._questions.go_to_open_emergency():
            return
        parts = self._visit().parts
        problems = sorted(problems_of(parts), key=lambda problem: problem.code == "required")
        if problems:
            self.point_at(problems[0])
        elif implausible_of(parts):
            self._questions.reason.take_focus()

    def point_at(self, problem: Problem) -> None:
        """To the field of a problem, or to the overrule that answers it; and say it."""
        judged = {part.block.key(name) for part in self._visit().parts for name in OVERRULABLE}
        if problem.field in judged:
            self._questions.open_overrule()
        else:
            self._body.form.focus_field(problem.field)
        self._say(problem)

    def _say(self, problem: Problem) -> None:
        self._told = problem
        MESSAGES.warn(problem.text)

    def forget_mended(self) -> None:
        """What was said of a field goes when the field is put right."""
        told, parts = self._told, self._visit().parts
        if told is None:
            return
        still = [*problems_of(parts), *unanswered_of(parts)]
        if not any((problem.field, problem.text) == (told.field, told.text) for problem in still):
            self._told = None
            MESSAGES.settle(told.text)

    def to_refusal(self, problem: Problem) -> None:
        """To what kept a visit from being stored."""
        if problem.field in {unlikely.field for unlikely in implausible_of(self._visit().parts)}:
            self._questions.reason.take_focus()
            self._say(problem)
        else:
            self.point_at(problem)

    def take_last(self) -> None:
        """F4: last time's value for the field the hands are on; what is measured is measured today."""
        name = self._body.form.current_field()
        if name.rpartition(".")[2] in MEASURED:
            MESSAGES.info(tr("这一项要今天现量，不沿用上次的数。"))
        elif name:
            self._visit().state.take_last(name)

    def confirm_all(self) -> None:
        """F6: everything carried over stands."""
        count = self._visit().state.confirm_all()
        if count:
            MESSAGES.ok(f"{count} {tr('项沿用上次，已确认。')}")

    def explain(self) -> None:
        """F7: why it was judged so."""
        text = explanation(self._visit().parts)
        if text:
            MESSAGES.info(text)

    def undo(self) -> None:
        """Ctrl+Z: to the field that was taken back."""
        name = self._visit().state.undo()
        if name:
            self._body.form.focus_field(name)
            keep_written(QApplication.focusWidget())
