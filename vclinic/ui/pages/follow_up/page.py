"""The visit page: a form for each disease a person is followed up for. Everything typed goes through one state, is judged
at every key for each disease, and kept as drafts."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.domain.problem import Problem
from vclinic.services import record_follow_up, renew, visit_sheet
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.referral_letter import referral_letter
from vclinic.services.renew import StableVisit
from vclinic.services.settings import read as read_settings
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, OpenDocument, OpenOfficialForms, OpenPrescriptions, OpenVisit
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.forms.pause import Pause
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.body import VisitBody
from vclinic.ui.pages.follow_up.effort import Effort
from vclinic.ui.pages.follow_up.judged_form import show_in_form
from vclinic.ui.pages.follow_up.pane import PersonPane, Shown
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.parts import (
    implausible_of,
    once,
    parts_of,
    problems_of,
    unanswered_of,
    worst,
    written_in_readings,
)
from vclinic.ui.pages.follow_up.questions import Questions
from vclinic.ui.pages.follow_up.readings import another_after, why_once_more
from vclinic.ui.pages.follow_up.strip.actions import Waiting
from vclinic.ui.pages.follow_up.strip.reasons import explanation
from vclinic.ui.pages.follow_up.strip.strip import JudgementStrip
from vclinic.ui.pages.follow_up.visit_form import first_key, visit_form
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.printing.referral_sheet import referral_document
from vclinic.ui.words import tr


class FollowUpPage(Page[OpenVisit]):
    """One visit at a time: of all a resident's diseases, or a stored one of one disease to be corrected.

    Attributes:
        parts: one for each disease, in the order of the forms.
        state: what stands on the page.
    """

    name = "follow_up"
    opens = (OpenVisit,)
    about_one = True
    ends_in_remark = True
    wide_rail = False
    state: FormState

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self.effort = Effort(station.clock.monotonic)
        self._ready = False
        self._paused = ""  # whose visit was left half written: what it has cost so far still counts
        self.parts: tuple[Part, ...] = ()
        self._pause = Pause(self._keep_draft, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body = VisitBody()
        column.addWidget(self.body, 1)
        self.questions = Questions()
        column.addWidget(self.questions)
        calls = {
            "save": self.save,
            "stable": self.save_stable,
            "three": self._three,
            "refer": self._refer,
            "overrule": self.questions.open_overrule,
        }
        self.strip = JudgementStrip(self, calls)
        column.addWidget(self.strip)
        self._wire_questions()
        keys = (
            ("F2", self._ask_doctor),
            ("F3", self._go_to_problem),
            ("F4", self._take_last),
            ("F6", self._confirm_all),
            ("F7", self._explain),
            ("Ctrl+Z", self._undo),
            ("Ctrl+P", self._print),
        )
        for key, call in keys:
            shortcut(self, key, call)

    def _wire_questions(self) -> None:
        questions = self.questions
        questions.signs_answered.connect(self._put_signs)
        questions.signs_left.connect(self._after_symptoms)
        questions.reasoned.connect(self._pause.start)
        questions.reason_left.connect(self._reason_given)
        questions.overruled.connect(self._overruled)
        questions.closed.connect(self._focus_start)

    @property
    def sheet(self) -> VisitSheet:
        """The first disease's sheet; the visit that is open when there is only one."""
        if not self.parts:
            raise RuntimeError("no visit is open")
        return self.parts[0].sheet

    @property
    def form(self) -> FormView:
        """The form of the visit that is open."""
        return self.body.form

    @property
    def pane(self) -> PersonPane:
        """The person beside it."""
        return self.body.pane

    def open(self, destination: OpenVisit) -> None:
        """Open a new visit for all the resident's diseases, or a stored one."""
        resident_id, follow_up_id = destination.resident_id, destination.follow_up_id
        self.parts = ()

        def sheets() -> tuple[VisitSheet, ...]:
            if follow_up_id:
                return (visit_sheet.open_visit(self.station, resident_id, follow_up_id),)
            return visit_sheet.open_visits(self.station, resident_id)

        tasks.now(sheets, self._show)
        if destination.visit_way and self.parts:
            self.state.put("visit_way", destination.visit_way)

    def side(self) -> QWidget | None:
        """The person beside the form."""
        return self.body.side if self.parts else None

    def alarm(self) -> str:
        """Allergies stay in sight when the pane is away."""
        known = self.sheet.allergies if self.parts else ""
        return f"{tr('过敏')} {known}" if known else ""

    def _show(self, sheets: tuple[VisitSheet, ...]) -> None:
        self._ready = False
        self.parts, self.state = parts_of(sheets, self.station)
        self.questions.begin(self.parts)
        form = visit_form(self.parts, self.state)
        form.reading_done.connect(self._reading_done)
        form.figure_left.connect(self._figure_left)
        form.ended.connect(self._go_to_problem)
        self.body.show_visit(form, PersonPane([Shown.of(part, part.rules(self.station)) for part in self.parts]))
        self.state.changed.connect(self._changed)
        self._ready = True
        self.strip.show_stored(stored=bool(self.sheet.follow_up_id))
        self._judge()
        self._say_title(self._saved_text())
        if self.sheet.general_remark:
            MESSAGES.info(f"{tr('卫生院退回')}：{self.sheet.general_remark}")
        going_on = any(sheet.draft_saved_at is not None for sheet in sheets) and self._paused == self._owner()
        self.effort.go_on() if going_on else self.effort.start()
        self._focus_start()

    def _say_title(self, state: str) -> None:
        several = "、".join(part.label for part in self.parts) + tr("随访")
        title = self.sheet.form.title if len(self.parts) == 1 else several
        self.titled.emit([self.sheet.resident.resident.name, title, state])

    def _owner(self) -> str:
        return self.sheet.follow_up_id or self.sheet.resident.id

    def _saved_text(self) -> str:
        if self.sheet.remarks or self.sheet.general_remark:
            deadline = self.sheet.deadline
            return tr("卫生院退回，") + (f"{deadline:%m-%d} {tr('前改好')}" if deadline else tr("请改好再报"))
        saved = [part.sheet.draft_saved_at for part in self.parts if part.sheet.draft_saved_at is not None]
        return f"{tr('草稿存于')} {max(saved):%H:%M}" if saved else ""

    def _focus_start(self) -> None:
        if not any(self.form.focus_field(name) for name in self.sheet.remarks):
            self.form.focus_field(first_key(self.parts))

    def _reading_done(self, place: int) -> None:
        """To the next reading where another is wanted, else on with the form."""
        readings = self.form.readings()
        again = why_once_more(self.parts[0], readings.pairs(), place, self.station)
        always = read_settings(self.station).ask_second_reading
        wants_more = another_after(self.parts, place, second_always=always)
        if (wants_more or again) and readings.ask_another(place):
            if again:
                MESSAGES.info(tr(again))
            return
        self.form.after(self.parts[0].block.key("bp_readings"))

    def _figure_left(self) -> None:
        if self._ready:
            self._judge()

    def _changed(self, _name: str) -> None:
        if self._ready:
            self._judge()
            self._pause.start()

    def _judge(self) -> None:
        for part in self.parts:
            part.judge(self.station, self.state.values)
        problems, implausible = problems_of(self.parts), implausible_of(self.parts)
        self.state.judged(problems, implausible)
        self.form.refresh_states()
        if any(self._dropped_signs(part) for part in self.parts):
            return
        self._show_computed()
        day = self.state.values.get("visit_date")
        self.pane.show_trends(self.parts, on=day, now=day == self.station.clock.today())
        self.questions.ask_signs()
        self.questions.ask_reasons(implausible)
        typing = self.form.unfinished()
        readings = written_in_readings(self.parts)
        shown = [problem for problem in problems if not typing or problem.field not in readings]
        carried = len(self.state.carried)
        waiting = Waiting(shown, unanswered_of(self.parts), carried, self._why_not_stable())
        self.strip.show_parts(self.parts, waiting)
        if all(part.found.assessment is None for part in self.parts) and not typing:
            self.strip.show_wrong(next((problem.text for problem in problems if problem.code != "required"), ""))

    def _show_computed(self) -> None:
        for part in self.parts:
            show_in_form(self.form, part, self.state.values.get(part.block.key("doctor")))

    def _dropped_signs(self, part: Part) -> bool:
        """An emergency sign goes with the symptom that raised it; everything is judged again then."""
        signs = tuple(part.values.get("emergency_signs") or ())
        kept = tuple(sign for sign in signs if sign in part.found.emergency_question)
        if part.found.assessment is None or kept == signs:
            return False
        self._put_signs(part, kept)
        return True

    def _why_not_stable(self) -> str:
        why = next((why for part in self.parts if (why := part.why_not_stable())), "")
        return why or renew.can_renew(self.station, [part.renewable() for part in self.parts])

    def _put_signs(self, part: Part, signs: tuple[str, ...]) -> None:
        self.state.put(part.block.key("emergency_signs"), signs)

    def _after_symptoms(self, part: Part) -> None:
        self.form.after(part.block.key("symptom_codes"))

    def _reason_given(self) -> None:
        """Back to the form: to what is missing, else to its first field."""
        missing = next((problem.field for part in self.parts for problem in part.problems), first_key(self.parts))
        if self.form.focus_field(missing):
            self._judge()

    def _ask_doctor(self) -> None:
        self.form.next_flags()

    def _overruled(self) -> None:
        self._judge()
        self._pause.start()

    def _go_to_problem(self) -> None:
        if self.questions.go_to_open_emergency():
            return
        problems = sorted(problems_of(self.parts), key=lambda problem: problem.code == "required")
        if problems:
            self._point_at(problems[0])
        elif implausible_of(self.parts):
            self.questions.reason.take_focus()

    def _point_at(self, problem: Problem) -> None:
        judged = {part.block.key(name) for part in self.parts for name in record_follow_up.OVERRULABLE}
        if problem.field in judged:
            self.questions.open_overrule()
        else:
            self.form.focus_field(problem.field)
        MESSAGES.warn(problem.text)

    def _take_last(self) -> None:
        name = self.form.current_field()
        if name:
            self.state.take_last(name)

    def _confirm_all(self) -> None:
        count = self.state.confirm_all()
        if count:
            MESSAGES.ok(f"{count} {tr('项沿用上次，已确认。')}")

    def _explain(self) -> None:
        text = explanation(self.parts)
        if text:
            MESSAGES.info(text)

    def _undo(self) -> None:
        name = self.state.undo()
        if name:
            self.form.focus_field(name)

    def _print(self) -> None:
        if self.sheet.follow_up_id:
            self.navigate.emit(OpenOfficialForms(self.sheet.resident.id, self.sheet.disease.key))
        else:
            MESSAGES.info(tr("先存档，再打印随访表。"))

    def _refer(self) -> None:
        part = worst(self.parts)
        letter = referral_letter(self.station, part.sheet, part.values | part.decided.chosen)
        if letter is None:
            MESSAGES.info(tr("这次不需要转诊，没有转诊单。"))
        else:
            self.navigate.emit(OpenDocument(referral_document(letter)))

    def _three(self) -> None:
        if self.sheet.follow_up_id:
            self.navigate.emit(OpenPrescriptions(self.sheet.follow_up_id))

    def entries(self) -> tuple[VisitEntry, ...]:
        """What would be saved now, a form each; what it cost is shared among them."""
        count = len(self.parts)
        seconds, actions = self.effort.seconds // count, -(-self.effort.actions // count)
        return tuple(part.entry(self.state, seconds, actions) for part in self.parts)

    def _sheets(self) -> tuple[VisitSheet, ...]:
        return tuple(part.sheet for part in self.parts)

    def save(self) -> None:
        """Ctrl+S: save and go on to the three prescriptions."""
        if self._held_back():
            return
        tasks.now(lambda: record_follow_up.record_all(self.station, self._sheets(), self.entries()), self._saved)

    def _held_back(self) -> bool:
        if self.questions.go_to_open_emergency():
            MESSAGES.warn(tr("先回答是不是危急情况，再存档。"))
            return True
        if not self.questions.overrule.settle():
            MESSAGES.warn(tr("改判还没有写好：写明理由按 Enter，或按 Esc 不改了。"))
            return True
        return False

    def _saved(self, result: tuple[SavedVisit, ...] | list[tuple[str, Problem]]) -> None:
        if isinstance(result, list):
            self._refused(result)
            return
        self._finish()
        first = result[0]
        done = tr("已存档") if first.revision == 1 else f"{tr('已改好，第')} {first.revision} {tr('版，等待上报')}"
        MESSAGES.ok(f"{self.sheet.resident.resident.name}：{done}。")
        if first.revision == 1:
            self.navigate.emit(OpenPrescriptions(first.follow_up_id))
        else:
            self.navigate.emit(Back())

    def save_stable(self) -> None:
        """Ctrl+Enter: save, renew and dispense as last time, in one commit."""
        if self._held_back():
            return
        tasks.now(lambda: renew.renew_stable(self.station, self._sheets(), self.entries()), self._stable_saved)

    def _stable_saved(self, result: StableVisit | list[tuple[str, Problem]]) -> None:
        if isinstance(result, list):
            self._refused(result)
            return
        actions, seconds = self.effort.actions, self.effort.seconds
        self._finish()
        drugs = tr("，药已照旧发出") if result.dispensing_id else ""
        name = self.sheet.resident.resident.name
        MESSAGES.ok(f"{name}：{tr('已存档，三处方已续')}{drugs}（{actions} {tr('次按键')}，{seconds} {tr('秒')}）。")
        self.navigate.emit(Back())

    def _refused(self, refusals: list[tuple[str, Problem]]) -> None:
        blocks = {part.sheet.disease.key: part.block for part in self.parts}
        problems = once(keyed for disease, problem in refusals for keyed in blocks[disease].problems((problem,)))
        implausible = implausible_of(self.parts)
        self.state.judged(problems, implausible)
        self.form.refresh_states()
        self._show_computed()  # refreshed states know only what was written by hand
        first = problems[0]
        if first.field in {problem.field for problem in implausible}:
            self.questions.reason.take_focus()
            MESSAGES.warn(first.text)
        else:
            self._point_at(first)

    def _finish(self) -> None:
        self._pause.stop()
        self.effort.stop()
        self._ready = False
        self._paused = ""
        self.stored.emit()

    def _keep_draft(self) -> None:
        if not self._ready:
            return
        drafts = [(part.sheet, *part.kept(self.state)) for part in self.parts]

        def keep() -> None:
            for sheet, values, touched in drafts:
                visit_sheet.keep_draft(self.station, sheet, values, touched)

        def kept(_nothing: None) -> None:
            self._say_title(f"{tr('草稿已存')} {self.station.clock.now():%H:%M}")

        tasks.now(keep, kept)

    def leave(self) -> None:
        """The draft is kept at once; counting stops."""
        self._pause.flush()
        if self._ready:
            self._paused = self._owner()
        self.effort.stop()
