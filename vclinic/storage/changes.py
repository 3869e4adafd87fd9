"""The change log as it is sent: what waits, and the township's receipts. Acknowledged by change id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from vclinic.storage.tables import ChangeRow, ReceiptRow


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the log as it is sent. No `ChangeRow`: a session's book on thousands of rows took as long as to pack them."""

    seq: int
    id: str
    act: str
    entity: str
    entity_id: str
    revision: int
    base_revision: int
    recorded_at: str
    recorded_by: str
    payload: str


_LOGGED = ", ".join(f"change.{field.name}" for field in fields(Logged))


def pending(session: Session, after_seq: int, limit: int) -> list[Logged]:
    """Changes without a receipt in the order they were made."""
    query = "SELECT seq FROM unanswered WHERE seq > :after ORDER BY seq LIMIT :limit"
    waiting = session.connection().execute(sql(query), {"after": after_seq, "limit": limit}).scalars().all()
    if not waiting:
        return []
    entries = f"""SELECT {_LOGGED} FROM change WHERE seq BETWEEN :first AND :last
        AND EXISTS (SELECT 1 FROM unanswered u WHERE u.seq = change.seq) ORDER BY seq"""  # noqa: S608 - our own names
    between = {"first": waiting[0], "last": waiting[-1]}
    return [Logged(*row) for row in session.connection().execute(sql(entries), between)]


def oldest_pending(session: Session) -> datetime | None:
    """When the oldest change without a receipt was made."""
    first = pending(session, 0, 1)
    return datetime.fromisoformat(first[0].recorded_at) if first else None


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


def any_answered(session: Session) -> bool:
    """Whether a township has given a receipt for anything."""
    return session.exec(select(ReceiptRow.change_id).limit(1)).first() is not None


def stored_ids(session: Session) -> list[str]:
    """The changes the township has said it stored."""
    return list(session.exec(select(ReceiptRow.change_id).where(ReceiptRow.state == "stored")))


def take_back(session: Session, unknown: Iterable[str], at: datetime) -> int:
    """Let changes wait again: those the township no longer knows, with the verdict on them, and all it had refused, for
    it judges them anew. Returns how many wait again."""
    run = session.connection().execute
    refused = session.exec(select(ReceiptRow.change_id).where(ReceiptRow.state == "refused"))
    rows = [{"id": key, "at": at.isoformat(timespec="seconds")} for key in dict.fromkeys([*unknown, *refused])]
    if rows:
        run(
            sql(
                "INSERT INTO taken_back (change_id, at) VALUES (:id, :at) "
                "ON CONFLICT (change_id) DO UPDATE SET at = excluded.at"
            ),
            rows,
        )
        run(sql("DELETE FROM verdict WHERE change_id = :id"), rows)
        run(sql("DELETE FROM receipt WHERE change_id = :id"), rows)
    return len(rows)


def acknowledged_bases(session: Session, made: Sequence[Logged]) -> dict[str, str]:
    """By change, what the revision it was made from says, as JSON, where the township has acknowledged that one."""
    edits = {(row.entity, row.entity_id, row.base_revision): row.id for row in made if row.base_revision}
    ids = list({entity_id for _, entity_id, _ in edits})
    bases: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        statement = (
            select(ChangeRow.entity, ChangeRow.entity_id, ChangeRow.revision, ChangeRow.payload)
            .join(ReceiptRow, col(ReceiptRow.change_id) == ChangeRow.id)
            .where(ReceiptRow.state == "stored", col(ChangeRow.entity_id).in_(ids[start : start + 500]))
        )
        for entity, entity_id, revision, payload in session.exec(statement):
            if (entity, entity_id, revision) in edits:
                bases[edits[entity, entity_id, revision]] = payload
    return bases


def newest_moment(session: Session) -> datetime | None:
    """When the last entry of the log was written; None for an empty log."""
    row = session.exec(select(ChangeRow.recorded_at).order_by(col(ChangeRow.seq).desc()).limit(1)).first()
    return None if row is None else datetime.fromisoformat(row)


def refused_before(session: Session, moment: datetime, limit: int) -> list[Logged]:
    """Refused changes nobody has corrected, last refused before ``moment``: the township may have been mended since."""
    entries = f"""SELECT {_LOGGED} FROM change JOIN receipt r ON r.change_id = change.id
        WHERE r.state = 'refused' AND r.received_at < :moment
        AND NOT EXISTS (SELECT 1 FROM change l WHERE l.entity_id = change.entity_id AND l.revision > change.revision)
        ORDER BY r.received_at, change.seq LIMIT :limit"""  # noqa: S608 - the one not asked about for longest first
    given = {"moment": moment.isoformat(timespec="seconds"), "limit": limit}
    return [Logged(*row) for row in session.connection().execute(sql(entries), given)]
