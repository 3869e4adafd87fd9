"""Where changes stand, as the sync centre reads it: waiting, stored, refused, returned, accepted; what a person must do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session

STATES = ("pending", "stored", "refused", "returned", "accepted")
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
GROUPS = ("needs", "pending", "stored", "accepted")
_SETTLED = f"c.id IN ({_REFUSED} UNION ALL {_RETURNED}) AND {_ANSWERED}"
_IN_GROUP = {
    "needs": f"c.id IN ({_REFUSED} UNION ALL {_RETURNED}) AND NOT {_ANSWERED}",
    "pending": f"c.{_IN_STATE['pending']}",
    "stored": f"(c.state = 'stored' OR {_SETTLED})",
    "accepted": "c.state = 'accepted'",
}
_WAITS = frozenset(("needs", "pending"))  # for these the one that waits longest stands first


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


def states_of(session: Session, change_ids: Iterable[str]) -> dict[str, str]:
    """The states of changes, by their ids."""
    wanted, states = list(change_ids), dict[str, str]()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = {f"c{place}": key for place, key in enumerate(part)}
        query = f"SELECT id, state FROM change_state WHERE id IN ({', '.join(f':{mark}' for mark in marks)})"  # noqa: S608
        states.update({row[0]: row[1] for row in session.connection().execute(sql(query), marks)})
    return states
