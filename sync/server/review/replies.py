"""What doctors answer to remarks: a return that was answered waits for staff again, until they accept or return it.

The clinic goes on calling the revision returned until it hears a new verdict, so that both sides name one state.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.arrival import Arrival
from sync.server.database.mirror import rows_about
from sync.server.database.records import mirrored
from sync.server.database.store import chunks
from sync.server.database.tables import Outbox, Review
from vclinic.domain.entity import plain

ENTITY = "remark_reply"
AGAIN = 1  # of the queue's ranks: what comes back after a return


@dataclass(frozen=True, slots=True)
class Reply:
    """What a doctor answered to a return of one revision; ``day`` in ISO 8601."""

    change_id: str
    text: str
    doctor: str
    day: str


def sent_back(row: Review) -> bool:
    """Whether the last word on a revision was its return, answered by the clinic or not."""
    return row.state == "returned" or (row.state == "waiting" and row.decided_at is not None)


def reopen(session: Session, arrived: Sequence[Arrival]) -> None:
    """Let the returns that these replies answer wait for staff again; one that a later revision has overtaken, or that
    is decided otherwise meanwhile, stays as it is, and so does a return younger than the reply."""
    answers = {plain(reply.data.get("about_change")): reply for reply in arrived if reply.entity == ENTITY}
    for part in chunks(answers):
        for row in session.exec(select(Review).where(col(Review.change_id).in_(part), Review.state == "returned")):
            reply = answers[row.change_id]
            said = session.exec(select(Outbox.payload).where(Outbox.seq == reply.data.get("notice"))).first()
            newer = select(Review.change_id).where(
                Review.entity == row.entity, Review.entity_id == row.entity_id, Review.revision > row.revision
            )
            if _tells(said, row) and reply.clinic_id == row.clinic_id and session.exec(newer.limit(1)).first() is None:
                row.state, row.rank = "waiting", AGAIN
    session.flush()


def _tells(notice: str | None, row: Review) -> bool:
    """Whether this notice told of the return as it stands."""
    told: dict[str, Any] = json.loads(notice) if notice is not None else {}
    return told.get("change_id") == row.change_id and told.get("at") == row.decided_at


def of_record(session: Session, resident_id: str, changes: Iterable[str]) -> dict[str, list[Reply]]:
    """The replies to returns of some revisions, oldest first, by the change that was returned."""
    wanted = dict.fromkeys(changes)
    replies: dict[str, list[Reply]] = {}
    if not resident_id:
        return replies
    for record in sorted((mirrored(row) for row in rows_about(session, ENTITY, [resident_id])), key=lambda one: one.id):
        change = plain(record.data.get("about_change"))
        if change in wanted:
            text, day = plain(record.data.get("text")), plain(record.data.get("replied_on"))
            replies.setdefault(change, []).append(Reply(change, text, record.doctor_name, day))
    return replies
