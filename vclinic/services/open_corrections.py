"""Corrections that were begun and not saved: whoever changes the program under them must know, for a newer one may ask more
of the record. What was typed against an older revision is offered to nobody and counts for nothing."""

from dataclasses import dataclass

from vclinic.domain.problem import Refused
from vclinic.services import draft_prescription, registration_draft, visit_draft
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, follow_ups, prescriptions, residents

_NAMED = 3


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """Whose record, and which: ``what`` is a label for people."""

    resident_id: str
    name: str
    what: str


def open_corrections(station: Workstation) -> tuple[OpenCorrection, ...]:
    """Every one on this computer, whoever began it; none about the same record twice."""
    begun: dict[tuple[str, str], None] = {}
    with station.store.read() as session:
        for resident_id, content in drafts.owners(session, registration_draft.DRAFT):
            if content["revision"] and residents.get(session, resident_id).revision == content["revision"]:
                begun[resident_id, "档案"] = None
        for resident_id, follow_up_id in drafts.visits(session, visit_draft.DRAFT):
            if follow_up_id:
                begun[resident_id, "随访"] = None
        for follow_up_id, content in drafts.owners(session, draft_prescription.DRAFT):
            stored = prescriptions.of_follow_up(session, follow_up_id)
            if stored is not None and content["base"][1] == stored.revision:
                begun[follow_ups.get(session, follow_up_id).resident_id, "处方"] = None
        return tuple(
            OpenCorrection(resident_id, residents.get(session, resident_id).resident.name, what)
            for resident_id, what in begun
        )


def refuse_while_open(station: Workstation, undone: str) -> None:
    """Stop what must not come between a correction and its saving.

    Raises:
        Refused: ``correction_open``; ``undone`` says what has not been done.
    """
    begun = open_corrections(station)
    if not begun:
        return
    named = "、".join(f"{one.name}的{one.what}" for one in begun[:_NAMED])
    more = f"{named}等" if len(begun) > _NAMED else named
    raise Refused("correction_open", f"有 {len(begun)} 处更正开着没存（{more}）。请先存好或放弃。{undone}")
