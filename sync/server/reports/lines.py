"""The township's lists for programs: a document a line, identifiers of fields, codes. Names stay; new ones may be added.

`docs/exports.md` says what stands in them.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.mirror import MirrorRow, table_of
from sync.server.database.records import mirrored
from sync.server.database.tables import Clinic, FollowUpMirror, Inbox, Mirror, ResidentMirror, Review
from sync.server.reports.names import decided, state_of, told_state
from vclinic.domain.change_line import change_line

Line = dict[str, Any]
PART = {"yield_per": 500}


def records(session: Session, entity: str) -> Iterator[Line]:
    """The newest revision of every record of a kind: what is known about it, then its own fields with its form's."""
    clinics, names = clinic_names(session), resident_names(session)
    for row, recorded, received, review in newest(session, entity):
        record = mirrored(row)
        known: Line = {
            "entity": record.kind.name, "id": record.id, "revision": record.revision, "recorded_at": recorded,
            "received_at": received, "state": decided(review) or "stored",
            "clinic_id": row.clinic_id, "clinic_name": clinics[row.clinic_id],
        }  # fmt: skip
        if record.kind.about:
            known |= {"resident_id": record.resident_id, "resident_name": names.get(record.resident_id, "")}
        yield known | record.kind.flat(record.data) | known


def changes(session: Session, village_code: str = "") -> Iterator[Line]:
    """Every change received, of all clinics or of one, spelled as the clinic itself lists its own."""
    statement = (
        select(Inbox, told_state(), Clinic.village_code)
        .join(Clinic, col(Clinic.id) == Inbox.clinic_id)
        .join(Review, col(Review.change_id) == Inbox.change_id, isouter=True)
        .where(*([Clinic.village_code == village_code] if village_code else []))
        .order_by(Clinic.village_code, Inbox.change_id)
        .execution_options(**PART)
    )
    for row, review, village in session.exec(statement):
        yield change_line(
            village, row.change_id, state_of(row, review),
            entity=row.entity, entity_id=row.entity_id, revision=row.revision, payload=json.loads(row.payload)["data"],
        )  # fmt: skip


def log(session: Session) -> Iterator[Line]:
    """Every change received, in the order it came, with what became of it and the record it brought."""
    clinics = clinic_names(session)
    for row, review in received(session):
        change = json.loads(row.payload)
        yield {
            "seq": row.seq, "id": row.change_id, "act": change["act"], "entity": row.entity, "entity_id": row.entity_id,
            "revision": row.revision, "recorded_at": row.recorded_at, "recorded_by": row.recorded_by,
            "received_at": row.received_at, "clinic_id": row.clinic_id, "clinic_name": clinics[row.clinic_id],
            "state": state_of(row, review), "code": row.code, "field": row.field, "text": row.text,
            "waits_for": row.waits_for, "payload": change["data"],
        }  # fmt: skip


def reviews(session: Session) -> Iterator[Line]:
    """Every revision that was or is to be reviewed, in the order it came."""
    clinics, names = clinic_names(session), resident_names(session)
    for row in reviewed(session):
        yield {
            "id": row.change_id, "entity": row.entity, "entity_id": row.entity_id, "revision": row.revision,
            "clinic_id": row.clinic_id, "clinic_name": clinics[row.clinic_id], "resident_id": row.resident_id,
            "resident_name": names.get(row.resident_id, ""), "form_id": row.form_id, "day": row.day,
            "doctor_name": row.doctor_name, "state": row.state, "findings": json.loads(row.findings),
            "remarks": json.loads(row.remarks), "general": row.general, "deadline": row.deadline,
            "reviewer": row.reviewer, "received_at": row.received_at, "decided_at": row.decided_at,
        }  # fmt: skip


def newest(session: Session, entity: str) -> Iterator[tuple[MirrorRow, str, str, str | None]]:
    """Records of a kind as they were last sent (visits by day), each with when it was recorded and received and with its
    review's state."""
    kind = table_of(entity)
    statement = (
        select(kind, Inbox.recorded_at, Inbox.received_at, told_state())
        .join(Inbox, col(Inbox.change_id) == kind.change_id)
        .join(Review, col(Review.change_id) == kind.change_id, isouter=True)
        .where(*([Mirror.entity == entity] if kind is Mirror else []))
        .order_by(*([FollowUpMirror.visited_on] if kind is FollowUpMirror else []), kind.id)
        .execution_options(**PART)
    )
    yield from session.exec(statement)


def received(session: Session) -> Iterator[tuple[Inbox, str | None]]:
    """Changes in the order they came, each with its review's state."""
    statement = (
        select(Inbox, told_state())
        .join(Review, col(Review.change_id) == Inbox.change_id, isouter=True)
        .order_by(col(Inbox.seq))
        .execution_options(**PART)
    )
    yield from session.exec(statement)


def reviewed(session: Session) -> Iterator[Review]:
    """What was or is to be reviewed, in the order it came."""
    statement = select(Review).where(Review.state != "open").order_by(Review.received_at, Review.change_id)
    yield from session.exec(statement.execution_options(**PART))


def clinic_names(session: Session) -> dict[str, str]:
    """What every clinic is called."""
    return dict(session.exec(select(Clinic.id, Clinic.name)).all())


def resident_names(session: Session) -> dict[str, str]:
    """What every resident is called."""
    return dict(session.exec(select(ResidentMirror.id, ResidentMirror.name)).all())
