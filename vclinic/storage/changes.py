"""The change log as sync and the sync centre read it: what waits, what the township said. Acknowledged by change id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from vclinic.storage.tables import ChangeRow, ReceiptRow

STATES = ("pending", "stored", "refused", "returned", "accepted")


@dataclass(frozen=True, slots=True)
class ChangeState:
    """A change with its one state; ``latest`` false when a later revision of the same entity exists."""

    seq: int
    id: str
    entity: str
    entity_id: str
    revision: int
    recorded_at: datetime
    state: str
    code: str
    field: str
    text: str
    latest: bool


def pending(session: Session, after_seq: int, limit: int) -> list[ChangeRow]:
    """Changes without a receipt in the order they were made."""
    statement = (
        select(ChangeRow)
        .join(ReceiptRow, col(ReceiptRow.change_id) == ChangeRow.id, isouter=True)
        .where(col(ReceiptRow.change_id).is_(None), col(ChangeRow.seq) > after_seq)
        .order_by(col(ChangeRow.seq))
        .limit(limit)
    )
    return list(session.exec(statement))


def counts(session: Session) -> dict[str, int]:
    """How many changes are in each state; every state is named."""
    rows = session.connection().execute(sql("SELECT state, count(*) FROM change_state GROUP BY state"))
    return dict.fromkeys(STATES, 0) | {str(row[0]): int(row[1]) for row in rows}


def needing_action(session: Session) -> int:
    """Refused or returned changes that no later revision has answered yet."""
    query = "SELECT count(*) FROM change_state WHERE state IN ('refused', 'returned') AND latest"
    return session.connection().execute(sql(query)).scalar_one()


def oldest_pending(session: Session) -> datetime | None:
    """When the oldest change without a receipt was made."""
    first = pending(session, 0, 1)
    return datetime.fromisoformat(first[0].recorded_at) if first else None


def listed(session: Session, states: Iterable[str], limit: int) -> list[ChangeState]:
    """Changes in some states, newest first."""
    names = [state for state in states if state in STATES]
    marks = ", ".join(f":s{number}" for number in range(len(names)))
    parameters: dict[str, object] = {f"s{number}": name for number, name in enumerate(names)}
    columns = "seq, id, entity, entity_id, revision, recorded_at, state, code, field, text, latest"
    query = f"SELECT {columns} FROM change_state WHERE state IN ({marks}) ORDER BY seq DESC LIMIT :limit"  # noqa: S608 - our marks
    rows = session.connection().execute(sql(query), parameters | {"limit": limit})
    return [_state(*row) for row in rows]


def _state(*row: Any) -> ChangeState:
    return ChangeState(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        datetime.fromisoformat(row[5]),
        row[6],
        row[7],
        row[8],
        row[9],
        bool(row[10]),
    )


def state_of(session: Session, entity_id: str) -> list[ChangeState]:
    """Every revision of one entity with its state, oldest first."""
    rows = session.connection().execute(
        sql(
            "SELECT seq, id, entity, entity_id, revision, recorded_at, state, code, field, text, latest "
            "FROM change_state WHERE entity_id = :entity ORDER BY revision"
        ),
        {"entity": entity_id},
    )
    return [_state(*row) for row in rows]


def keep_receipts(session: Session, receipts: Iterable[tuple[str, str, str, str, str]], at: datetime) -> None:
    """Store (change id, state, code, field, text); "stored" stays for good, a refusal may be repeated or lifted."""
    received_at = at.isoformat(timespec="seconds")
    rows = [
        {"id": change_id, "state": state, "code": code, "field": field, "text": text, "at": received_at}
        for change_id, state, code, field, text in receipts
    ]
    if rows:
        session.connection().execute(
            sql(
                "INSERT INTO receipt (change_id, state, code, field, text, received_at) "
                "SELECT :id, :state, :code, :field, :text, :at WHERE EXISTS (SELECT 1 FROM change WHERE id = :id) "
                "ON CONFLICT (change_id) DO UPDATE SET state = excluded.state, code = excluded.code, "
                "field = excluded.field, text = excluded.text, received_at = excluded.received_at "
                "WHERE receipt.state = 'refused'"
            ),
            rows,
        )


def about(session: Session, entity: str, entity_id: str) -> str:
    """The resident an entity belongs to; empty for drugs, batches and doctors."""
    if entity == "resident":
        return entity_id
    if entity in ("follow_up", "prescription", "dispensing", "enrolment"):
        query = f"SELECT resident_id FROM {entity} WHERE id = :id"  # noqa: S608 - one of four names of ours
        return session.connection().execute(sql(query), {"id": entity_id}).scalar_one()
    return ""


_NAMED = {
    "doctor": "SELECT name FROM doctor WHERE id = :id",
    "batch": "SELECT drug_name || ' ' || batch_no FROM batch WHERE id = :id",
    "stock_entry": "SELECT drug_name || ' ' || batch_no FROM batch WHERE id = "
    "(SELECT batch_id FROM stock_entry WHERE id = :id)",
}


def thing(session: Session, entity: str, entity_id: str) -> str:
    """What a change that is about no resident is about: a doctor's name, a drug and its batch; empty for others."""
    query = _NAMED.get(entity)
    return session.connection().execute(sql(query), {"id": entity_id}).scalar_one() if query else ""


def refused_before(session: Session, moment: datetime, limit: int) -> list[ChangeRow]:
    """Refused changes nobody has corrected, last refused before ``moment``: the township may have been mended since."""
    statement = (
        select(ChangeRow)
        .join(ReceiptRow, col(ReceiptRow.change_id) == ChangeRow.id)
        .where(ReceiptRow.state == "refused", ReceiptRow.received_at < moment.isoformat(timespec="seconds"))
        .where(
            sql(
                "NOT EXISTS (SELECT 1 FROM change l WHERE l.entity_id = change.entity_id AND l.revision > change.revision)"
            )
        )
        .order_by(col(ReceiptRow.received_at), col(ChangeRow.seq))  # the one not asked about for longest first
        .limit(limit)
    )
    return list(session.exec(statement))


def states_about(session: Session, resident_id: str) -> dict[str, str]:
    """Entity id → state of its newest revision, for everything of one resident."""
    query = """SELECT s.entity_id, s.state FROM change_state s WHERE s.latest AND s.entity_id IN (
        SELECT id FROM follow_up WHERE resident_id = :id UNION ALL SELECT id FROM prescription WHERE resident_id = :id
        UNION ALL SELECT id FROM dispensing WHERE resident_id = :id)"""
    return {row[0]: row[1] for row in session.connection().execute(sql(query), {"id": resident_id})}
