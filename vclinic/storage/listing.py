"""Whole tables in their domain's terms, for export; read a part at a time, so that years of work need no more memory
than a day's. What is returned is read while the session is open."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, String, literal_column, text as sql
from sqlmodel import Session, col, select

from vclinic.domain.resident import Resident
from vclinic.storage import dispensings as given, follow_ups as visits, residents as people
from vclinic.storage.dispensings import Dispensing
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.tables import DispensingRow, FollowUpRow, ResidentRow

_PART = {"yield_per": 500}
_STATE: ColumnElement[str] = literal_column(
    "(SELECT s.state FROM change_state s WHERE s.id = follow_up.change_id)", String
)


def residents(session: Session) -> Iterator[tuple[str, Resident]]:
    """(id, resident) of everybody."""
    for row in session.exec(select(ResidentRow).order_by(ResidentRow.id).execution_options(**_PART)):
        yield row.id, people.from_row(row)


def follow_ups(session: Session) -> Iterator[tuple[FollowUp, str, str]]:
    """(visit, resident's name, state of its change), by day."""
    statement = (
        select(FollowUpRow, ResidentRow.name, _STATE)
        .join(ResidentRow, col(ResidentRow.id) == FollowUpRow.resident_id)
        .order_by(FollowUpRow.visited_on, FollowUpRow.id)
        .execution_options(**_PART)
    )
    for row, name, state in session.exec(statement):
        yield visits.from_row(row), name, state


def dispensings(session: Session) -> Iterator[tuple[Dispensing, str]]:
    """(dispensing or reversal, resident's name), by day."""
    statement = (
        select(DispensingRow, ResidentRow.name)
        .join(ResidentRow, col(ResidentRow.id) == DispensingRow.resident_id)
        .order_by(DispensingRow.dispensed_on, DispensingRow.id)
        .execution_options(**_PART)
    )
    for row, name in session.exec(statement):
        yield given.from_row(row), name


def changes(session: Session) -> Iterator[list[Any]]:
    """The log with each change's state, oldest first; the payload as JSON text last."""
    query = """SELECT s.seq, s.id, s.act, s.entity, s.entity_id, s.revision, s.recorded_at, s.recorded_by, s.state,
        c.payload FROM change c JOIN change_state s ON s.id = c.id ORDER BY c.seq"""
    for row in session.connection().execute(sql(query).execution_options(**_PART)):
        yield list(row)
