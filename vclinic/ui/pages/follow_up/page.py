"""The visit page: a form for each disease a person is followed up for. Everything typed goes through one state, is judged
at every key for each disease, and kept as drafts."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.devices.reading import Reading
from vclinic.services import visit_sheet
from vclinic.services.known_of_person import red_line
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import BY_PHONE, OpenVisit
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.forms.pause import Pause
from vclinic.ui.known.known_card import ACTS, KnownCard
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.asks.correction import KEYS, CorrectionBar
from vclinic.ui.pages.follow_up.body import VisitBody
from vclinic.ui.pages.follow_up.effort import Effort
from vclinic.ui.pages.follow_up.from_meter import FromMeter
from vclinic.ui.pages.follow_up.judging import Judging
from vclinic.ui.pages.follow_up.moves import Moves
from vclinic.ui.pages.follow_up.pane import PersonPane, Shown
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.pages.follow_up.questions import Questions
from vclinic.ui.pages.follow_up.storing import WHY_CORRECTED, Storing
from vclinic.ui.pages.follow_up.strip.strip import JudgementStrip
from vclinic.ui.pages.follow_up.visit import Refusals, Visit
from vclinic.ui.pages.follow_up.visit_form import visit_form
from vclinic.ui.pages.follow_up.whose_card import say_whose
from vclinic.ui.pages.page import Page, shortcut
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
        self.correction = CorrectionBar()
        column.addWidget(self.correction)
        self.body = VisitBody()
        column.addWidget(self.body, 1)
        self.questions = Questions()
        column.addWidget(self.questions)
        self.meter = FromMeter(self, lambda: self.visit, self.body)
        column.addWidget(self.meter.ask)
        self.moves = Moves(self, station, lambda: self.visit, self.body, self.questions)
        self.storing = Storing(self, lambda: self.visit, self.questions, self.effort, self.correction)
        calls = {
            "save": lambda: self._unless_half_told(self.storing.save),
            "stable": lambda: self._unless_half_told(self.storing.save_stable),
            "at_once": self._refer_at_once,
            "three": self.storing.three,
            "refer": self.storing.refer,
            "overrule": self.questions.open_overrule,
        }
        self.strip = JudgementStrip(self, calls)
        column.addWidget(self.strip)
        self._judging = Judging(self.body, self.questions, self.strip, station.clock.today)
        self._wire()
        keys = (
            ("F2", self.moves.ask_doctor),
            ("F3", self.moves.to_problem),
            ("F4", self.moves.take_last),
            ("F6", self.moves.confirm_all),
            ("F7", self.moves.explain),
            *((key, partial(self._on_pane, act)) for key, act in ACTS),
            *((key, partial(self.correction.switch, place)) for place, key in enumerate(KEYS)),
            ("Ctrl+Z", self.moves.undo),
            ("Ctrl+P", self.storing.print_form),
        )
        for key, call in keys:
            shortcut(self, key, call)

    def _wire(self) -> None:
        self.storing.finished.connect(self._finish)
        self.storing.refused.connect(self._refused)
        self.storing.navigate.connect(self.navigate)
        self.correction.given.connect(self._corrected)
        self.correction.answered.connect(self._answered)
        self.correction.left.connect(self.moves.to_place)
        self.questions.signs_answered.connect(self._put_signs)
        self.questions.signs_left.connect(self.moves.after_symptoms)
        self.questions.reasoned.connect(self._pause.start)
        self.questions.reasoned.connect(self.moves.forget_mended)
        self.questions.reason_left.connect(self._reason_given)
        self.questions.overruled.connect(self._overruled)
        self.questions.closed.connect(self.moves.to_place)
        self.meter.reading_done.connect(self.moves.reading_done)

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
        self._pause.stop()
        self._visit = None

        def sheets() -> tuple[VisitSheet, ...]:
            if follow_up_id:
                return (visit_sheet.open_visit(self.station, resident_id, follow_up_id),)
            return visit_sheet.open_visits(self.station, resident_id)

        tasks.now(sheets, self._show)
        if destination.visit_way and self.parts:
            self.state.put("visit_way", destination.visit_way)
        if destination.field and self.parts:
            self.moves.to_field(destination.field)

    def take_reading(self, reading: Reading) -> bool:
        """What a meter measured, or whose card lies on the reader."""
        if self.parts and reading.kind == "id_card":
            say_whose(reading, self.sheet.resident.resident)
            return True
        return bool(self.parts) and self.meter.take(reading)

    def side(self) -> QWidget | None:
        """The person beside the form."""
        return self.body.side if self.parts else None

    def make_room(self, *, alone: bool) -> None:
        """The person takes the form's place."""
        self.body.show_person_alone(alone)

    def alarm(self) -> str:
        """Allergies stay in sight when the pane is away."""
        return self._danger() if self.parts else ""

    def _danger(self) -> str:
        """Allergies and adverse reactions; of the last form too, where it is older than what is kept of medicines."""
        sheet = self.sheet
        danger = red_line(self.station, sheet.resident)
        if not sheet.adverse or sheet.adverse in danger:
            return danger
        return f"{danger}　{tr('不良反应')}：{sheet.adverse}".strip("　")

    def _show(self, sheets: tuple[VisitSheet, ...]) -> None:
        self._ready = False
        self._visit = visit = Visit(sheets, self.station)
        self.questions.begin(self.parts)
        self.meter.begin()
        form = visit_form(self.parts, self.state)
        form.reading_done.connect(self.moves.reading_done)
        form.figure_left.connect(self._figure_left)
        form.ended.connect(self.moves.to_problem)
        form.wanted.connect(self.rest_wanted)
        shown = [Shown.of(part, part.rules(self.station)) for part in self.parts]
        self.body.show_visit(form, PersonPane(shown, self._known()))
        self.pane.show_danger(self._danger())
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
        self.moves.to_start()

    def _known(self) -> KnownCard:
        """What others gave and the laboratory's values, told while the visit is written."""
        card = KnownCard(self.station)
        card.show_person(self.sheet.resident.id, self._day)
        card.told.connect(self._told)
        card.closed.connect(self.moves.to_place)
        return card

    def _told(self) -> None:
        self.pane.show_danger(self._danger())
        self._judge()

    def _day(self) -> date:
        """The day the visit is written for; today's while none can be read."""
        return self.visit.day or self.station.clock.today()

    def _on_pane(self, begin: Callable[[KnownCard], None]) -> None:
        """What a key starts in the pane; on a narrow screen the pane is called up first."""
        if self.parts and not self.body.begin_known(begin):
            MESSAGES.info(tr("右边的资料收起来了：先按 F11 打开，再记。"))

    def _say_title(self, state: str) -> None:
        self.titled.emit([self.sheet.resident.resident.name, self.visit.title, state])

    def _figure_left(self) -> None:
        if self._ready:
            self._judge()

    def _changed(self, _name: str) -> None:
        if self._ready:
            self._judge()
            self._pause.start()

    def _judge(self) -> None:
        self._judging.judge(self.visit)
        self.correction.show_part(self.visit.first)
        self.moves.forget_mended()
        self.pane.show_phone(shown=self.visit.first.values.get("visit_way") == BY_PHONE)

    def _put_signs(self, part: Part, signs: tuple[str, ...]) -> None:
        self.visit.answer_signs(part, self.questions.asked_of(part), signs)

    def _reason_given(self) -> None:
        """Back to the form."""
        if self.moves.to_missing():
            self._judge()

    def _overruled(self, take_back: Callable[[], None]) -> None:
        self.state.decided(take_back)
        self._judge()
        self._pause.start()

    def _corrected(self, reason: str) -> None:
        self.visit.first.decided.correction = reason
        MESSAGES.settle(WHY_CORRECTED)
        self._pause.start()

    def _unless_half_told(self, save: Callable[[], None]) -> None:
        if not self.pane.known.holds_back():
            save()

    def _answered(self, code: str, answer: str) -> None:
        self.visit.first.decided.answers[code] = answer
        self.correction.show_part(self.visit.first)
        self._pause.start()

    def _refer_at_once(self) -> None:
        self._pause.stop()
        self.storing.refer_at_once()

    def _refused(self, refusals: Refusals) -> None:
        problems = self.visit.refused(refusals)
        self.form.refresh_states()
        self._judging.show_computed(self.visit)
        self.moves.to_refusal(problems[0])

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

        def failed(sentence: str) -> None:
            self._say_title(tr("草稿没存上"))
            self._pause.failed(sentence)

        tasks.now(self.visit.keep_draft, kept, failed)

    def leave(self) -> None:
        """The draft is kept at once; counting stops."""
        self._pause.flush()
        if self._ready:
            self._paused = self.visit.owner
        self.effort.stop()
