"""Which disease registers each resident is in, for lists that name them."""

from sqlmodel import Session

from sync.server.database.records import mirrored
from sync.server.reports import lines


def registers_of(session: Session) -> dict[str, list[str]]:
    """The registers each resident is in, by id."""
    registers: dict[str, list[str]] = {}
    for row, *_ in lines.newest(session, "enrolment"):
        entry = mirrored(row)
        if not entry.data.get("ended_on"):
            registers.setdefault(entry.resident_id, []).append(str(entry.data.get("disease", "")))
    return registers
