"""The change log as sync and the sync centre read it: what waits, what the township said. Acknowledged by change id."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from vclinic.domain import entities
from vclinic.domain.dates import beijing_day
from vclinic.domain.entity import Entity
from vclinic.storage.tables import ChangeRow, ReceiptRow, told_as

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


def counts(session: Session) -> dict[str, int]:
    """How many changes are in each state; every state is named."""
    rows = session.connection().execute(sql("SELECT state, n FROM change_tally"))
    return dict.fromkeys(STATES, 0) | {str(row[0]): int(row[1]) for row in rows}


def needing_action(session: Session) -> int:
    """Refused or returned changes that no later revision and no reply has answered yet."""
    query = f"SELECT count(*) FROM change c WHERE c.id IN ({_REFUSED} UNION ALL {_RETURNED}) AND NOT {_ANSWERED}"  # noqa: S608
    return session.connection().execute(sql(query)).scalar_one()


def answered(session: Session) -> dict[str, int]:
    """How many refused and how many returned changes have been answered: nobody has to do anything for them."""
    done: dict[str, int] = {}
    for state, ids in (("refused", _REFUSED), ("returned", _RETURNED)):
        query = f"SELECT count(*) FROM change c WHERE c.id IN ({ids}) AND {_ANSWERED}"  # noqa: S608
        done[state] = session.connection().execute(sql(query)).scalar_one()
    return done


def refusals(session: Session) -> list[tuple[str, str, str, int]]:
    """Refused changes nobody has answered, counted by kind, code and field, the most frequent first."""
    query = f"""SELECT c.entity, r.code, r.field, count(*) AS n FROM change c JOIN receipt r ON r.change_id = c.id
        WHERE c.id IN ({_REFUSED}) AND NOT {_ANSWERED} GROUP BY c.entity, r.code, r.field
        ORDER BY n DESC, c.entity, r.code, r.field"""  # noqa: S608 - our own conditions
    rows = session.connection().execute(sql(query))
    return [(str(entity), str(code), str(field), int(count)) for entity, code, field, count in rows]


def oldest_pending(session: Session) -> datetime | None:
    """When the oldest change without a receipt was made."""
    first = pending(session, 0, 1)
    return datetime.fromisoformat(first[0].recorded_at) if first else None


_COLUMNS = "seq, id, entity, entity_id, revision, recorded_at, state, code, field, text, latest"
_REFUSED = """SELECT change_id FROM receipt r WHERE r.state = 'refused'
    AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.change_id = r.change_id)"""
_RETURNED = "SELECT change_id FROM verdict WHERE state = 'returned'"
# by a later revision, or by a reply to the return that stands
_ANSWERED = """(EXISTS (SELECT 1 FROM change l WHERE l.entity_id = c.entity_id AND l.revision > c.revision)
    OR EXISTS (SELECT 1 FROM verdict v JOIN remark_reply a ON a.about_change = v.change_id AND a.notice = v.notice_seq
        WHERE v.change_id = c.id AND v.state = 'returned'))"""
# where few changes are in a state, they are asked for by it; the others are met soon on the way back from the newest
_IN_STATE = {
    "pending": "state = 'pending' AND seq IN (SELECT seq FROM unanswered)",
    "refused": f"id IN ({_REFUSED})",
    "returned": f"id IN ({_RETURNED})",
    "stored": "state = 'stored' AND seq <= :answered",
    "accepted": "state = 'accepted'",
}
_FEW_ACCEPTED = "id IN (SELECT change_id FROM verdict WHERE state = 'accepted')"
_FEW = 2000
# a place in the log after which everything waits: years of it need not be walked through for what was answered before
_ANSWERED_UNTIL = """SELECT CASE WHEN EXISTS (SELECT 1 FROM unanswered WHERE seq = (SELECT max(seq) FROM change))
    THEN (SELECT u.seq - 1 FROM unanswered u
        WHERE NOT EXISTS (SELECT 1 FROM unanswered p WHERE p.seq = u.seq - 1) ORDER BY u.seq DESC LIMIT 1)
    ELSE (SELECT max(seq) FROM change) END"""


def listed(session: Session, states: Iterable[str], limit: int) -> list[ChangeState]:
    """Changes in some states, newest first."""
    listing: list[ChangeState] = []
    run = session.connection().execute
    counted, given = counts(session), {"limit": limit}
    for state in dict.fromkeys(states):
        if not counted.get(state):
            continue
        condition = _FEW_ACCEPTED if state == "accepted" and counted[state] <= _FEW else _IN_STATE[state]
        query = f"SELECT {_COLUMNS} FROM change_state WHERE {condition} ORDER BY seq DESC LIMIT :limit"  # noqa: S608
        until = {"answered": run(sql(_ANSWERED_UNTIL)).scalar_one()} if state == "stored" else {}
        listing += [_state(*row) for row in run(sql(query), given | until)]
    return sorted(listing, key=lambda change: -change.seq)[:limit]


GROUPS = ("needs", "pending", "stored", "accepted")
_SETTLED = f"c.id IN ({_REFUSED} UNION ALL {_RETURNED}) AND {_ANSWERED}"
_IN_GROUP = {
    "needs": f"c.id IN ({_REFUSED} UNION ALL {_RETURNED}) AND NOT {_ANSWERED}",
    "pending": f"c.{_IN_STATE['pending']}",
    "stored": f"(c.state = 'stored' OR {_SETTLED})",
    "accepted": "c.state = 'accepted'",
}
_WAITS = frozenset(("needs", "pending"))  # for these the one that waits longest stands first


def grouped(session: Session, group: str, limit: int) -> tuple[int, list[ChangeState]]:
    """How many changes are in one of the four groups, and the first of them: those that wait longest, else the newest.

    Every change is in exactly one: it needs a person (refused or returned, not answered yet), it waits to be sent, it
    was stored (one put right since, too), or it was accepted. What is in a large group is counted where triggers count.
    """
    if group == "needs":
        total = needing_action(session)
    else:
        total = counts(session)[group] + (sum(answered(session).values()) if group == "stored" else 0)
    order = "ASC" if group in _WAITS else "DESC"
    query = f"SELECT {_COLUMNS} FROM change_state c WHERE {_IN_GROUP[group]} ORDER BY c.seq {order} LIMIT :limit"  # noqa: S608
    rows = session.connection().execute(sql(query), {"limit": limit}) if limit else ()
    return total, [_state(*row) for row in rows]


def _state(*row: Any) -> ChangeState:
    seq, key, entity, entity_id, revision, recorded_at, state, code, field, text, latest = row
    return ChangeState(
        seq=seq,
        id=key,
        entity=entity,
        entity_id=entity_id,
        revision=revision,
        recorded_at=datetime.fromisoformat(recorded_at),
        state=state,
        code=code,
        field=field,
        text=text,
        latest=bool(latest),
    )


def state_of(session: Session, entity_id: str) -> list[ChangeState]:
    """Every revision of one entity with its state, oldest first."""
    rows = session.connection().execute(
        sql(f"SELECT {_COLUMNS} FROM change_state WHERE entity_id = :entity ORDER BY revision"),  # noqa: S608
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


def data_of(session: Session, change_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What changes say, by their ids."""
    wanted, data = list(change_ids), dict[str, dict[str, Any]]()
    for start in range(0, len(wanted), 500):
        part = select(ChangeRow.id, ChangeRow.payload).where(col(ChangeRow.id).in_(wanted[start : start + 500]))
        data.update({key: json.loads(payload) for key, payload in session.exec(part)})
    return data


