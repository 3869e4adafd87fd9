"""A visit while it is written: its parts on one state, what is judged of them, kept as drafts and stored."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from vclinic.domain.follow_up import is_emergency
from vclinic.domain.problem import Problem
from vclinic.services import record_follow_up, refer_at_once, renew, visit_sheet
from vclinic.services.record_follow_up import SavedVisit, VisitEntry
from vclinic.services.refer_at_once import ReferredVisit
from vclinic.services.referral_letter import ReferralLetter, referral_letter
from vclinic.services.renew import StableVisit
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.ui.pages.follow_up.effort import Effort
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
from vclinic.ui.pages.follow_up.strip.actions import Waiting
from vclinic.ui.words import tr

Refusals = list[tuple[str, Problem]]  # the disease's key, and what is wrong by that form's field


class Visit:
    """Attributes:
    sheets: one for each disease. parts: the same with their judgement, in the order of the forms.
    state: what stands on the page.
    """

    def __init__(self, sheets: Sequence[VisitSheet], station: Workstation) -> None:
        self._station = station
        self.sheets = tuple(sheets)
        self.parts, self.state = parts_of(sheets, station)
        self._meant: tuple[date, date] | None = None  # what the doctor said on which day

    @property
    def first(self) -> Part:
        """The first disease's part; the whole visit when there is only one."""
        return self.parts[0]

    @property
    def owner(self) -> str:
        """Whose drafts these are: a stored visit, or a resident."""
        return self.first.sheet.follow_up_id or self.first.sheet.resident.id

    @property
    def day(self) -> date | None:
        """The day it is written for; None while none can be read."""
        day = self.state.values.get("visit_date")
        return day if isinstance(day, date) else None

    @property
    def today(self) -> date:
        """The day it is stored on."""
        return self._station.clock.today()

    def day_in_question(self) -> date | None:
        """The day it was begun, where another has come since and nobody has said which one it is meant for."""
        begun = visit_sheet.day_in_question(self._station, self.first.sheet, self.day)
        return None if begun is None or self._meant == (begun, self._station.clock.today()) else begun

    def mean(self, day: date) -> None:
        """The doctor has said which day it is meant for: everything is judged for that one."""
        self._meant = day, self._station.clock.today()
        for part in self.parts:
            part.sheet = visit_sheet.on_day(self._station, part.sheet, day)
        self.sheets = tuple(part.sheet for part in self.parts)
        if self.day != day:
            self.state.put("visit_date", day)

    @property
    def title(self) -> str:
        """What the page is called."""
        if len(self.parts) == 1:
            return self.first.sheet.form.title
        return "、".join(part.label for part in self.parts) + tr("随访")

    def saved_text(self) -> str:
        """Why it was returned, that an emergency left it open, or when its draft was saved; empty for a visit nobody has
        begun."""
        first = self.first.sheet
        if first.remarks or first.general_remark:
            deadline = first.deadline
            return tr("卫生院退回，") + (f"{deadline:%m-%d} {tr('前改好')}" if deadline else tr("请改好再报"))
        if first.to_complete:
            return tr("危急转诊后还没补全")
        saved = [sheet.draft_saved_at for sheet in self.sheets if sheet.draft_saved_at is not None]
        return f"{tr('草稿存于')} {max(saved):%H:%M}" if saved else ""

    def judge(self) -> None:
        """Judge what stands on the page; the state learns what is wrong with it."""
        for part in self.parts:
            part.judge(self._station, self.state.values)
        self.state.judged(problems_of(self.parts), implausible_of(self.parts))

    def put_signs(self, part: Part, signs: tuple[str, ...]) -> None:
        """Write which emergency signs of a disease were confirmed."""
        self.state.put(part.block.key("emergency_signs"), signs)

    def answer_signs(self, part: Part, asked: Sequence[str], signs: Sequence[str]) -> None:
        """Write which of the signs that were asked about are there: of the disease that asked, and of every other one on the
        page that asks about them too."""
        for other in self.parts:
            mine = set(asked) if other is part else set(asked).intersection(other.judgement.emergency_question)
            before = tuple(other.values.get("emergency_signs") or ())
            kept = (*(sign for sign in before if sign not in mine), *(sign for sign in signs if sign in mine))
            if other is part or kept != before:
                self.put_signs(other, kept)

    def waiting(self, *, typing: bool) -> Waiting:
        """What stands in the way of the visit; while a reading is typed, what is wrong with it is not said yet."""
        readings = written_in_readings(self.parts)
        problems = [problem for problem in problems_of(self.parts) if not typing or problem.field not in readings]
        return Waiting(problems, unanswered_of(self.parts), len(self.state.carried), self._why_not_stable())

    def _why_not_stable(self) -> str:
        why = next((why for part in self.parts if (why := part.why_not_stable())), "")
        return why or renew.can_renew(self._station, [part.renewable() for part in self.parts])

    def entries(self, effort: Effort) -> tuple[VisitEntry, ...]:
        """What would be saved now, a form each; what it cost is shared among them."""
        count = len(self.parts)
        seconds, actions = effort.seconds // count, -(-effort.actions // count)
        return tuple(part.entry(self.state, seconds, actions) for part in self.parts)

    def record(self, effort: Effort) -> tuple[SavedVisit, ...] | Refusals:
        """Store the visits, all or none."""
        return record_follow_up.record_all(self._station, self.sheets, self.entries(effort))

    def still_at_home(self) -> str:
        """What was handed out before and lasts yet."""
        return renew.still_at_home([part.renewable() for part in self.parts])

    def renew(self, effort: Effort) -> StableVisit | Refusals:
        """Store them, renew and dispense as last time, in one commit."""
        return renew.renew_stable(self._station, self.sheets, self.entries(effort))

    def refer_at_once(self, effort: Effort) -> ReferredVisit | Refusals:
        """Store what is an emergency as it stands; everything else of the page is kept as a draft first."""
        self.keep_draft()
        return refer_at_once.refer_at_once(self._station, self.sheets, self.entries(effort))

    def is_urgent(self) -> bool:
        """Whether somebody is to be referred at once."""
        return any(is_emergency(part.judgement.assessment) for part in self.parts)

    def refused(self, refusals: Refusals) -> list[Problem]:
        """A refusal at the page's keys, each problem once; the state learns it."""
        blocks = {part.sheet.disease.key: part.block for part in self.parts}
        problems = once(keyed for disease, problem in refusals for keyed in blocks[disease].problems((problem,)))
        self.state.judged(problems, implausible_of(self.parts))
        return problems

    def keep_draft(self) -> None:
        """Keep every part as its own draft."""
        for part in self.parts:
            visit_sheet.keep_draft(self._station, part.sheet, *part.kept(self.state))

    def letter(self, *, asked_only: bool = False) -> ReferralLetter | None:
        """The referral of the gravest part; None when none is advised. ``asked_only``: nothing of last time that nobody
        confirmed, the drugs aside."""
        part = worst(self.parts)
        values: dict[str, Any] = part.values | part.decided.chosen
        if asked_only:
            values = dict(refer_at_once.asked_today(part.sheet, part.entry(self.state, 0, 0)).values)
        return referral_letter(self._station, part.sheet, values)
