"""Receipts: every change of a batch is kept verbatim and answered on its own; a bad one does not hold up the others."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from sync.protocol import messages
from sync.protocol.messages import Change, Receipt
from sync.protocol.received import BadChange
from sync.server.database.store import chunks, insert_rows, numbers, set_where, table
from sync.server.database.tables import Inbox, ResidentMirror
from sync.server.intake import apply
from sync.server.intake.checks import Verdict, check
from vclinic.domain import entities
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


def digest(payload: str) -> str:
    """Fingerprint of a change as the inbox keeps it, unknown fields included."""
    return hashlib.sha256(payload.encode("utf-8")).hexdigest()


def take(
    session: Session, device_id: str, clinic_id: str, changes: Sequence[Change | BadChange], now: datetime
) -> list[Receipt]:
    """File a batch inside the caller's transaction and answer each change, in the order given."""
    readable = [change for change in changes if isinstance(change, Change)]
    known = _known_changes(session, [change.id for change in readable])
    records = _known_records(session, {change.entity_id for change in readable})
    facts = _facts(session, readable)
    owners = _owners(session, readable)
    receipts: list[Receipt] = []
    rows: list[dict[str, Any]] = []
    healed: list[tuple[str, Verdict]] = []
    for change in changes:
        if isinstance(change, BadChange):
            receipts.append(change.receipt())
            continue
        payload = messages.spelled(change)
        print_of = digest(payload)
        before = known.get(change.id)
        if before is not None and (before.clinic_id != clinic_id or before.digest != print_of):
            receipts.append(_refuse(change.id, _ID_CONFLICT))
            continue
        if before is not None and before.state == "stored":
            receipts.append(Receipt(change_id=change.id, state="duplicate"))
            continue
        verdict = (
            _clash(change, clinic_id, records)
            or _foreign(change, clinic_id, owners)
            or check(change, facts.get(_person(change), {}), beijing_day(now))
        )
        receipts.append(_receipt(change.id, verdict))
        entry = Known(
            change.id, clinic_id, entity=change.entity, entity_id=change.entity_id, revision=change.revision, digest=print_of,
            state="refused" if verdict.problem else "stored",
        )  # fmt: skip
        if before is not None:
            if verdict.problem is None:
                healed.append((change.id, verdict))
        else:
            rows.append(
                _row(change, verdict, now, device_id=device_id, clinic_id=clinic_id, payload=payload, digest=print_of)
            )
        known[change.id] = entry
        records.setdefault((change.entity, change.entity_id), []).append(entry)
    for number, row in zip(numbers(session, "inbox", len(rows)), rows, strict=True) if rows else ():
        row["seq"] = number
    insert_rows(session, Inbox, rows)
    for change_id, verdict in healed:
        _heal(session, change_id, verdict)
    apply.run(session, [row["change_id"] for row in rows] + [change_id for change_id, _ in healed], now)
    return receipts


_ID_CONFLICT = Problem(
    "id", "id_conflict", "这个编号已经用在另一条资料上，卫生院没有收下这一条。资料仍在本机，请联系技术人员。"
)
_NOT_YOURS = Problem("entity_id", "not_yours", "这份档案由别的村卫生室管理，卫生院没有收下。资料仍在本机。")
_CONFLICT = Problem(
    "revision",
    "conflict",
    "卫生院已有这份资料的另一个同号版本，没有收下这一条。请打开核对，再存一次，会作为新版本上报。",
)


def _clash(change: Change, clinic_id: str, records: dict[tuple[str, str], list[Known]]) -> Verdict | None:
    for other in records.get((change.entity, change.entity_id), ()):
        if other.state == "stored" and other.clinic_id != clinic_id:
            return Verdict(_NOT_YOURS)
        if other.state == "stored" and other.revision == change.revision and other.change_id != change.id:
            return Verdict(_CONFLICT)
    return None


def _foreign(change: Change, clinic_id: str, owners: Mapping[str, str]) -> Verdict | None:
    """A record about a resident whom another clinic manages."""
    other = owners.get(_about(change), clinic_id) != clinic_id
    return Verdict(Problem("resident_id", "not_yours", _NOT_YOURS.text)) if other else None


def _receipt(change_id: str, verdict: Verdict) -> Receipt:
    if verdict.problem is not None:
        return _refuse(change_id, verdict.problem)
    return Receipt(change_id=change_id, state="stored")


def _refuse(change_id: str, problem: Problem) -> Receipt:
    return Receipt(change_id=change_id, state="refused", code=problem.code, field=problem.field, text=problem.text)


def _row(
    change: Change, verdict: Verdict, now: datetime, *, device_id: str, clinic_id: str, payload: str, digest: str
) -> dict[str, Any]:
    problem = verdict.problem
    return {
        "change_id": change.id,
        "seq": 0,
        "clinic_id": clinic_id,
        "device_id": device_id,
        "entity": change.entity,
        "entity_id": change.entity_id,
        "revision": change.revision,
        "base_revision": change.base_revision,
        "recorded_at": change.recorded_at,
        "recorded_by": change.recorded_by,
        "payload": payload,
        "digest": digest,
        "state": "refused" if problem else "stored",
        "code": problem.code if problem else "",
        "field": problem.field if problem else "",
        "text": problem.text if problem else "",
        "applied": "no" if problem else "waiting",
        "waits_for": "" if problem else verdict.waits_for or apply.FRESH,
        "received_at": now.isoformat(timespec="seconds"),
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
    return [Known(*row) for row in session.connection().execute(core_select(*columns).where(condition))]


def _about(change: Change) -> str:
    """The resident a record hangs on; "" for a resident's own record and for nobody's."""
    known = entities.by_name(change.entity)
    return known.resident_of(change.entity_id, change.data) if known is not None and known.about != "id" else ""


def _owners(session: Session, changes: Sequence[Change]) -> dict[str, str]:
    """Resident → the clinic that manages them, as far as they have been reported."""
    owners: dict[str, str] = {}
    for part in chunks({_about(change) for change in changes} - {""}):
        rows = select(ResidentMirror.id, ResidentMirror.clinic_id).where(col(ResidentMirror.id).in_(part))
        owners.update(session.exec(rows).all())
    return owners


def _person(change: Change) -> str:
    """The resident whom the form of a record asks about."""
    known = entities.by_name(change.entity)
    return _about(change) if known is not None and known.form is not None else ""


def _facts(session: Session, changes: Sequence[Change]) -> dict[str, Fact]:
    """Birth date and sex of the residents whose visits came: from the mirror, or from this very batch."""
    wanted = {_person(change) for change in changes} - {""}
    facts: dict[str, Fact] = {}
    for part in chunks(wanted):
        columns = select(ResidentMirror.id, ResidentMirror.birth_date, ResidentMirror.sex_code)
        for person, born, sex in session.connection().execute(columns.where(col(ResidentMirror.id).in_(part))):
            facts[person] = fact(born, sex)
    for change in changes:
        if change.entity == "resident" and change.entity_id in wanted:
            facts[change.entity_id] = fact(change.data.get("birth_date"), change.data.get("sex_code"))
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
