"""Whole tables in their domain's terms, for export; read a part at a time, so that years of work need no more memory
than a day's. What is returned is read while the session is open."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, literal_column, text as sql
from sqlmodel import Session, col, select

from vclinic.domain.entity import Entity
from vclinic.domain.resident import Resident
from vclinic.storage import follow_ups as visits, residents as people
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.tables import FollowUpRow, ResidentRow

LogRow = tuple[str, str, str, int, str, str]
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


@dataclass(frozen=True, slots=True)
class Record:
    """The newest revision of a record of any declared kind. ``data`` as it travels; of the township's records the state
    is empty, and so are the resident's id and name where it is about nobody."""

    id: str
    revision: int
    resident_id: str
    resident_name: str
    state: str
    recorded_at: str
    data: dict[str, Any]


def records(session: Session, entity: Entity) -> Iterator[Record]:
    """Every record of a kind, in the order of their ids."""
    if entity.owner == "township":
        query = f"""SELECT t.id, t.revision, '', '', '', n.received_at, t.record
            FROM {entity.name} t JOIN notice n ON n.seq = t.notice_seq ORDER BY t.id"""  # noqa: S608 - our own names
    else:
        about = f"t.{entity.about}" if entity.about else "NULL"
        query = f"""SELECT t.id, t.revision, coalesce({about}, ''), coalesce(r.name, ''),
            (SELECT s.state FROM change_state s WHERE s.id = c.id), c.recorded_at, c.payload
            FROM {entity.name} t JOIN change c ON c.id = t.change_id LEFT JOIN resident r ON r.id = {about}
            ORDER BY t.id"""  # noqa: S608 - our own names
    for key, revision, whose, name, state, at, payload in session.connection().execute(
        sql(query).execution_options(**_PART)
    ):
        yield Record(
            key, revision, resident_id=whose, resident_name=name, state=state, recorded_at=at, data=json.loads(payload)
        )


def changes(session: Session) -> Iterator[list[Any]]:
    """The log with each change's state, oldest first; the payload as JSON text last."""
    query = """SELECT s.seq, s.id, s.act, s.entity, s.entity_id, s.revision, s.recorded_at, s.recorded_by, s.state,
        c.payload FROM change c JOIN change_state s ON s.id = c.id ORDER BY c.seq"""
    for row in session.connection().execute(sql(query).execution_options(**_PART)):
        yield list(row)


def changes_by_id(session: Session) -> Iterator[LogRow]:
    """(change id, kind, record, revision, state, payload as JSON text) of the log, in the order both sides share."""
    query = """SELECT s.id, s.entity, s.entity_id, s.revision, s.state, c.payload
        FROM change c JOIN change_state s ON s.id = c.id ORDER BY c.id"""
    for row in session.connection().execute(sql(query).execution_options(**_PART)):
        yield tuple(row)
