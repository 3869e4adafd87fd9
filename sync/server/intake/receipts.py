"""Receipts: every change of a batch is kept verbatim and answered on its own; a bad one does not hold up the others."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from sync.protocol.messages import Change, Receipt
from sync.protocol.received import BadChange
from sync.server.database import arrival
from sync.server.database.arrival import Arrival
from sync.server.database.session import own
from sync.server.database.store import chunks, insert_rows, numbers, set_where, table
from sync.server.database.tables import Device, Inbox, ResidentMirror
from sync.server.intake import apply, conflicts
from sync.server.intake.checks import Verdict, check
from vclinic.domain.conflict import CONFLICT
from vclinic.domain.dates import beijing_day
from vclinic.domain.problem import Problem

Fact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What the inbox already says about a change or a record."""

    change_id: str
    clinic_id: str
    entity: str
    entity_id: str
    revision: int
    digest: str
    state: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A resident in the mirror: who manages them, and what forms may ask about them."""

    clinic_id: str
    facts: Fact


def digest(payload: str) -> str:
    """Fingerprint of a change as the inbox keeps it, unknown fields included."""
    return hashlib.sha256(payload.encode("utf-8")).hexdigest()


def take(
    session: Session, device_id: str, clinic_id: str, changes: Sequence[Change | BadChange], now: datetime
) -> list[Receipt]:
    """File a batch inside the caller's transaction and answer each change, in the order given."""
    today, received_at = beijing_day(now), now.isoformat(timespec="seconds")
    came = [
        arrival.of_change(change, clinic_id, received_at) if isinstance(change, Change) else None for change in changes
    ]
    arrivals = [arrived for arrived in came if arrived is not None]
    known = _known_changes(session, [arrived.change_id for arrived in arrivals])
    records = _known_records(session, {arrived.entity_id for arrived in arrivals})
    before = {entity_id for _, entity_id in records}
    people = _people(session, arrivals)
    answers = conflicts.answers_by_itself(session, device_id)
    facts = _facts(arrivals, people)
    receipts: list[Receipt] = []
    rows: dict[str, dict[str, Any]] = {}
    fresh: list[Arrival] = []
    healed: list[tuple[str, Verdict]] = []
    for change, arrived in zip(changes, came, strict=True):
        if isinstance(change, BadChange) or arrived is None:
            receipts.append(cast("BadChange", change).receipt())
            continue
        payload = arrival.payload(change, arrived.document)
        print_of = digest(payload)
        same = known.get(change.id)
        if same is not None and (same.clinic_id != clinic_id or same.digest != print_of):
            receipts.append(_refuse(change.id, _ID_CONFLICT))
            continue
        if same is not None and same.state == "stored":
            receipts.append(Receipt(change_id=change.id, state="duplicate"))
            continue
        verdict = (
            _clash(change, clinic_id, records, answers=answers)
            or _foreign(arrived, people)
            or check(change, facts.get(arrived.about, {}), today)
        )
        receipts.append(_receipt(change.id, verdict))
        entry = Known(
            change.id, clinic_id, entity=change.entity, entity_id=change.entity_id, revision=change.revision, digest=print_of,
            state="refused" if verdict.problem else "stored",
            code=verdict.problem.code if verdict.problem else "",
        )  # fmt: skip
        if same is not None:
            if verdict.problem is None:
                healed.append((change.id, verdict))
        else:
            rows[change.id] = _row(arrived, verdict, device_id=device_id, payload=payload, digest=print_of)
            if verdict.problem is None and not verdict.waits_for:
                arrived.given = verdict.given
                fresh.append(arrived)
        known[change.id] = entry
        records.setdefault((change.entity, change.entity_id), []).append(entry)
    revisions = {(name, entity_id, entry.revision) for (name, entity_id), all_of in records.items() for entry in all_of}
    ready = apply.place(session, fresh, revisions, before)
    for arrived in fresh:
        rows[arrived.change_id] |= {
            "waits_for": arrived.waits_for,
            "applied": "waiting" if arrived.waits_for else "yes",
        }
    for number, row in zip(numbers(session, "inbox", len(rows)), rows.values(), strict=True) if rows else ():
        row["seq"] = number
    insert_rows(session, Inbox, list(rows.values()))
    if rows:
        set_where(session, Device, col(Device.id) == device_id, newest=max(row["seq"] for row in rows.values()))
    for change_id, verdict in healed:
        _heal(session, change_id, verdict)
    came_now = [arrived for arrived in arrivals if arrived.change_id in rows]
    apply.settle(session, came_now, ready, before, again=[change_id for change_id, _ in healed])
    conflicts.tell(session, [row for row in rows.values() if row["code"] == CONFLICT], clinic_id, now)
    return receipts


_ID_CONFLICT = Problem(
    "id", "id_conflict", "这个编号已经用在另一条资料上，卫生院没有收下这一条。资料仍在本机，请联系技术人员。"
)
_NOT_YOURS = Problem("entity_id", "not_yours", "这份档案由别的村卫生室管理，卫生院没有收下。资料仍在本机。")


