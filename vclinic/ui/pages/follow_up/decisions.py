"""What the doctor decided against the machine: another class or date with its reason, unlikely values that stay."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from vclinic.domain.follow_up import Overrule
from vclinic.domain.problem import Problem
from vclinic.forms.document import plain
from vclinic.services.judge_visit import Judgement, judge
from vclinic.services.record_follow_up import OVERRULABLE
from vclinic.services.visit_sheet import VisitSheet
from vclinic.services.workstation import Workstation

KEY = "_decisions"  # in a draft, beside the fields of the form
_COMPUTED = (*OVERRULABLE, "referral_reason", "referral_org_dept")  # judged afresh whenever a visit is opened


@dataclass
class Decisions:
    """Attributes:
    reasons: why an unlikely value stays, by field. chosen, why: overruled values by field, and their reason.
    correction: why a stored visit is changed. answers: to what hangs on that, by question.
    """

    reasons: dict[str, str] = field(default_factory=dict[str, str])
    chosen: dict[str, Any] = field(default_factory=dict[str, Any])
    why: str = ""
    correction: str = ""
    answers: dict[str, str] = field(default_factory=dict[str, str])

    def kept(self) -> dict[str, Any]:
        """As a draft keeps them."""
        chosen = {name: plain(value) for name, value in self.chosen.items()}
        said = {"correction": self.correction, "answers": dict(self.answers)}
        return {KEY: {"reasons": dict(self.reasons), "chosen": chosen, "why": self.why, **said}}

    def overrules(self, judgement: Judgement) -> tuple[Overrule, ...]:
        """What is stored with the visit."""
        return tuple(
            Overrule(name, str(plain(judgement.computed.get(name))), str(plain(value)), self.why)
            for name, value in self.chosen.items()
        )

    def unanswered(self, judgement: Judgement) -> tuple[Problem, ...]:
        """Unlikely values that still want a reason."""
        return tuple(problem for problem in judgement.implausible if not self.reasons.get(problem.field, "").strip())


def taken(sheet: VisitSheet, station: Workstation) -> tuple[dict[str, Any], Decisions]:
    """A sheet's values as typed, and what was decided: kept with the draft, or seen in the stored visit. What is corrected
    wants its reason again; completing an emergency is no change of mind, and its reason stands."""
    values = dict(sheet.values)
    stored = {name: values.pop(name, None) for name in _COMPUTED}
    draft = cast("dict[str, Any] | None", values.pop(KEY, None))
    if draft is not None:
        chosen = dict(draft["chosen"])
        if isinstance(chosen.get("next_visit_date"), str):
            chosen["next_visit_date"] = date.fromisoformat(chosen["next_visit_date"])
        return values, Decisions(
            reasons=dict(draft["reasons"]),
            chosen=chosen,
            why=str(draft["why"]),
            correction=str(draft.get("correction", "")),
            answers=dict(draft.get("answers", {})),
        )
    if not sheet.follow_up_id:
        return values, Decisions()
    if sheet.to_complete:
        decided = [overrule for overrule in sheet.overrules if stored.get(overrule.field)]
        why = next((overrule.reason for overrule in decided), "")
        return values, Decisions(chosen={overrule.field: stored[overrule.field] for overrule in decided}, why=why)
    machine = judge(sheet, values, station.clock.today(), station.rules).computed
    return values, Decisions(
        correction=sheet.returned_because,
        chosen={name: stored[name] for name in OVERRULABLE if stored[name] and stored[name] != machine.get(name)},
    )
