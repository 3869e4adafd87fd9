"""The visit page: a form for each disease a person is followed up for. Everything typed goes through one state, is judged
at every key for each disease, and kept as drafts."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vclinic.domain.problem import Problem
from vclinic.forms.together import joined
from vclinic.services import record_follow_up, renew, visit_sheet
from vclinic.services.judge_visit import Judgement
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.referral_letter import referral_letter
from vclinic.services.renew import StableVisit
from vclinic.services.settings import read as read_settings
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, OpenDocument, OpenOfficialForms, OpenPrescriptions, OpenVisit
from vclinic.ui.forms.columns import NARROW, ROOMY
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.forms.pause import Pause
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.asks import EmergencyAsk, OverruleAsk, ReasonAsk, holder
from vclinic.ui.pages.follow_up.decisions import flags_for
from vclinic.ui.pages.follow_up.effort import Effort
from vclinic.ui.pages.follow_up.judged_form import satisfied, show_in_form
from vclinic.ui.pages.follow_up.pane import WIDTH, PersonPane, Shown
from vclinic.ui.pages.follow_up.part import Part, parts_of, worst
from vclinic.ui.pages.follow_up.strip import JudgementStrip
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.printing.referral_sheet import referral_document
from vclinic.ui.widgets.basics import clear
from vclinic.ui.words import tr

_MARGIN, _BAR = 8, 12


class FollowUpPage(Page[OpenVisit]):
    """One visit at a time: of all a resident's diseases, or a stored one of one disease to be corrected.

    Attributes:
        parts: one for each disease, in the order of the forms.
    """

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
        self.parts: tuple[Part, ...] = ()
        self._pause = Pause(self._keep_draft, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._body = QHBoxLayout()
        self._body.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self._body.setSpacing(8)
        column.addLayout(self._body, 1)
        self._questions: list[EmergencyAsk] = []
        self._reason, self._overrule = ReasonAsk(), OverruleAsk()
        self._asks = holder(self._reason, self._overrule)
        column.addWidget(self._asks)
        calls = {
            "save": self.save,
            "stable": self.save_stable,
            "three": self._three,
            "refer": self._refer,
            "overrule": self._open_overrule,
        }
        self.strip = JudgementStrip(self, calls)
        column.addWidget(self.strip)
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
        self._overruling = 0

    @property
    def sheet(self) -> VisitSheet:
        """The first disease's sheet; the visit that is open when there is only one."""
        if not self.parts:
            raise RuntimeError("no visit is open")
        return self.parts[0].sheet

    @property
    def _judgement(self) -> Judgement:
        """The first disease's judgement."""
        return self.parts[0].found

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
        return self._side if self.parts else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.parts:
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
        self._side.setFixedWidth(WIDTH - bar)

    def alarm(self) -> str:
        """Allergies stay in sight when the pane is away."""
        known = self.sheet.allergies if self.parts else ""
        return f"{tr('过敏')} {known}" if known else ""

    def _show(self, sheets: tuple[VisitSheet, ...]) -> None:
        self._ready = False
        self._clear()
        self.parts, self.state = parts_of(sheets, self.station)
        sheet = self.sheet
        self._ask_anew()
        self.form = FormView(
            [part.block for part in self.parts],
            self.state,
            [_last_title(part.sheet) for part in self.parts],
            joined([part.block for part in self.parts], [part.sheet.remarks for part in self.parts]),
            flags=[self._flags(part) for part in self.parts],
            first=self._first_key(),
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
        self.pane = PersonPane([Shown.of(part, part.rules(self.station)) for part in self.parts])
        self._side = QScrollArea()  # while a question takes its room the pane scrolls, it is never squeezed
        self._side.setWidget(self.pane)
        self._side.setWidgetResizable(True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setFixedWidth(WIDTH)
        self._body.addWidget(self._side)
        self._overrule.hide()
        self._reason.ask((), {})
        self.state.changed.connect(self._changed)
        self._ready = True
        self.strip.show_stored(stored=bool(sheet.follow_up_id))
        self._judge()
        self.titled.emit([sheet.resident.resident.name, self._title(), self._saved_words()])
        if sheet.general_remark:
            MESSAGES.info(f"{tr('卫生院退回')}：{sheet.general_remark}")
        going_on = any(each.draft_saved_at is not None for each in sheets) and self._paused == self._owner()
        self.effort.go_on() if going_on else self.effort.start()
        self._focus_start()

    def _title(self) -> str:
        if len(self.parts) == 1:
            return self.sheet.form.title
        return "、".join(part.label for part in self.parts) + tr("随访")

    def _flags(self, part: Part) -> tuple[tuple[str, str, str], ...]:
        """What is asked of the doctor beside a form's paper; what an earlier form has asked is not asked again."""
        earlier = self.parts[: self.parts.index(part)]
        asked = {other.block.key(field) for other in earlier for field, _, _ in flags_for(other.sheet)}
        keyed = [(part.block.key(field), short, whole) for field, short, whole in flags_for(part.sheet)]
        return tuple(flag for flag in keyed if flag[0] not in asked)

    def _first_key(self) -> str:
        return self.parts[0].block.key(self.sheet.disease.asked_first)

    def _ask_anew(self) -> None:
        """A question about emergency signs for each disease."""
        for question in self._questions:
            question.hide()
            question.deleteLater()
        self._questions = [EmergencyAsk(part.label if len(self.parts) > 1 else "") for part in self.parts]
        column = self._asks.layout()
        for place, (question, part) in enumerate(zip(self._questions, self.parts, strict=True)):
            question.answered.connect(partial(self._answered, part))
            question.left.connect(lambda part=part: self.form.after(part.block.key("symptom_codes")))
            if isinstance(column, QVBoxLayout):
                column.insertWidget(place, question)

    @property
    def _emergency(self) -> EmergencyAsk:
        """The first question that is open, else the first one."""
        return next((each for each in self._questions if each.isVisible() and not each.is_answered), self._questions[0])

    def _clear(self) -> None:
        clear(self._body)

    def _owner(self) -> str:
        return self.sheet.follow_up_id or self.sheet.resident.id

    def _saved_words(self) -> str:
        if self.sheet.remarks or self.sheet.general_remark:
            deadline = self.sheet.deadline
            return tr("卫生院退回，") + (f"{deadline:%m-%d} {tr('前改好')}" if deadline else tr("请改好再报"))
        saved = [part.sheet.draft_saved_at for part in self.parts if part.sheet.draft_saved_at is not None]
        if saved:
            return f"{tr('草稿存于')} {max(saved):%H:%M}"
        return ""

    def _focus_start(self) -> None:
        if self.sheet.remarks:
            for name in self.sheet.remarks:
                if self.form.focus_field(name):
                    return
        self.form.focus_field(self._first_key())

    def _reading_done(self, place: int) -> None:
        """A first reading that is normal asks for no second, unless the clinic wants one; two that differ ask again."""
        calm = all(satisfied(part.found) for part in self.parts if self._judged_by_readings(part))
        wants_more = place == 0 and (not calm or read_settings(self.station).ask_second_reading)
        again = self._once_more(place)
        if (wants_more or again) and self.form.readings().ask_another(place):
            if again:
                MESSAGES.info(tr(again))
            return
        self.form.after(self.parts[0].block.key("bp_readings"))

    def _judged_by_readings(self, part: Part) -> bool:
        """Whether the disease is judged by what is read several times; the others' figures come later on the page."""
        return bool(set(part.sheet.disease.measures[0].fields) & set(part.sheet.form.stands_for))

    def _once_more(self, place: int) -> str:
        """Why the readings up to this one want another; empty when they do not, or are not all written."""
        pairs = self.form.readings().pairs()[: place + 1]
        if not all(high.isdecimal() and low.isdecimal() for high, low in pairs):
            return ""
        written = tuple((int(high), int(low)) for high, low in pairs)
        part = self.parts[0]
        return part.sheet.disease.repeat_hint({"bp_readings": written}, part.rules(self.station))

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
        problems = _once(problem for part in self.parts for problem in part.problems)
        implausible = _once(problem for part in self.parts for problem in part.implausible)
        self.state.judged(problems, implausible)
        self.form.refresh_states()
        if any(self._dropped_signs(part) for part in self.parts):
            return
        self._show_computed()
        day = self.state.values.get("visit_date")
        self.pane.show_trends(self.parts, on=day, now=day == self.station.clock.today())
        for part, question in zip(self.parts, self._questions, strict=True):
            signs = part.values.get("emergency_signs") or ()
            meaning = part.sheet.form.meanings.get("emergency_signs")
            question.ask(part.found.emergency_question, signs, meaning.codes if meaning is not None else None)
        reasons = {key: reason for part in self.parts for key, reason in part.reasons().items()}
        self._reason.ask(implausible, reasons)
        typing = self.form.unfinished()
        sources = {part.block.key(source) for part in self.parts for source in part.sheet.form.stands_for.values()}
        shown = [problem for problem in problems if not typing or problem.field not in sources]
        unanswered = _once(problem for part in self.parts for problem in part.unanswered)
        self.strip.show_parts(self.parts, shown, unanswered, len(self.state.carried), self._why_not_stable())
        if all(part.found.assessment is None for part in self.parts) and not typing:
            self.strip.show_wrong(next((each.text for each in problems if each.code != "required"), ""))

    def _show_computed(self) -> None:
        for part in self.parts:
            show_in_form(self.form, part, self.state.values.get(part.block.key("doctor")))

    def _dropped_signs(self, part: Part) -> bool:
        """An emergency sign goes with the symptom that raised it; everything is judged again then."""
        signs = tuple(part.values.get("emergency_signs") or ())
        kept = tuple(sign for sign in signs if sign in part.found.emergency_question)
        if part.found.assessment is None or kept == signs:
            return False
        self.state.put(part.block.key("emergency_signs"), kept)
        return True

    def _why_not_stable(self) -> str:
        why = next((why for part in self.parts if (why := part.why_not_stable())), "")
        return why or renew.can_renew(self.station, [part.renewable() for part in self.parts])

    def _answered(self, part: Part, signs: tuple[str, ...]) -> None:
        self.state.put(part.block.key("emergency_signs"), signs)

    def _give_reason(self, key: str, reason: str) -> None:
        for part in self.parts:
            part.give_reason(key, reason)
        self._pause.start()

    def _reason_given(self) -> None:
        if self._go_to_gap():
            self._judge()

    def _go_to_gap(self) -> bool:
        """Back to the form: to what is missing, else to its first field."""
        missing = next((each.field for part in self.parts for each in part.problems), self._first_key())
        return self.form.focus_field(missing)

    def _ask_doctor(self) -> None:
        self.form.next_flags()

    def _open_overrule(self) -> None:
        """F8; pressed again it goes on to the next disease."""
        again = self._overrule.isVisible()
        self._overruling = (self._overruling + 1) % len(self.parts) if again else self.parts.index(worst(self.parts))
        part = self.parts[self._overruling]
        machine = {name: part.found.computed.get(name) for name in record_follow_up.OVERRULABLE}
        if machine["visit_class"] is None:
            measure = part.sheet.disease.measures[0].label
            MESSAGES.info(f"{tr('先填好')}{measure}{tr('，才有判断可以改。')}")
            return
        whose = part.label if len(self.parts) > 1 else ""
        self._overrule.ask(machine, part.decided.chosen, part.decided.why, whose)

    def _overruled(self, chosen: dict[str, Any], reason: str) -> None:
        decided = self.parts[self._overruling].decided
        decided.chosen, decided.why = chosen, reason if chosen else ""
        self._judge()
        self._pause.start()

    def _go_to_problem(self) -> None:
        if self._emergency.isVisible() and not self._emergency.is_answered:
            self._emergency.take_focus()
            return
        problems = [problem for part in self.parts for problem in part.problems]
        real = sorted(problems, key=lambda each: each.code == "required")
        if real:
            self._point_at(real[0])
        elif any(part.found.implausible for part in self.parts):
            self._reason.take_focus()

    def _point_at(self, problem: Problem) -> None:
        judged = {part.block.key(name) for part in self.parts for name in record_follow_up.OVERRULABLE}
        if problem.field in judged:
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
        told = [(part, part.found.assessment) for part in self.parts if part.found.assessment is not None]
        words = ["".join(f"{each.text}（{each.clause}）" for each in assessment.reasons) for _, assessment in told]
        if len(self.parts) > 1:
            words = [f"{part.label}：{text}" for (part, _), text in zip(told, words, strict=True)]
        if words:
            MESSAGES.info("".join(words))

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
        if self._emergency.isVisible() and not self._emergency.is_answered:
            self._emergency.take_focus()
            MESSAGES.warn(tr("先回答是不是危急情况，再存档。"))
            return True
        if not self._overrule.settle():
            MESSAGES.warn(tr("改判还没有写好：写明理由按 Enter，或按 Esc 不改了。"))
            return True
        return False

    def _saved(self, result: tuple[SavedVisit, ...] | list[tuple[str, Problem]]) -> None:
        if isinstance(result, list):
            self._refused(result)
            return
        self._finish()
        first = result[0]
        words = tr("已存档") if first.revision == 1 else f"{tr('已改好，第')} {first.revision} {tr('版，等待上报')}"
        MESSAGES.ok(f"{self.sheet.resident.resident.name}：{words}。")
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

    def _refused(self, found: list[tuple[str, Problem]]) -> None:
        blocks = {part.sheet.disease.key: part.block for part in self.parts}
        problems = _once(problem for key, each in found for problem in blocks[key].problems((each,)))
        implausible = _once(problem for part in self.parts for problem in part.implausible)
        self.state.judged(problems, implausible)
        self.form.refresh_states()
        self._show_computed()  # refreshed states know only what was written by hand
        first = problems[0]
        if first.field in {each.field for each in implausible}:
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
            self.titled.emit([name, self._title(), f"{tr('草稿已存')} {self.station.clock.now():%H:%M}"])

        drafts = [(part.sheet, *part.kept(self.state)) for part in self.parts]

        def keep() -> None:
            for sheet, values, touched in drafts:
                visit_sheet.keep_draft(self.station, sheet, values, touched)

        tasks.now(keep, kept)

    def leave(self) -> None:
        """The draft is kept at once; counting stops."""
        self._pause.flush()
        if self._ready:
            self._paused = self._owner()
        self.effort.stop()


def _last_title(sheet: VisitSheet) -> str:
    return f"{tr('上次')} {sheet.last_on:%m-%d}" if sheet.last_on else tr("上次")


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """What is wrong with a shared field is said once."""
    told: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        told.setdefault((problem.field, problem.code), problem)
    return list(told.values())
