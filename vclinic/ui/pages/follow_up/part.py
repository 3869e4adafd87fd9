"""One disease's part of a visit on the page: its sheet, its block of the forms, what the doctor decided, and its
judgement so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic.domain import codes
from vclinic.domain.problem import Problem
from vclinic.forms.together import Block
from vclinic.services.hangs_on_correction import Hanging, hanging
from vclinic.services.judge_visit import Judgement, judge
from vclinic.services.record_follow_up import VisitEntry
from vclinic.services.renew import VisitPart
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.pages.follow_up.decisions import Decisions
from vclinic.ui.words import tr


@dataclass
class Part:
    """Attributes:
    values: what stands on the page, by the form's own fields.
    judgement: what the rules say of them; `problems` and its like say the same at the page's keys, see `Block`.
    """

    sheet: VisitSheet
    block: Block
    decided: Decisions
    values: dict[str, Any]
    judgement: Judgement

    @property
    def label(self) -> str:
        """The disease in a word."""
        return self.sheet.disease.label

    @property
    def short(self) -> str:
        """Its register in a word, for narrow places."""
        return codes.DISEASE.label(self.sheet.disease.key)

    @property
    def problems(self) -> list[Problem]:
        """What cannot be saved, at the page's keys."""
        return self.block.problems(self.judgement.problems)

    @property
    def implausible(self) -> list[Problem]:
        """What wants a reason, at the page's keys."""
        return self.block.problems(self.judgement.implausible)

    @property
    def unanswered(self) -> list[Problem]:
        """What still wants one."""
        return self.block.problems(self.decided.unanswered(self.judgement))

    def judge(self, station: Workstation, page: Mapping[str, Any]) -> None:
        """Judge what stands on the page."""
        self.values = self.block.own_values(page)
        self.judgement = judge(self.sheet, self.values | self.decided.chosen, station.clock.today(), station.rules)

    def rules(self, station: Workstation) -> Any:
        """The thresholds in force on the day of the visit."""
        day = self.values.get("visit_date")
        return self.sheet.disease.rules_on(station.rules, day if isinstance(day, date) else station.clock.today())

    def give_reason(self, key: str, reason: str) -> None:
        """Why an unlikely value of the page stays; a value that is not on this form is none of its business."""
        for field in self.block.own_names((key,)):
            self.decided.reasons[field] = reason

    def reasons(self) -> dict[str, str]:
        """Reasons given, at the page's keys."""
        return self.block.keyed(self.decided.reasons)

    def kept(self, state: FormState) -> tuple[dict[str, Any], frozenset[str]]:
        """(values, touched fields) as a draft keeps them."""
        return self.block.own_values(state.values) | self.decided.kept(), self.block.own_names(state.touched)

    def entry(self, state: FormState, seconds: int, actions: int) -> VisitEntry:
        """What would be saved now."""
        return VisitEntry(
            values=self.block.own_values(state.values) | self.decided.chosen,
            overrules=self.decided.overrules(self.judgement),
            reasons=tuple(self.decided.reasons.items()),
            carried_unconfirmed=frozenset(self.sheet.carried) - self.block.own_names(state.touched),
            entry_seconds=seconds,
            key_actions=actions,
            correction_reason=self.decided.correction,
            correction_answers=dict(self.decided.answers),
        )

    @property
    def visit_class(self) -> str:
        """The class as the doctor or the machine has it; empty before a judgement."""
        return str(self.decided.chosen.get("visit_class") or self.judgement.computed.get("visit_class") or "")

    @property
    def hangs(self) -> tuple[Hanging, ...]:
        """What is asked about what hangs on the correction as it stands."""
        day = self.decided.chosen.get("next_visit_date") or self.judgement.computed.get("next_visit_date")
        next_day = day if isinstance(day, date) else None
        return hanging(self.sheet, self.judgement.assessment, self.visit_class, next_day)

    def answer_to(self, code: str) -> str:
        """What is answered to a question about what hangs on the correction; empty where it is not asked."""
        return next((one.answer_of(self.decided.answers) for one in self.hangs if one.code == code), "")

    def wants_reason(self, state: FormState) -> bool:
        """A stored visit was changed, and nobody has said why."""
        if not self.sheet.corrects or self.decided.correction.strip():
            return False
        return bool(state.touched) or bool(self.decided.why) or self.visit_class != self.sheet.stored_class

    def renewable(self) -> VisitPart:
        """As a renewal in one stroke looks at it."""
        return VisitPart(self.sheet, self.judgement, self.values)

    def why_not_stable(self) -> str:
        """Why no renewal is offered as far as this part goes; empty when it may be."""
        judgement = self.judgement
        if judgement.problems or judgement.implausible or self.decided.chosen or judgement.assessment is None:
            return tr("还有要改的")
        return "" if judgement.assessment.visit_class == "1" else tr("不是满意的随访")