def newest_moment(session: Session) -> datetime | None:
    """When the last entry of the log was written; None for an empty log."""
    row = session.exec(select(ChangeRow.recorded_at).order_by(col(ChangeRow.seq).desc()).limit(1)).first()
    return None if row is None else datetime.fromisoformat(row)


def newest(session: Session, entity: str, entity_id: str) -> dict[str, Any] | None:
    """What the newest revision of a record says, whichever side wrote it; None where there is no such record."""
    declared = entities.by_name(entity)
    if declared is not None and declared.owner == "township":
        told = session.get(told_as(entity), entity_id)
        return None if told is None else json.loads(told.record)
    statement = (
        select(ChangeRow.payload)
        .where(ChangeRow.entity_id == entity_id, ChangeRow.entity == entity)
        .order_by(col(ChangeRow.revision).desc())
        .limit(1)
    )
    payload = session.exec(statement).first()
    return None if payload is None else json.loads(payload)


def named(session: Session, entity: str, data: Mapping[str, Any]) -> str:
    """What a list calls a record: its own title, or that of its first parent; empty where neither has one."""
    declared = entities.by_name(entity)
    if declared is None:
        return ""
    if declared.title:
        return declared.named(data)
    for kind, key in declared.parents_of(data)[:1]:
        parent = newest(session, kind, key)
        return named(session, kind, parent) if parent is not None else ""
    return ""


