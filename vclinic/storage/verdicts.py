"""What the township decided about changes: the verdicts its notices carry, for records of any reviewed kind."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session

from vclinic.storage.tables import VerdictRow
from vclinic.storage.unit_of_work import compact


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the township decided about one change; ``remarks`` are (field, text) pairs."""

    change_id: str
    state: str
    remarks: tuple[tuple[str, str], ...]
    general: str
    deadline: date | None
    reviewer: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """A record whose present revision the township has returned; ``data`` as it was sent."""

    entity: str
    entity_id: str
    data: dict[str, Any]
    verdict: Verdict


def keep(session: Session, seq: int, told: dict[str, Any], received_at: str) -> None:
    """A verdict as its notice tells it, unless a later one is there; a day or a moment nobody can read must not hide
    the remarks."""
    change_id = told["change_id"]
    known = session.get(VerdictRow, change_id)
    if known is not None and known.notice_seq >= seq:
        return
    session.merge(
        VerdictRow(
            change_id=change_id,
            state=told["state"],
            remarks=compact(told.get("remarks", [])),
            general=told.get("general", ""),
            deadline=_readable(date.fromisoformat, told.get("deadline") or ""),
            reviewer=told.get("reviewer", ""),
            decided_at=_readable(_aware, told.get("at", "")) or received_at,
            notice_seq=seq,
        )
    )


def _readable(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except ValueError:
        return None
    return text


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def on(session: Session, change_id: str) -> Verdict | None:
    """The verdict on one change."""
    row = session.get(VerdictRow, change_id)
    return None if row is None else _verdict(row)


def on_newest(session: Session, entity_id: str) -> Verdict | None:
    """The verdict on the newest revision of a record."""
    query = "SELECT id FROM change WHERE entity_id = :id ORDER BY revision DESC LIMIT 1"
    newest = session.connection().execute(sql(query), {"id": entity_id}).scalar()
    return None if newest is None else on(session, newest)


def returned(session: Session) -> list[Returned]:
    """Records whose newest revision the township has returned, earliest deadline first."""
    query = """SELECT c.id, c.entity, c.entity_id, c.payload FROM verdict v JOIN change c ON c.id = v.change_id
        WHERE v.state = 'returned' AND NOT EXISTS
            (SELECT 1 FROM change l WHERE l.entity_id = c.entity_id AND l.revision > c.revision)
        ORDER BY v.deadline, c.seq"""
    rows = session.connection().execute(sql(query)).all()
    records = [(entity, key, json.loads(payload), on(session, change)) for change, entity, key, payload in rows]
    return [
        Returned(entity, key, data, verdict)
        for entity, key, data, verdict in records
        if verdict is not None and data.get("status") != "void"
    ]


def _verdict(row: VerdictRow) -> Verdict:
    remarks = tuple((str(remark["field"]), str(remark["text"])) for remark in json.loads(row.remarks))
    deadline = date.fromisoformat(row.deadline) if row.deadline else None
    decided_at = datetime.fromisoformat(row.decided_at)
    return Verdict(
        row.change_id,
        row.state,
        remarks=remarks,
        general=row.general,
        deadline=deadline,
        reviewer=row.reviewer,
        decided_at=decided_at,
    )
