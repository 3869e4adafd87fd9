"""What is judged of the visit as it stands, shown in every place of the page that says something of it."""

from collections.abc import Callable
from datetime import date

from vclinic.ui.pages.follow_up.body import VisitBody
from vclinic.ui.pages.follow_up.judged_form import show_in_form
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.parts import implausible_of, problems_of
from vclinic.ui.pages.follow_up.questions import Questions
from vclinic.ui.pages.follow_up.strip.strip import JudgementStrip
from vclinic.ui.pages.follow_up.visit import Visit


class Judging:
    """Knows the form and the person beside it, the questions and the strip; ``today`` gives the day."""

    def __init__(self, body: VisitBody, questions: Questions, strip: JudgementStrip, today: Callable[[], date]) -> None:
        self._body, self._questions, self._strip, self._today = body, questions, strip, today

    def judge(self, visit: Visit) -> None:
        """Judge the visit and show what comes of it."""
        visit.judge()
        form = self._body.form
        form.refresh_states()
        if any(_dropped_signs(visit, part) for part in visit.parts):
            return  # everything was judged again
        self.show_computed(visit)
        day = visit.state.values.get("visit_date")
        self._body.pane.show_trends(visit.parts, on=day, now=day == self._today())
        self._questions.ask_signs()
        self._questions.ask_reasons(implausible_of(visit.parts))
        typing = form.unfinished()
        self._strip.show_parts(visit.parts, visit.waiting(typing=typing))
        if all(part.judgement.assessment is None for part in visit.parts) and not typing:
            wrong = (problem.text for problem in problems_of(visit.parts) if problem.code != "required")
            self._strip.show_wrong(next(wrong, ""))

    def show_computed(self, visit: Visit) -> None:
        """The judged fields of the form; refreshed states know only what was written by hand."""
        for part in visit.parts:
            show_in_form(self._body.form, part, visit.state.values.get(part.block.key("doctor")))


def _dropped_signs(visit: Visit, part: Part) -> bool:
    """An emergency sign goes with the symptom that raised it; everything is judged again then."""
    signs = tuple(part.values.get("emergency_signs") or ())
    kept = tuple(sign for sign in signs if sign in part.judgement.emergency_question)
    if part.judgement.assessment is None or kept == signs:
        return False
    visit.put_signs(part, kept)
    return True
