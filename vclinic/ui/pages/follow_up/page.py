"""The visit page: a form for each disease a person is followed up for. Everything typed goes through one state, is judged
at every key for each disease, and kept as drafts."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.domain.problem import Problem
from vclinic.services import visit_sheet
from vclinic.services.record_follow_up import OVERRULABLE, SavedVisit
from vclinic.services.refer_at_once import ReferredVisit
from vclinic.services.renew import StableVisit
from vclinic.services.settings import read as read_settings
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, OpenDocument, OpenOfficialForms, OpenPrescriptions, OpenVisit
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.forms.pause import Pause
from vclinic.ui.known.known_card import LAB, NONE, TELL, KnownCard
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.body import VisitBody
from vclinic.ui.pages.follow_up.effort import Effort
from vclinic.ui.pages.follow_up.judged_form import show_in_form
from vclinic.ui.pages.follow_up.pane import PersonPane, Shown
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.parts import implausible_of, problems_of
from vclinic.ui.pages.follow_up.questions import Questions
from vclinic.ui.pages.follow_up.readings import another_after, why_once_more
from vclinic.ui.pages.follow_up.strip.reasons import explanation
from vclinic.ui.pages.follow_up.strip.strip import JudgementStrip
from vclinic.ui.pages.follow_up.visit import Refusals, Visit
from vclinic.ui.pages.follow_up.visit_form import first_key, visit_form
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.printing.referral_sheet import referral_document
from vclinic.ui.words import tr


class FollowUpPage(Page[OpenVisit]):
    """One visit at a time: of all a resident's diseases, or a stored one of one disease to be corrected."""

    name = "follow_up"
    opens = (OpenVisit,)
    about_one = True
    ends_in_remark = True
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self.effort = Effort(station.clock.monotonic)
        self._ready = False
        self._paused = ""  # whose visit was left half written: what it has cost so far still counts
        self._visit: Visit | None = None
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
            "at_once": self.refer_at_once,
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
            (TELL, lambda: self._on_pane(KnownCard.begin_medicine)),
            (NONE, lambda: self._on_pane(KnownCard.say_none)),
            (LAB, lambda: self._on_pane(KnownCard.begin_lab)),
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
    def visit(self) -> Visit:
        """The visit that is open."""
        if self._visit is None:
            raise RuntimeError("no visit is open")
        return self._visit

    @property
    def parts(self) -> tuple[Part, ...]:
        """One for each disease, in the order of the forms; none while no visit is open."""
        return self._visit.parts if self._visit is not None else ()

    @property
    def state(self) -> FormState:
        """What stands on the page."""
        return self.visit.state

    @property
    def sheet(self) -> VisitSheet:
        """The first disease's sheet; the visit that is open when there is only one."""
        return self.visit.first.sheet

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
        self._visit = None

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
        self._visit = visit = Visit(sheets, self.station)
        self.questions.begin(self.parts)
        form = visit_form(self.parts, self.state)
        form.reading_done.connect(self._reading_done)
        form.figure_left.connect(self._figure_left)
        form.ended.connect(self._go_to_problem)
        shown = [Shown.of(part, part.rules(self.station)) for part in self.parts]
        self.body.show_visit(form, PersonPane(shown, self._known()))
        self.state.changed.connect(self._changed)
        self._ready = True
        self.person_opened.emit(self.sheet.resident.id)
        self.strip.show_stored(stored=bool(self.sheet.follow_up_id))
        self._judge()
        self._say_title(visit.saved_text())
        if self.sheet.general_remark:
            MESSAGES.info(f"{tr('卫生院退回')}：{self.sheet.general_remark}")
        going_on = any(sheet.draft_saved_at is not None for sheet in sheets) and self._paused == visit.owner
        self.effort.go_on() if going_on else self.effort.start()
        self._focus_start()

    def _known(self) -> KnownCard:
        """What others gave and the laboratory's values, told while the visit is written."""
        card = KnownCard(self.station)
        card.show_person(self.sheet.resident.id, self._day)
        card.told.connect(self._judge)
        card.closed.connect(self._focus_start)
        return card

    def _day(self) -> date:
        """The day the visit is written for; today's while none can be read."""
        day = self.state.values.get("visit_date")
        return day if isinstance(day, date) else self.station.clock.today()

    def _on_pane(self, begin: Callable[[KnownCard], None]) -> None:
        """What a key starts in the pane; on a narrow screen the pane is called up first."""
        if not self.parts:
            return
        if self.body.side.isVisible():
            begin(self.pane.known)
        else:
            MESSAGES.info(tr("右边的资料收起来了：先按 F11 打开，再记。"))

    def _say_title(self, state: str) -> None:
        self.titled.emit([self.sheet.resident.resident.name, self.visit.title, state])

    def _focus_start(self) -> None:
        if not any(self.form.focus_field(name) for name in self.sheet.remarks):
            self.form.focus_field(first_key(self.parts))

    def _reading_done(self, place: int) -> None:
        """To the next reading where another is wanted, else on with the form."""
        readings = self.form.readings()
        symptoms = self.parts[0].block.key("symptom_codes")
        if self.visit.is_urgent() and symptoms not in self.state.touched:
            self.form.focus_field(symptoms)  # what is felt belongs on the slip; all else can wait
            return
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
        self.visit.judge()
        self.form.refresh_states()
        if any(self._dropped_signs(part) for part in self.parts):
            return
        self._show_computed()
        day = self.state.values.get("visit_date")
        self.pane.show_trends(self.parts, on=day, now=day == self.station.clock.today())
        self.questions.ask_signs()
        self.questions.ask_reasons(implausible_of(self.parts))
        typing = self.form.unfinished()
        self.strip.show_parts(self.parts, self.visit.waiting(typing=typing))
        if all(part.judgement.assessment is None for part in self.parts) and not typing:
            wrong = (problem.text for problem in problems_of(self.parts) if problem.code != "required")
            self.strip.show_wrong(next(wrong, ""))

    def _show_computed(self) -> None:
        for part in self.parts:
            show_in_form(self.form, part, self.state.values.get(part.block.key("doctor")))

    def _dropped_signs(self, part: Part) -> bool:
        """An emergency sign goes with the symptom that raised it; everything is judged again then."""
        signs = tuple(part.values.get("emergency_signs") or ())
        kept = tuple(sign for sign in signs if sign in part.judgement.emergency_question)
        if part.judgement.assessment is None or kept == signs:
            return False
        self._put_signs(part, kept)
        return True

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
        judged = {part.block.key(name) for part in self.parts for name in OVERRULABLE}
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
        letter = self.visit.letter()
        if letter is None:
            MESSAGES.info(tr("这次不需要转诊，没有转诊单。"))
        else:
            self.navigate.emit(OpenDocument(referral_document(letter)))

    def _three(self) -> None:
        if self.sheet.follow_up_id:
            self.navigate.emit(OpenPrescriptions(self.sheet.follow_up_id))

    def save(self) -> None:
        """Ctrl+S: save and go on to the three prescriptions."""
        if self._held_back():
            return
        tasks.now(lambda: self.visit.record(self.effort), self._saved)

    def _held_back(self) -> bool:
        if self.questions.go_to_open_emergency():
            MESSAGES.warn(tr("先回答是不是危急情况，再存档。"))
            return True
        if not self.questions.overrule.settle():
            MESSAGES.warn(tr("改判还没有写好：写明理由按 Enter，或按 Esc 不改了。"))
            return True
        return False

    def _saved(self, result: tuple[SavedVisit, ...] | Refusals) -> None:
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
        tasks.now(lambda: self.visit.renew(self.effort), self._stable_saved)

    def _stable_saved(self, result: StableVisit | Refusals) -> None:
        if isinstance(result, list):
            self._refused(result)
            return
        actions, seconds = self.effort.actions, self.effort.seconds
        self._finish()
        drugs = tr("，药已照旧发出") if result.dispensing_id else ""
        name = self.sheet.resident.resident.name
        MESSAGES.ok(f"{name}：{tr('已存档，三处方已续')}{drugs}（{actions} {tr('次按键')}，{seconds} {tr('秒')}）。")
        self.navigate.emit(Back())

    def refer_at_once(self) -> None:
        """Ctrl+Enter in an emergency: store what is known, and the slip."""
        self._pause.stop()
        letter = self.visit.letter(asked_only=True)

        def referred(result: ReferredVisit | Refusals) -> None:
            if isinstance(result, list):
                self._refused(result)
                return
            actions, seconds = self.effort.actions, self.effort.seconds
            self._finish()
            name, open_still = self.sheet.resident.resident.name, result.to_complete
            later = tr("没填的以后补，名单在“今天”。") if open_still else ""
            MESSAGES.ok(f"{name}：{tr('已存档并转诊')}（{actions} {tr('次按键')}，{seconds} {tr('秒')}）。{later}")
            self.navigate.emit(Back())
            if letter is not None:
                self.navigate.emit(OpenDocument(referral_document(letter)))

        tasks.now(lambda: self.visit.refer_at_once(self.effort), referred)

    def _refused(self, refusals: Refusals) -> None:
        problems = self.visit.refused(refusals)
        self.form.refresh_states()
        self._show_computed()  # refreshed states know only what was written by hand
        first = problems[0]
        if first.field in {problem.field for problem in implausible_of(self.parts)}:
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

        def kept(_nothing: None) -> None:
            self._say_title(f"{tr('草稿已存')} {self.station.clock.now():%H:%M}")

        tasks.now(self.visit.keep_draft, kept)

    def leave(self) -> None:
        """The draft is kept at once; counting stops."""
        self._pause.flush()
        if self._ready:
            self._paused = self.visit.owner
        self.effort.stop()
