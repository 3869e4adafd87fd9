"""Whole tables in their domain's terms, for export."""

from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from vclinic.domain.resident import Resident
from vclinic.storage import dispensings as given, follow_ups as visits, residents as people
from vclinic.storage.dispensings import Dispensing
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.tables import DispensingRow, FollowUpRow, ResidentRow


def residents(session: Session) -> list[tuple[str, Resident]]:
    """(id, resident) of everybody."""
    return [(row.id, people.from_row(row)) for row in session.exec(select(ResidentRow).order_by(ResidentRow.id))]


def follow_ups(session: Session) -> list[tuple[FollowUp, str, str]]:
    """(visit, resident's name, state of its change), by day."""
    states = dict(
        session.connection().execute(sql("SELECT id, state FROM change_state WHERE entity = 'follow_up'")).all()
    )
    rows = session.exec(
        select(FollowUpRow, ResidentRow.name)
        .join(ResidentRow, col(ResidentRow.id) == FollowUpRow.resident_id)
        .order_by(FollowUpRow.visited_on, FollowUpRow.id)
    )
    return [(visits.from_row(row), name, states[row.change_id]) for row, name in rows]


def dispensings(session: Session) -> list[tuple[Dispensing, str]]:
    """(dispensing or reversal, resident's name), by day."""
    rows = session.exec(
        select(DispensingRow, ResidentRow.name)
        .join(ResidentRow, col(ResidentRow.id) == DispensingRow.resident_id)
        .order_by(DispensingRow.dispensed_on, DispensingRow.id)
    )
    return [(given.from_row(row), name) for row, name in rows]


def changes(session: Session) -> list[list[Any]]:
    """The log with each change's state, oldest first; the payload as JSON text last."""
    query = """SELECT s.seq, s.id, s.act, s.entity, s.entity_id, s.revision, s.recorded_at, s.recorded_by, s.state,
        c.payload FROM change_state s JOIN change c ON c.id = s.id ORDER BY s.seq"""
    return [list(row) for row in session.connection().execute(sql(query))]