def _clash(
    change: Change, clinic_id: str, records: dict[tuple[str, str], list[Known]], *, answers: bool
) -> Verdict | None:
    came = records.get((change.entity, change.entity_id), ())
    if any(other.state == "stored" and other.clinic_id != clinic_id for other in came):
        return Verdict(_NOT_YOURS)
    return Verdict(conflicts.PROBLEM) if conflicts.stands_against(change, came, answers=answers) else None


def _foreign(arrived: Arrival, people: Mapping[str, Person]) -> Verdict | None:
    """A record about a resident whom another clinic manages."""
    person = people.get(arrived.about)
    other = person is not None and person.clinic_id != arrived.clinic_id
    return Verdict(Problem("resident_id", "not_yours", _NOT_YOURS.text)) if other else None


def _receipt(change_id: str, verdict: Verdict) -> Receipt:
    if verdict.problem is not None:
        return _refuse(change_id, verdict.problem)
    return Receipt(change_id=change_id, state="stored")


def _refuse(change_id: str, problem: Problem) -> Receipt:
    return Receipt(change_id=change_id, state="refused", code=problem.code, field=problem.field, text=problem.text)


def _row(arrived: Arrival, verdict: Verdict, *, device_id: str, payload: str, digest: str) -> dict[str, Any]:
    problem = verdict.problem
    return {
        "change_id": arrived.change_id,
        "seq": 0,
        "clinic_id": arrived.clinic_id,
        "device_id": device_id,
        "entity": arrived.entity,
        "entity_id": arrived.entity_id,
        "revision": arrived.revision,
        "base_revision": arrived.base_revision,
        "recorded_at": arrived.recorded_at,
        "recorded_by": arrived.recorded_by,
        "payload": payload,
        "digest": digest,
        "state": "refused" if problem else "stored",
        "code": problem.code if problem else "",
        "field": problem.field if problem else "",
        "text": problem.text if problem else "",
        "applied": "no" if problem else "waiting",
        "waits_for": "" if problem else verdict.waits_for or apply.FRESH,
        "received_at": arrived.received_at,
    }


def _heal(session: Session, change_id: str, verdict: Verdict) -> None:
    """File a change that was refused before and passes now, after an upgrade of this program or a corrected bound."""
    set_where(
        session, Inbox, col(Inbox.change_id) == change_id,
        state="stored", code="", field="", text="", applied="waiting", waits_for=verdict.waits_for or apply.FRESH,
    )  # fmt: skip


def _known_changes(session: Session, ids: Iterable[str]) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for part in chunks(ids):
        known.update((change.change_id, change) for change in _select(session, col(Inbox.change_id).in_(part)))
    return known


def _known_records(session: Session, ids: Iterable[str]) -> dict[tuple[str, str], list[Known]]:
    records: dict[tuple[str, str], list[Known]] = {}
    for part in chunks(ids):
        for change in _select(session, col(Inbox.entity_id).in_(part)):
            records.setdefault((change.entity, change.entity_id), []).append(change)
    return records


def _select(session: Session, condition: Any) -> list[Known]:
    columns = [table(Inbox).c[field.name] for field in fields(Known)]
    return [
        Known(*row) for row in session.connection().execute(core_select(*columns).where(own(session, Inbox), condition))
    ]


def _people(session: Session, arrivals: Iterable[Arrival]) -> dict[str, Person]:
    """The residents these records hang on, as far as they have been reported."""
    people: dict[str, Person] = {}
    columns = select(ResidentMirror.id, ResidentMirror.clinic_id, ResidentMirror.birth_date, ResidentMirror.sex_code)
    for part in chunks({arrived.about for arrived in arrivals} - {""}):
        for name, clinic_id, born, sex in session.exec(columns.where(col(ResidentMirror.id).in_(part))):
            people[name] = Person(clinic_id, fact(born, sex))
    return people


def _facts(arrivals: Sequence[Arrival], people: Mapping[str, Person]) -> dict[str, Fact]:
    """Birth date and sex of the residents whose visits came: from the mirror, or from this very batch."""
    facts = {name: person.facts for name, person in people.items()}
    for arrived in arrivals:
        if arrived.entity == "resident":
            facts[arrived.entity_id] = fact(arrived.data.get("birth_date"), arrived.data.get("sex_code"))
    return facts


def fact(born: object, sex: object) -> Fact:
    """What a form may ask about a person; a birth date that cannot be read is left out."""
    known: Fact = {"sex_code": sex}
    with suppress(ValueError):
        known["birth_date"] = date.fromisoformat(str(born))
    return known


def data_of(row: Inbox) -> dict[str, Any]:
    """The record inside a kept change."""
    data: dict[str, Any] = json.loads(row.payload)["data"]
    return data
