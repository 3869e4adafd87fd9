"""From inbox to mirror, in dependency order. What lacks its parent waits and is tried again when the parent comes,
so the order of arrival does not matter."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import literal, select as core_select
from sqlmodel import Session, col, select

from sync.protocol.messages import Change
from sync.server.database import records
from sync.server.database.mirror import table_of
from sync.server.database.records import Record, person, person_facts
from sync.server.database.store import chunks, set_where, table, upsert
from sync.server.database.tables import FollowUpMirror, Inbox, Mirror, OwnedRecord, ResidentMirror
from sync.server.intake.checks import check
from sync.server.review import pace, waiting
from vclinic import diseases
from vclinic.domain import entities
from vclinic.domain.dates import beijing_day

FRESH, NEWER, WRONG = "apply", "program:", "wrong:"
Key = tuple[str, str]


@dataclass(frozen=True)
class Pending:
    """A stored change on its way to the mirror."""

    row: Inbox
    data: dict[str, Any]

    @cached_property
    def record(self) -> Record:
        """It as its form reads it; of kinds this program knows only."""
        return records.read(self.row.entity, self.data, self.row)

    @property
    def parents(self) -> list[Key]:
        """The records it hangs on."""
        return entities.parents_of(self.row.entity, self.data)

    @property
    def order(self) -> tuple[int, bool, int]:
        """Parents first, originals before what takes them back, older revisions before newer."""
        return entities.order(self.row.entity, self.data, self.row.revision)

    @property
    def resident_id(self) -> str:
        """Whom it is about; "" for nobody."""
        known = entities.by_name(self.row.entity)
        return known.resident_of(self.row.entity_id, self.data) if known is not None else ""


def run(session: Session, change_ids: Iterable[str], now: datetime) -> None:
    """Bring changes, and all that waited for them, into the mirror; then look at the visits of everybody touched."""
    queue = _load(session, col(Inbox.change_id), change_ids)
    touched: set[str] = set()
    while queue:
        keys = {f"{pending.row.entity}:{pending.row.entity_id}:{pending.row.revision}" for pending in queue}
        ready = _place(
            session, sorted((pending for pending in queue if _ours(pending.row)), key=lambda pending: pending.order)
        )
        _write(session, ready)
        touched.update(pending.resident_id for pending in ready)
        touched.update(pace.mark(session, [pending.row for pending in ready if pending.row.entity == "follow_up"]))
        keys.update(f"{pending.row.entity}:{pending.row.entity_id}" for pending in ready)
        queue = _load(session, col(Inbox.waits_for), keys)
    waiting.refresh(session, touched - {""}, beijing_day(now))


def retry(session: Session, now: datetime) -> int:
    """Try everything that waits once more, after an upgrade of this program; returns how many still wait.

    What was promised as stored is never refused afterwards: a change that this program reads but finds wrong stays
    in the inbox with its sentence, for staff to see.
    """
    still = list(session.exec(select(Inbox).where(Inbox.applied == "waiting")))
    for row in still:
        if row.waits_for.startswith((NEWER, WRONG)):
            _reconsider(session, row, now)
    session.flush()
    run(session, [row.change_id for row in still], now)
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


def _ours(row: Inbox) -> bool:
    return row.state == "stored" and row.applied == "waiting" and not row.waits_for.startswith((NEWER, WRONG))


def _load(session: Session, column: Any, values: Iterable[str]) -> list[Pending]:
    queue: list[Pending] = []
    for part in chunks(values):
        rows = session.exec(select(Inbox).where(column.in_(part)).execution_options(populate_existing=True))
        queue.extend(Pending(row, json.loads(row.payload)["data"]) for row in rows)
    return queue


def _place(session: Session, queue: list[Pending]) -> list[Pending]:
    """Split a sorted queue: what may be written now is returned, the rest is marked with what it waits for."""
    here = _present(session, {(pending.row.clinic_id, *key) for pending in queue for key in pending.parents})
    received = _received(session, {pending.row.entity_id for pending in queue})
    ready: list[Pending] = []
    for pending in queue:
        row = pending.row
        base = (row.entity, row.entity_id, row.base_revision)
        clinic = row.clinic_id
        missing = next((f"{kind}:{name}" for kind, name in pending.parents if (clinic, kind, name) not in here), "")
        if not missing and row.base_revision and base not in received:
            missing = ":".join(map(str, base))
        if missing:
            set_where(session, Inbox, col(Inbox.change_id) == row.change_id, waits_for=missing)
            continue
        ready.append(pending)
        here.add((clinic, row.entity, row.entity_id))
    return ready


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


def _write(session: Session, ready: list[Pending]) -> None:
    for kept, row_of in ((ResidentMirror, _resident), (FollowUpMirror, _follow_up), (Mirror, _other)):
        here = [pending for pending in ready if table_of(pending.row.entity) is kept]
        upsert(session, kept, [row_of(pending) for pending in _newest(session, kept, here)])
    for part in chunks(pending.row.change_id for pending in ready):
        set_where(session, Inbox, col(Inbox.change_id).in_(part), applied="yes", waits_for="")
    reviewed = [pending for pending in ready if waiting.reviewed(pending.row.entity)]
    waiting.enqueue(session, [(pending.row, pending.record) for pending in reviewed])


def _newest(
    session: Session, kind: type[ResidentMirror] | type[FollowUpMirror] | type[Mirror], arrived: list[Pending]
) -> list[Pending]:
    """The highest revision of each record that came, unless the mirror already has a higher one."""
    best: dict[Key, Pending] = {}
    for pending in arrived:
        key = (pending.row.entity, pending.row.entity_id)
        if key not in best or pending.row.revision > best[key].row.revision:
            best[key] = pending
    for part in chunks(name for _, name in best):
        there = table(kind).c
        entity = there.entity if kind is Mirror else literal(arrived[0].row.entity)
        for *key, revision in session.connection().execute(
            core_select(entity, there.id, there.revision).where(there.id.in_(part))
        ):
            known = (str(key[0]), str(key[1]))
            if known in best and best[known].row.revision < revision:
                del best[known]
    return list(best.values())


def _stamp(pending: Pending) -> dict[str, Any]:
    row = pending.row
    return {
        "id": row.entity_id,
        "clinic_id": row.clinic_id,
        "revision": row.revision,
        "change_id": row.change_id,
        "record": json.dumps(pending.data, ensure_ascii=False, separators=(",", ":")),
    }


def _resident(pending: Pending) -> dict[str, Any]:
    plain = ("name", "sex_code", "birth_date", "id_no", "phone", "village_group", "address", "household_head", "status")
    columns = {name: str(pending.data.get(name) or "") for name in plain}
    return _stamp(pending) | columns | {"birth_date": str(person(pending.data, "birth_date"))}


def _follow_up(pending: Pending) -> dict[str, Any]:
    data, row = pending.data, pending.row
    visit = pending.record
    assessment = data.get("assessment", {})
    satisfied = assessment.get("satisfied", assessment.get("bp_satisfied"))  # as programs of schema 1 say it
    disease = diseases.of_form(data["form_id"])
    return _stamp(pending) | {
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
        "recorded_at": row.recorded_at,
        "measures": json.dumps(disease.figures(visit.values) if disease is not None else {}),
        "summary": disease.summary(visit.values) if disease is not None else "",
    }


def _other(pending: Pending) -> dict[str, Any]:
    return _stamp(pending) | {
        "entity": pending.row.entity,
        "resident_id": pending.resident_id,
        "recorded_at": pending.row.recorded_at,
    }
