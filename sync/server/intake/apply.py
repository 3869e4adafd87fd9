"""From inbox to mirror, in dependency order. What lacks its parent waits and is tried again when the parent comes,
so the order of arrival does not matter."""

import json
from collections.abc import Iterable, Sequence, Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select as core_select
from sqlmodel import Session, col, select

from sync.protocol.messages import Change
from sync.server.database import arrival
from sync.server.database.arrival import Arrival, Key
from sync.server.database.mirror import table_of
from sync.server.database.records import person, person_facts
from sync.server.database.session import own
from sync.server.database.store import chunks, lacking, set_where, table, upsert
from sync.server.database.tables import FollowUpMirror, Inbox, Mirror, OwnedRecord, ResidentMirror
from sync.server.intake.checks import check
from sync.server.review import looking, pace, replies, waiting
from vclinic import diseases
from vclinic.domain import entities
from vclinic.domain.dates import beijing_day

FRESH, NEWER, WRONG = "apply", "program:", "wrong:"


def place(
    session: Session, queue: Sequence[Arrival], received: AbstractSet[tuple[str, str, int]], known: AbstractSet[str]
) -> list[Arrival]:
    """Say of each what it still lacks (``waits_for``); those that lack nothing are returned, parents first.

    Args:
        received: revisions that have arrived, as (kind, id, revision), refused ones and those of the queue included: a
            refused revision does not hold up its correction.
        known: ids of records of which something arrived before; the others need not be looked for.
    """
    fresh = {arrived.entity_id for arrived in queue} - known
    wanted = {(arrived.clinic_id, *key) for arrived in queue for key in arrived.parents}
    here = _present(session, {key for key in wanted if key[2] not in fresh})
    ready: list[Arrival] = []
    for arrived in sorted(queue, key=lambda arrived: arrived.order):
        clinic = arrived.clinic_id
        base = (arrived.entity, arrived.entity_id, arrived.base_revision)
        missing = next((f"{kind}:{name}" for kind, name in arrived.parents if (clinic, kind, name) not in here), "")
        if not missing and arrived.base_revision and base not in received:
            missing = ":".join(map(str, base))
        arrived.waits_for = missing
        if not missing:
            ready.append(arrived)
            here.add((clinic, arrived.entity, arrived.entity_id))
    return ready


def settle(
    session: Session,
    came: Sequence[Arrival],
    ready: Sequence[Arrival],
    known: AbstractSet[str],
    again: Iterable[str],
) -> None:
    """Bring into the mirror what lacks nothing, and all that waited for it; mark whose records are to be looked at.

    Args:
        came: all that was put into the inbox just now, refused or not; ``ready`` is what of it lacks nothing.
        known: as `place` takes it, for these.
        again: changes of the inbox to be tried once more.
    """
    touched = _file(session, ready, known)
    queue = [*_load(session, col(Inbox.change_id), again), *_waiting_for(session, _keys(came, ready))]
    while queue:
        ours = [arrived for arrived in queue if not arrived.waits_for.startswith((NEWER, WRONG))]
        ids = {arrived.entity_id for arrived in ours}
        ready = place(session, ours, _received(session, ids), ids)
        for arrived in ours:
            if arrived.waits_for:
                set_where(session, Inbox, col(Inbox.change_id) == arrived.change_id, waits_for=arrived.waits_for)
        for part in chunks(arrived.change_id for arrived in ready):
            set_where(session, Inbox, col(Inbox.change_id).in_(part), applied="yes", waits_for="")
        touched |= _file(session, ready, ids)
        queue = _waiting_for(session, _keys(queue, ready))
    looking.mark(session, touched - {""})


def _file(session: Session, ready: Sequence[Arrival], known: AbstractSet[str]) -> set[str]:
    """Write into the mirror and the queue of the staff; returns the residents whom it touches."""
    for kept, row_of in ((ResidentMirror, _resident), (FollowUpMirror, _follow_up), (Mirror, _other)):
        here = [arrived for arrived in ready if table_of(arrived.entity) is kept]
        upsert(session, kept, [row_of(arrived) for arrived in _newest(session, kept, here, known)])
    waiting.enqueue(session, [arrived for arrived in ready if waiting.reviewed(arrived.entity)], known)
    replies.reopen(session, ready)
    touched = pace.mark(session, [arrived for arrived in ready if arrived.entity == "follow_up"])
    return touched | {arrived.resident_id for arrived in ready}


def _keys(came: Iterable[Arrival], ready: Iterable[Arrival]) -> set[str]:
    """What others may have waited for: revisions that have come, and records that are in the mirror now."""
    return {f"{arrived.entity}:{arrived.entity_id}:{arrived.revision}" for arrived in came} | {
        f"{arrived.entity}:{arrived.entity_id}" for arrived in ready
    }


def retry(session: Session, now: datetime) -> int:
    """Try everything that waits once more, after an upgrade of this program; returns how many still wait.

    What was promised as stored is never refused afterwards: a change that this program reads but finds wrong stays
    in the inbox with its sentence, for staff to see.
    """
    still = list(session.exec(select(Inbox).where(Inbox.applied == "waiting").order_by(col(Inbox.seq))))
    for row in still:
        if row.waits_for.startswith((NEWER, WRONG)):
            _reconsider(session, row, now)
    session.flush()
    settle(session, (), (), frozenset(), again=[row.change_id for row in still])
    return len(list(session.exec(select(Inbox.change_id).where(Inbox.applied == "waiting"))))


