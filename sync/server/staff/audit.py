"""Who looked at or did what; written with the act, never changed."""

from datetime import datetime

from sqlmodel import Session

from sync.server.database.store import numbers
from sync.server.database.tables import Audit, Staff


def note(
    session: Session, staff: Staff | None, act: str, entity: str, entity_id: str, now: datetime, detail: str = ""
) -> None:
    """One entry. ``staff`` None is the command line or somebody not signed in. No clinical content goes in here."""
    session.add(
        Audit(
            seq=numbers(session, "audit", 1)[0],
            at=now.isoformat(timespec="seconds"),
            staff_id=staff.id if staff else "",
            login=staff.login if staff else "",
            act=act,
            entity=entity,
            entity_id=entity_id,
            detail=detail,
        )
    )
