"""Records the township owns: every revision goes to its clinics as a notice, whole."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session, select

from sync.protocol.messages import RecordNotice
from sync.server.database.store import numbers
from sync.server.database.tables import Clinic, Outbox, OwnedRecord, Staff, Told
from vclinic.domain import entities

Data = Mapping[str, object]


def write(
    session: Session,
    entity: str,
    key: str,
    data: Data,
    *,
    clinics: Collection[str] | None,
    staff: Staff,
    now: datetime,
) -> OwnedRecord:
    """A new record, or the next revision of one, told to its clinics in the same transaction.

    Args:
        clinics: whom a new record is for; None for every clinic, those to come included. A later revision goes to
            whoever was told the first.

    Raises:
        ValueError: the township does not own such records, or this one lacks something: the caller has checked both.
    """
    kind = entities.by_name(entity)
    if kind is None or kind.owner != "township" or kind.lacks(data):
        raise ValueError(entity)
    row = session.get(OwnedRecord, (entity, key))
    if row is None:
        row = OwnedRecord(
            entity=entity, id=key, revision=0, data="", everybody=int(clinics is None), written_at="", written_by=""
        )
        session.add(row)
        whom = set(session.exec(select(Clinic.id))) if clinics is None else set(clinics)
    else:
        whom = set(session.exec(select(Told.clinic_id).where(Told.entity == entity, Told.id == key)))
    row.revision += 1
    row.data = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    row.written_at, row.written_by = now.isoformat(timespec="seconds"), staff.name
    session.flush()
    for clinic_id in sorted(whom):
        tell(session, row, clinic_id, now)
    return row


def tell(session: Session, row: OwnedRecord, clinic_id: str, now: datetime) -> None:
    """Put the record's newest revision among what a clinic has not heard yet."""
    at = now.isoformat(timespec="seconds")
    notice = RecordNotice(
        seq=numbers(session, "notice", 1)[0],
        entity=row.entity,
        entity_id=row.id,
        revision=row.revision,
        data=json.loads(row.data),
        at=at,
    )
    session.add(Outbox(seq=notice.seq, clinic_id=clinic_id, payload=notice.model_dump_json(), at=at))
    session.merge(Told(entity=row.entity, id=row.id, clinic_id=clinic_id, revision=row.revision))
    session.flush()


def tell_newcomer(session: Session, clinic_id: str, now: datetime) -> None:
    """What is for every clinic goes to one that came later too."""
    told = {(row.entity, row.id) for row in session.exec(select(Told).where(Told.clinic_id == clinic_id))}
    wanted = (
        select(OwnedRecord)
        .where(OwnedRecord.everybody == 1)
        .order_by(OwnedRecord.written_at, OwnedRecord.entity, OwnedRecord.id)
    )
    for row in session.exec(wanted).all():
        if (row.entity, row.id) not in told:
            tell(session, row, clinic_id, now)