def refused_before(session: Session, moment: datetime, limit: int) -> list[Logged]:
    """Refused changes nobody has corrected, last refused before ``moment``: the township may have been mended since."""
    entries = f"""SELECT {_LOGGED} FROM change JOIN receipt r ON r.change_id = change.id
        WHERE r.state = 'refused' AND r.received_at < :moment
        AND NOT EXISTS (SELECT 1 FROM change l WHERE l.entity_id = change.entity_id AND l.revision > change.revision)
        ORDER BY r.received_at, change.seq LIMIT :limit"""  # noqa: S608 - the one not asked about for longest first
    given = {"moment": moment.isoformat(timespec="seconds"), "limit": limit}
    return [Logged(*row) for row in session.connection().execute(sql(entries), given)]


def states_of(session: Session, change_ids: Iterable[str]) -> dict[str, str]:
    """The states of changes, by their ids."""
    wanted, states = list(change_ids), dict[str, str]()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = {f"c{place}": key for place, key in enumerate(part)}
        query = f"SELECT id, state FROM change_state WHERE id IN ({', '.join(f':{mark}' for mark in marks)})"  # noqa: S608
        states.update({row[0]: row[1] for row in session.connection().execute(sql(query), marks)})
    return states


@dataclass(frozen=True, slots=True)
class Said:
    """The newest revision of a record as its change says it; ``recorded_on`` is the day of that."""

    id: str
    change_id: str
    data: dict[str, Any]
    recorded_on: date


def about_resident(session: Session, entity: Entity, resident_id: str, limit: int) -> list[Said]:
    """The newest revisions of a resident's records of one kind, last made first."""
    query = f"""SELECT t.id, c.id, c.payload, c.recorded_at FROM {entity.name} t JOIN change c ON c.id = t.change_id
        WHERE t.{entity.about} = :id ORDER BY c.seq DESC LIMIT :limit"""  # noqa: S608 - names of our declarations
    rows = session.connection().execute(sql(query), {"id": resident_id, "limit": limit})
    return [
        Said(key, change, json.loads(said), beijing_day(datetime.fromisoformat(at))) for key, change, said, at in rows
    ]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A revision that was made with a reason; ``before`` is what the revision before it said."""

    entity_id: str
    change_id: str
    revision: int
    reason: str
    data: dict[str, Any]
    before: dict[str, Any]
    recorded_on: date

    @property
    def answers(self) -> tuple[str, ...]:
        """What was asked with it and answered, in words."""
        return tuple(str(answer.get("text", "")) for answer in self.data.get("correction_answers", ()))


def corrected(session: Session, entity: str, ids: Iterable[str]) -> list[Corrected]:
    """The corrections of some records of one kind, oldest first."""
    wanted, made = list(ids), list[Corrected]()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = {f"c{place}": key for place, key in enumerate(part)}
        query = f"""SELECT c.entity_id, c.id, c.revision, c.payload, b.payload, c.recorded_at FROM change c
            JOIN change b ON b.entity_id = c.entity_id AND b.entity = c.entity AND b.revision = c.revision - 1
            WHERE c.entity = :entity AND c.revision > 1 AND c.entity_id IN ({", ".join(f":{mark}" for mark in marks)})
            AND c.payload LIKE '%"correction_reason":%' ORDER BY c.seq"""  # noqa: S608 - marks, no values
        for key, change, revision, said, before, at in session.connection().execute(
            sql(query), {**marks, "entity": entity}
        ):
            data = json.loads(said)
            made.append(
                Corrected(
                    entity_id=key,
                    change_id=change,
                    revision=revision,
                    reason=str(data.get("correction_reason", "")),
                    data=data,
                    before=json.loads(before),
                    recorded_on=beijing_day(datetime.fromisoformat(at)),
                )
            )
    return [correction for correction in made if correction.reason]
