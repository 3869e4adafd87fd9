"""Which disease registers each resident is in, for lists that name them."""

from sqlmodel import Session

from sync.server.database.records import mirrored, open_registers
from sync.server.reports import lines


def registers_of(session: Session) -> dict[str, tuple[str, ...]]:
    """The registers each resident is in, by id."""
    return open_registers(mirrored(row) for row, *_ in lines.newest(session, "enrolment"))