def _reconsider(session: Session, row: Inbox, now: datetime) -> None:
    change = Change.model_validate_json(row.payload)
    known = entities.by_name(change.entity)
    about = known.resident_of(change.entity_id, change.data) if known is not None else ""
    whose = session.get(ResidentMirror, about) if about != change.entity_id else None
    verdict = check(change, person_facts(whose) if whose is not None else {}, beijing_day(now))
    if verdict.problem is not None:
        row.waits_for, row.text = f"{WRONG}{verdict.problem.code}", verdict.problem.text
    else:
        row.waits_for, row.text = verdict.waits_for or FRESH, ""


def _load(session: Session, column: Any, values: Iterable[str], *more: Any) -> list[Arrival]:
    """Changes of the inbox that are not in the mirror yet."""
    queue: list[Arrival] = []
    inbox = table(Inbox)
    for part in chunks(values):
        statement = core_select(inbox).where(own(session, Inbox), inbox.c.applied == "waiting", column.in_(part), *more)
        rows = session.connection().execute(statement).mappings()
        queue.extend(arrival.of_row(Inbox(**row)) for row in rows)
    return queue


def _waiting_for(session: Session, keys: set[str]) -> list[Arrival]:
    """What waited for these; asked for only while anything waits at all."""
    anything = core_select(table(Inbox).c.change_id).where(own(session, Inbox), lacking()).limit(1)
    if not keys or session.connection().execute(anything).first() is None:
        return []
    return _load(session, col(Inbox.waits_for), keys, lacking())


def _present(session: Session, keys: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Records that are here, as (clinic, kind, id): what another clinic manages is nobody else's parent, what the
    township owns is everybody's."""
    owned = {kind.name for kind in entities.owned_by("township")}
    present: set[tuple[str, str, str]] = set()
    for kind in {kind for _, kind, _ in keys}:
        for part in chunks({name for _, entity, name in keys if entity == kind}):
            if kind in owned:
                ours = set(
                    session.exec(
                        select(OwnedRecord.id).where(OwnedRecord.entity == kind, col(OwnedRecord.id).in_(part))
                    )
                )
                present.update(key for key in keys if key[1] == kind and key[2] in ours)
                continue
            kept = table_of(kind)
            statement = select(kept.clinic_id, kept.id).where(col(kept.id).in_(part))
            if kept is Mirror:
                statement = statement.where(Mirror.entity == kind)
            present.update((clinic, kind, name) for clinic, name in session.exec(statement))
    return present


def _received(session: Session, ids: set[str]) -> set[tuple[str, str, int]]:
    """Revisions that have arrived, refused ones included: a refused revision does not hold up its correction."""
    received: set[tuple[str, str, int]] = set()
    for part in chunks(ids):
        statement = select(Inbox.entity, Inbox.entity_id, Inbox.revision).where(col(Inbox.entity_id).in_(part))
        received.update((entity, name, revision) for entity, name, revision in session.exec(statement))
    return received


def _newest(
    session: Session,
    kind: type[ResidentMirror] | type[FollowUpMirror] | type[Mirror],
    ready: list[Arrival],
    known: AbstractSet[str],
) -> list[Arrival]:
    """The highest revision of each record that came, unless the mirror already has a higher one."""
    best: dict[Key, Arrival] = {}
    for arrived in ready:
        key = (arrived.entity, arrived.entity_id)
        if key not in best or arrived.revision > best[key].revision:
            best[key] = arrived
    for part in chunks(name for _, name in best if name in known):
        there = table(kind).c
        entity = there.entity if kind is Mirror else literal(ready[0].entity)
        for *key, revision in session.connection().execute(
            core_select(entity, there.id, there.revision).where(own(session, kind), there.id.in_(part))
        ):
            there_already = (str(key[0]), str(key[1]))
            if there_already in best and best[there_already].revision < revision:
                del best[there_already]
    return list(best.values())


def _stamp(arrived: Arrival) -> dict[str, Any]:
    return {
        "id": arrived.entity_id,
        "clinic_id": arrived.clinic_id,
        "revision": arrived.revision,
        "change_id": arrived.change_id,
        "record": arrived.document,
    }


def _resident(arrived: Arrival) -> dict[str, Any]:
    plain = ("name", "sex_code", "birth_date", "id_no", "phone", "village_group", "address", "household_head", "status")
    columns = {name: str(arrived.data.get(name) or "") for name in plain}
    return _stamp(arrived) | columns | {"birth_date": str(person(arrived.data, "birth_date"))}


def _follow_up(arrived: Arrival) -> dict[str, Any]:
    data, visit = arrived.data, arrived.record
    assessment = data.get("assessment", {})
    satisfied = assessment.get("satisfied", assessment.get("bp_satisfied"))  # as programs of schema 1 say it
    disease = diseases.of_form(data["form_id"])
    return _stamp(arrived) | {
        "resident_id": data["resident_id"],
        "disease": data["disease"],
        "form_id": data["form_id"],
        "form_version": data["form_version"],
        "visited_on": visit.day.isoformat() if visit.day is not None else "",
        "visit_class": str(visit.record.get("visit_class", "")),
        "satisfied": int(satisfied) if isinstance(satisfied, bool) else None,
        "status": data.get("status", "valid"),
        "doctor_id": str(data.get("doctor_id", "")),
        "doctor_name": str(data.get("doctor_name", "")),
        "recorded_at": arrived.recorded_at,
        "measures": json.dumps(disease.figures(visit.values) if disease is not None else {}),
        "summary": disease.summary(visit.values) if disease is not None else "",
    }


def _other(arrived: Arrival) -> dict[str, Any]:
    return _stamp(arrived) | {
        "entity": arrived.entity,
        "resident_id": arrived.resident_id,
        "recorded_at": arrived.recorded_at,
    }
