"""The visits before this one, as the side of the follow-up page tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic.diseases.disease import Disease
from vclinic.domain.follow_up import DrugUse
from vclinic.storage import follow_ups
from vclinic.storage.follow_ups import FollowUp


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A line of 近三次; ``summary`` is the visit in a word, ``drug_change`` what changed in the drugs at it."""

    id: str
    visit_date: date
    values: Mapping[str, Any]
    summary: str
    visit_class: str
    satisfied: bool
    drug_change: str


def past_visits(disease: Disease[Any], visits: list[FollowUp]) -> tuple[PastVisit, ...]:
    """Stored visits of a disease as lines, newest first as they come."""
    past: list[PastVisit] = []
    for position, visit in enumerate(visits):
        values = follow_ups.values_of(visit)
        before = _drugs(visits[position + 1]) if position + 1 < len(visits) else None
        past.append(
            PastVisit(
                id=visit.id,
                visit_date=visit.record.visit_date,
                values=values,
                summary=disease.summary(values),
                visit_class=visit.record.visit_class,
                satisfied=visit.assessment.satisfied,
                drug_change=_drug_change(before, _drugs(visit)),
            )
        )
    return tuple(past)


def _drugs(visit: FollowUp) -> tuple[DrugUse, ...]:
    return tuple(follow_ups.values_of(visit).get("drugs") or ())


def last_reaction(visits: list[FollowUp]) -> str:
    """The last reaction a form told of; empty for none."""
    told = (follow_ups.values_of(visit) for visit in visits)
    return next((str(values.get("adr_text", "")) for values in told if values.get("adr") == "2"), "")


def _drug_change(before: tuple[DrugUse, ...] | None, now: tuple[DrugUse, ...]) -> str:
    if before is None or before == now:
        return "未变" if before is not None else "首次"
    old, new = {drug.name: drug for drug in before}, {drug.name: drug for drug in now}
    changes = [f"加{name}" for name in new if name not in old]
    changes += [f"停{name}" for name in old if name not in new]
    changes += [f"调{name}" for name in new if name in old and old[name] != new[name]]
    return "、".join(changes) or "未变"
