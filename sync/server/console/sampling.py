"""Which records of a group without findings to open before all of it is accepted, and which this person has opened."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session, col, select

from sync.server.console.queue import Entry
from sync.server.database.tables import Audit, Staff

SHARE, LEAST, MOST = 20, 3, 10


def drawn(entries: Sequence[Entry]) -> set[str]:
    """One in twenty, at least three: nobody in a village can foresee which, and a reload draws the same."""
    count = min(MOST, max(LEAST, len(entries) // SHARE))
    return set(sorted((entry.change_id for entry in entries), key=_lot)[:count])


def _lot(change_id: str) -> str:
    return hashlib.sha256(change_id.encode()).hexdigest()


def seen(session: Session, staff: Staff, entries: Sequence[Entry]) -> set[str]:
    """The records of these that this person has opened."""
    statement = select(Audit.entity_id).where(
        Audit.staff_id == staff.id,
        Audit.act == "view",
        col(Audit.entity_id).in_([entry.entity_id for entry in entries]),
    )
    opened = set(session.exec(statement))
    return {entry.change_id for entry in entries if entry.entity_id in opened}
