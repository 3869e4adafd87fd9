"""A group of changes as the sync centre lists it: each with whom it is about and what the township and the doctor said."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from vclinic.domain import entities
from vclinic.storage import change_states, replies, residents, revisions, verdicts
from vclinic.storage.change_states import ChangeState
from vclinic.storage.replies import Reply
from vclinic.storage.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A change with what it says; ``whose`` is the name of the resident or of the drug it is about, "" for neither."""

    change: ChangeState
    data: dict[str, Any]
    resident_id: str
    whose: str
    verdict: Verdict | None
    reply: Reply | None


def of_group(session: Session, group: str, limit: int) -> tuple[int, list[Standing]]:
    """How many are in a group of `change_states.GROUPS`, and the first of them."""
    total, listed = change_states.grouped(session, group, limit)
    said = revisions.data_of(session, [change.id for change in listed])
    names: dict[str, str] = {}
    standings: list[Standing] = []
    for change in listed:
        data, kind = said[change.id], entities.by_name(change.entity)
        resident_id = kind.resident_of(change.entity_id, data) if kind is not None else ""
        if resident_id and resident_id not in names:
            names[resident_id] = _name(session, resident_id)
        returned = change.state == "returned"
        standings.append(
            Standing(
                change,
                data,
                resident_id=resident_id,
                whose=names[resident_id] if resident_id else revisions.named(session, change.entity, data),
                verdict=verdicts.on(session, change.id) if returned else None,
                reply=replies.to_verdict(session, change.id) if returned else None,
            )
        )
    return total, standings


def _name(session: Session, resident_id: str) -> str:
    try:
        return residents.get(session, resident_id).resident.name
    except LookupError:  # of another computer of this clinic, and not here yet
        return ""
