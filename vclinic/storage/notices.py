"""The township's notices, kept word for word with the cursor they came by in one transaction, then filed in order.

A notice is filed, waits for what it hangs on, or is left unread for a later program; none holds up another.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, func, select

from vclinic.domain import entities
from vclinic.domain.notice import is_conflict, is_record, is_verdict, parents_of
from vclinic.storage import other_versions, verdicts
from vclinic.storage.tables import ChangeRow, Meta, NoticeRow, Told, told_as
from vclinic.storage.unit_of_work import compact

CURSOR = "notice_cursor"
FILED, WAITING, UNREAD = "filed", "waiting", "unread"


@dataclass(frozen=True, slots=True)
class Unread:
    """A notice this program cannot read; ``entity`` is empty where it does not name a kind of record."""

    seq: int
    kind: str
    entity: str
    received_at: datetime


def cursor(session: Session) -> int:
    """The sequence of the last notice kept."""
    row = session.get(Meta, CURSOR)
    return int(row.value) if row else 0


def keep(session: Session, told: Iterable[tuple[int, str, dict[str, Any]]], upto: int, at: datetime) -> int:
    """Keep (seq, kind, payload) notices as they came, file what can be read and move the cursor; returns how many
    were new."""
    received_at = at.isoformat(timespec="seconds")
    new = 0
    for seq, kind, payload in told:
        if session.get(NoticeRow, seq) is not None:
            continue
        new += 1
        row = NoticeRow(seq=seq, kind=kind, payload=compact(payload), received_at=received_at)
        session.add(row)
        _file(session, row)
    if new:
        _try_waiting(session)
    if upto > cursor(session):
        session.merge(Meta(key=CURSOR, value=str(upto)))
    return new


def refile(session: Session) -> None:
    """Try everything once more that could not be filed: this program may read what an older one could not."""
    _try(session, UNREAD)
    _try_waiting(session)


def any_left(session: Session) -> bool:
    """Whether a notice waits or is unread."""
    return session.exec(select(NoticeRow.seq).where(NoticeRow.state != FILED).limit(1)).first() is not None


def count_unread(session: Session) -> int:
    """How many notices a later program has to read."""
    return session.exec(select(func.count()).select_from(NoticeRow).where(NoticeRow.state == UNREAD)).one()


def unread(session: Session, limit: int) -> list[Unread]:
    """Notices a later program has to read, newest first."""
    statement = select(NoticeRow).where(NoticeRow.state == UNREAD).order_by(col(NoticeRow.seq).desc()).limit(limit)
    return [_unread(row) for row in session.exec(statement)]


def _unread(row: NoticeRow) -> Unread:
    entity = json.loads(row.payload).get("entity")
    return Unread(row.seq, row.kind, entity if isinstance(entity, str) else "", datetime.fromisoformat(row.received_at))


def _try(session: Session, state: str) -> int:
    """Try the notices of a state in order; returns how many could be filed."""
    rows = session.exec(select(NoticeRow).where(NoticeRow.state == state).order_by(col(NoticeRow.seq))).all()
    return [_file(session, row) for row in rows].count(FILED)


def _try_waiting(session: Session) -> None:
    """What was filed may be what another waits for."""
    while _try(session, WAITING):
        pass


def _file(session: Session, row: NoticeRow) -> str:
    """File a notice, or note why it cannot be filed; returns its state."""
    told: dict[str, Any] = json.loads(row.payload)
    missing = ""
    if is_verdict(row.kind, told):
        missing = "" if _there(session, "change", told["change_id"]) else f"change:{told['change_id']}"
        if not missing:
            verdicts.keep(session, row.seq, told, row.received_at)
    elif is_record(row.kind, told):
        parents = parents_of(told)
        missing = next((f"{kind}:{key}" for kind, key in parents if not _there(session, kind, key)), "")
        if not missing:
            _keep_record(session, row.seq, told)
    elif is_conflict(row.kind, told):
        if _there(session, "change", told["change_id"]):  # else it is the other computer that is asked
            other_versions.keep(session, row.seq, told)
    else:
        row.state = UNREAD
        return UNREAD
    row.state, row.waits_for = WAITING if missing else FILED, missing
    return row.state


def _there(session: Session, kind: str, key: str) -> bool:
    """Whether a change or a record of a declared kind is here."""
    if kind == "change":
        return session.exec(select(ChangeRow.id).where(ChangeRow.id == key)).first() is not None
    session.flush()
    query = f"SELECT 1 FROM {kind} WHERE id = :id"  # noqa: S608 - a name of ours
    assert entities.by_name(kind) is not None
    return session.connection().execute(sql(query), {"id": key}).first() is not None


def _keep_record(session: Session, seq: int, told: dict[str, Any]) -> None:
    """The newest revision of a record of the township, in its own table."""
    kind, data = told_as(told["entity"]), told["data"]
    there = session.get(kind, told["entity_id"])
    if there is not None and there.revision >= told["revision"]:
        return
    own = {name: data[name] for name in kind.model_fields.keys() - Told.model_fields.keys()}
    stamp = {"id": told["entity_id"], "revision": told["revision"], "notice_seq": seq, "record": compact(data)}
    session.merge(kind(**stamp, **own))
