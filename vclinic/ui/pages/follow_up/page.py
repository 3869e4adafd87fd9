"""The follow-up page: everything typed goes through the form's state, is judged at every key and kept as a draft."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vclinic.domain.problem import Problem
from vclinic.forms.together import alone
from vclinic.services import record_follow_up, renew, visit_sheet
from vclinic.services.desk import Desk
from vclinic.services.judge_visit import Judgement, judge
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.referral_letter import referral_letter
from vclinic.services.renew import StableVisit, VisitPart
from vclinic.services.settings import read as read_settings
from vclinic.services.visit_sheet import VisitSheet
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, OpenDocument, OpenOfficialForms, OpenPrescriptions, OpenVisit
from vclinic.ui.forms.columns import NARROW, ROOMY
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.forms.pause import Pause
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.asks import EmergencyAsk, OverruleAsk, ReasonAsk, holder
from vclinic.ui.pages.follow_up.decisions import Decisions, flags_for, taken
from vclinic.ui.pages.follow_up.effort import Effort
from vclinic.ui.pages.follow_up.judged_form import figures, satisfied, show_in_form
from vclinic.ui.pages.follow_up.pane import WIDTH, PersonPane
from vclinic.ui.pages.follow_up.strip import JudgementStrip
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.printing.referral_sheet import referral_document
from vclinic.ui.widgets.basics import clear
from vclinic.ui.words import tr

_MARGIN, _BAR = 8, 12


class FollowUpPage(Page[OpenVisit]):
    """One visit at a time; `open` takes resident_id and, to correct a stored visit, follow_up_id."""

    name = "follow_up"
    opens = (OpenVisit,)
    about_one = True
    ends_in_remark = True
    wide_rail = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.effort = Effort(desk.clock.monotonic)
        self._ready = False
        self._paused = ""  # whose visit was left half written: what it has cost so far still counts
        self._decided = Decisions()
        self._pause = Pause(self._keep_draft, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._body = QHBoxLayout()
        self._body.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self._body.setSpacing(8)
        column.addLayout(self._body, 1)
        self._emergency, self._reason, self._overrule = EmergencyAsk(), ReasonAsk(), OverruleAsk()
        column.addWidget(holder(self._emergency, self._reason, self._overrule))
        calls = {
            "save": self.save,
            "stable": self.save_stable,
            "three": self._three,
            "refer": self._refer,
            "overrule": self._open_overrule,
        }
        self.strip = JudgementStrip(self, calls)
        column.addWidget(self.strip)
        self._emergency.answered.connect(self._answered)
        self._emergency.left.connect(lambda: self.form.after("symptom_codes"))
        self._reason.given.connect(self._give_reason)
        self._reason.left.connect(self._reason_given)
        self._overrule.decided.connect(self._overruled)
        self._overrule.closed.connect(self._focus_start)
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
        self._sheet: VisitSheet | None = None

    @property
    def sheet(self) -> VisitSheet:
        """The visit that is open."""
        if self._sheet is None:
            raise RuntimeError("no visit is open")
        return self._sheet

    def open(self, destination: OpenVisit) -> None:
        """Open a new visit, or a stored one."""
        resident_id, follow_up_id = destination.resident_id, destination.follow_up_id
        tasks.now(lambda: visit_sheet.open_visit(self.desk, resident_id, follow_up_id), self._show)
        if destination.visit_way and self._sheet is not None:
            self.state.put("visit_way", destination.visit_way)

    def side(self) -> QWidget | None:
        """The person beside the form."""
        return self.pane if self._sheet is not None else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._sheet is not None:
            self._allow_sideways(event.size().width())

    def _allow_sideways(self, width: int) -> None:
        """On a narrow screen the form draws its columns closer; what is narrower still scrolls."""
        narrow = width < ROOMY.paper + 2 * _MARGIN + _BAR
        self.form.show_narrow(narrow=narrow)
        self._body.setContentsMargins(0 if narrow else _MARGIN, 0, 0 if narrow else _MARGIN, 0)
        fits = width >= NARROW.paper + _BAR
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setHorizontalScrollBarPolicy(policy)

    def _give_way(self, low: int, high: int) -> None:
        """A scroll bar takes its room from the pane, never from last time's values."""
        bar = self._scroll.verticalScrollBar().sizeHint().width() if high > low else 0
        self.pane.setFixedWidth(WIDTH - bar)

    def alarm(self) -> str:
        """Allergies stay in sight when the pane is away."""
        known = self._sheet.allergies if self._sheet is not None else ""
        return f"{tr('过敏')} {known}" if known else ""

    def _show(self, sheet: VisitSheet) -> None:
        self._sheet = sheet
        self._ready = False
        values, self._decided = taken(sheet, self.desk.clock.today(), self.desk.rules)
        self._clear()
        self.state = FormState(values, sheet.carried, sheet.touched, sheet.last)
        last_title = f"{tr('上次')} {sheet.last_on:%m-%d}" if sheet.last_on else tr("上次")
        self.form = FormView(
            [alone(sheet.form)],
            self.state,
            [last_title],
            sheet.remarks,
            flags=flags_for(sheet),
            first=sheet.disease.asked_first,
        )
        self.form.reading_done.connect(self._reading_done)
        self.form.figure_left.connect(self._figure_left)
        self.form.ended.connect(self._go_to_problem)
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.verticalScrollBar().rangeChanged.connect(self._give_way)
        self._scroll = scroll
        self._allow_sideways(self.width())
        self._body.addWidget(scroll, 1)
        day = sheet.values.get("visit_date")
        self._rules = sheet.disease.rules_on(self.desk.rules, day if isinstance(day, date) else self.desk.clock.today())
        found = judge(sheet, self.state.values, self.desk.clock.today(), self.desk.rules)
        band = sheet.disease.band(sheet.disease.measures[0], sheet.age, self._rules)
        self.pane = PersonPane(sheet, band, found.goal_text)
        self._body.addWidget(self.pane, 0, Qt.AlignmentFlag.AlignTop)
        self._overrule.hide()
        self._emergency.ask((), ())
        self._reason.ask((), {})
        self.state.changed.connect(self._changed)
        self._ready = True
        self.strip.show_stored(stored=bool(sheet.follow_up_id))
        self._judge()
        self.titled.emit([sheet.resident.resident.name, sheet.form.title, self._saved_words()])
        if sheet.general_remark:
            MESSAGES.info(f"{tr('卫生院退回')}：{sheet.general_remark}")
        going_on = sheet.draft_saved_at is not None and self._paused == self._owner()
        self.effort.go_on() if going_on else self.effort.start()
        self._focus_start()

    def _clear(self) -> None:
        clear(self._body)

    def _owner(self) -> str:
        return self.sheet.follow_up_id or self.sheet.resident.id

    def _saved_words(self) -> str:
        if self.sheet.remarks or self.sheet.general_remark:
            deadline = self.sheet.deadline
            return tr("卫生院退回，") + (f"{deadline:%m-%d} {tr('前改好')}" if deadline else tr("请改好再报"))
        if self.sheet.draft_saved_at is not None:
            return f"{tr('草稿存于')} {self.sheet.draft_saved_at:%H:%M}"
        return ""

    def _focus_start(self) -> None:
        if self.sheet.remarks:
            for name in self.sheet.remarks:
                if self.form.focus_field(name):
                    return
        self.form.focus_field(self.sheet.disease.asked_first)

    def _reading_done(self, place: int) -> None:
        """A first reading that is normal asks for no second, unless the clinic wants one; two that differ ask again."""
        found = self._judgement
        wants_more = place == 0 and (not satisfied(found) or read_settings(self.desk).ask_second_reading)
        again = self._once_more(place)
        if (wants_more or again) and self.form.readings().ask_another(place):
            if again:
                MESSAGES.info(tr(again))
            return
        self.form.after("bp_readings")

    def _once_more(self, place: int) -> str:
        """Why the readings up to this one want another; empty when they do not, or are not all written."""
        pairs = self.form.readings().pairs()[: place + 1]
        if not all(high.isdecimal() and low.isdecimal() for high, low in pairs):
            return ""
        written = tuple((int(high), int(low)) for high, low in pairs)
        return self.sheet.disease.repeat_hint({"bp_readings": written}, self._rules)

    def _figure_left(self) -> None:
        if self._ready:
            self._judge()

    def _changed(self, _name: str) -> None:
        if self._ready:
            self._judge()
            self._pause.start()

    def _judge(self) -> None:
        found = judge(self.sheet, self.state.values | self._decided.chosen, self.desk.clock.today(), self.desk.rules)
        self._judgement = found
        self.state.judged(found.problems, found.implausible)
        self.form.refresh_states()
        if self._dropped_signs(found):
            return
        self._show_computed()
        day = self.state.values.get("visit_date")
        now = day == self.desk.clock.today()
        self.pane.show_trend(figures(self.sheet, self.state.values, found), satisfied=satisfied(found), on=day, now=now)
        self._emergency.ask(found.emergency_question, self.state.values.get("emergency_signs") or ())
        self._reason.ask(found.implausible, self._decided.reasons)
        typing = self.form.unfinished()
        problems = tuple(each for each in found.problems if not typing or each.field != "bp_readings")
        shown_now = replace(found, problems=problems, implausible=self._decided.unanswered(found))
        carried = len(self.state.carried)
        self.strip.show_judgement(shown_now, self._decided.chosen, carried, self._why_not_stable(found))
        if found.assessment is None and not typing:
            self.strip.show_wrong(next((each.text for each in found.problems if each.code != "required"), ""))

    def _show_computed(self) -> None:
        show_in_form(self.form, self.sheet, self._judgement, self._decided.chosen, self.state.values.get("doctor"))

    def _dropped_signs(self, found: Judgement) -> bool:
        """An emergency sign goes with the symptom that raised it; everything is judged again then."""
        signs = tuple(self.state.values.get("emergency_signs") or ())
        kept = tuple(sign for sign in signs if sign in found.emergency_question)
        if found.assessment is None or kept == signs:
            return False
        self.state.put("emergency_signs", kept)
        return True

    def _why_not_stable(self, found: Judgement) -> str:
        if found.problems or found.implausible or self._decided.chosen or found.assessment is None:
            return tr("还有要改的")
        if found.assessment.visit_class != "1":
            return tr("不是满意的随访")
        return renew.can_renew(self.desk, [VisitPart(self.sheet, found, self.state.values)])

    def _answered(self, signs: tuple[str, ...]) -> None:
        self.state.put("emergency_signs", signs)

    def _give_reason(self, field: str, reason: str) -> None:
        self._decided.reasons[field] = reason
        self._pause.start()

    def _reason_given(self) -> None:
        if self._go_to_gap():
            self._judge()

    def _go_to_gap(self) -> bool:
        """Back to the form: to what is missing, else to its first field."""
        missing = next((each.field for each in self._judgement.problems), self.sheet.disease.asked_first)
        return self.form.focus_field(missing)

    def _ask_doctor(self) -> None:
        if self.form.flags is not None:
            self.form.flags.setFocus()

    def _open_overrule(self) -> None:
        machine = {name: self._judgement.computed.get(name) for name in record_follow_up.OVERRULABLE}
        if machine["visit_class"] is None:
            MESSAGES.info(tr("先填好血压，才有判断可以改。"))
            return
        self._overrule.ask(machine, self._decided.chosen, self._decided.why)

    def _overruled(self, chosen: dict[str, Any], reason: str) -> None:
        self._decided.chosen, self._decided.why = chosen, reason if chosen else ""
        self._judge()
        self._pause.start()

    def _go_to_problem(self) -> None:
        found = self._judgement
        if self._emergency.isVisible() and not self._emergency.is_answered:
            self._emergency.take_focus()
            return
        real = sorted(found.problems, key=lambda each: each.code == "required")
        if real:
            self._point_at(real[0])
        elif found.implausible:
            self._reason.take_focus()

    def _point_at(self, problem: Problem) -> None:
        if problem.field in record_follow_up.OVERRULABLE:
            self._open_overrule()
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
        if self._judgement.assessment is not None:
            reasons = self._judgement.assessment.reasons
            MESSAGES.info("".join(f"{each.text}（{each.clause}）" for each in reasons))

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
        letter = referral_letter(self.desk, self.sheet, self.state.values | self._decided.chosen)
        if letter is None:
            MESSAGES.info(tr("这次不需要转诊，没有转诊单。"))
        else:
            self.navigate.emit(OpenDocument(referral_document(letter)))

    def _three(self) -> None:
        if self.sheet.follow_up_id:
            self.navigate.emit(OpenPrescriptions(self.sheet.follow_up_id))

    def entry(self) -> VisitEntry:
        """What would be saved now."""
        return VisitEntry(
            self.state.values | self._decided.chosen,
            self._decided.overrules(self._judgement),
            tuple(self._decided.reasons.items()),
            frozenset(self.sheet.carried) - self.state.touched,
            self.effort.seconds,
            self.effort.actions,
        )

    def save(self) -> None:
        """Ctrl+S: save and go on to the three prescriptions."""
        if self._held_back():
            return
        tasks.now(lambda: record_follow_up.record(self.desk, self.sheet, self.entry()), self._saved)

    def _held_back(self) -> bool:
        if self._emergency.isVisible() and not self._emergency.is_answered:
            self._emergency.take_focus()
            MESSAGES.warn(tr("先回答是不是危急情况，再存档。"))
            return True
        if not self._overrule.settle():
            MESSAGES.warn(tr("改判还没有写好：写明理由按 Enter，或按 Esc 不改了。"))
            return True
        return False

    def _saved(self, result: SavedVisit | list[Problem]) -> None:
        if isinstance(result, list):
            self._refused(result)
            return
        self._finish()
        words = tr("已存档") if result.revision == 1 else f"{tr('已改好，第')} {result.revision} {tr('版，等待上报')}"
        MESSAGES.ok(f"{self.sheet.resident.resident.name}：{words}。")
        if result.revision == 1:
            self.navigate.emit(OpenPrescriptions(result.follow_up_id))
        else:
            self.navigate.emit(Back())

    def save_stable(self) -> None:
        """Ctrl+Enter: save, renew and dispense as last time, in one commit."""
        if self._held_back():
            return
        tasks.now(lambda: renew.renew_stable(self.desk, [self.sheet], [self.entry()]), self._stable_saved)

    def _stable_saved(self, result: StableVisit | list[tuple[str, Problem]]) -> None:
        if isinstance(result, list):
            self._refused([problem for _, problem in result])
            return
        actions, seconds = self.effort.actions, self.effort.seconds
        self._finish()
        drugs = tr("，药已照旧发出") if result.dispensing_id else ""
        name = self.sheet.resident.resident.name
        MESSAGES.ok(f"{name}：{tr('已存档，三处方已续')}{drugs}（{actions} {tr('次按键')}，{seconds} {tr('秒')}）。")
        self.navigate.emit(Back())

    def _refused(self, problems: list[Problem]) -> None:
        self.state.judged(problems, self._judgement.implausible)
        self.form.refresh_states()
        self._show_computed()  # refreshed states know only what was written by hand
        first = problems[0]
        if first.field in {each.field for each in self._judgement.implausible}:
            self._reason.take_focus()
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
            name = self.sheet.resident.resident.name
            self.titled.emit([name, self.sheet.form.title, f"{tr('草稿已存')} {self.desk.clock.now():%H:%M}"])

        values, touched = self.state.values | self._decided.kept(), frozenset(self.state.touched)
        tasks.now(lambda: visit_sheet.keep_draft(self.desk, self.sheet, values, touched), kept)

    def leave(self) -> None:
        """The draft is kept at once; counting stops."""
        self._pause.flush()
        if self._ready:
            self._paused = self._owner()
        self.effort.stop()
