"""Versions of another computer that stand beside one written here, until a person has said what counts; afterwards they
stay to be read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from vclinic.domain.conflict import CONFLICT
from vclinic.storage import doctors, revisions
from vclinic.storage.tables import ChangeRow, OtherVersionRow, ReceiptRow
from vclinic.storage.unit_of_work import compact


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A version of another computer.

    Attributes:
        mine: the change here that the township did not take. other: the change it took instead, as it travelled.
        between: (state at the township, change) of what leads from the number of ``mine`` to ``other``.
        who: the name of whoever wrote it, where known. received_at: when the township had it, ISO. skew_seconds: how far
            that computer's clock was ahead. answered_by: the change with the answer, empty while there is none.
    """

    notice_seq: int
    mine: str
    entity: str
    entity_id: str
    other: Mapping[str, Any]
    between: tuple[tuple[str, Mapping[str, Any]], ...]
    who: str
    received_at: str
    skew_seconds: int
    answered_by: str


def keep(session: Session, seq: int, told: Mapping[str, Any]) -> None:
    """The other version as its notice tells it."""
    if session.get(OtherVersionRow, seq) is None:
        session.add(
            OtherVersionRow(
                notice_seq=seq,
                change_id=told["change_id"],
                entity=told["entity"],
                entity_id=told["entity_id"],
                revision=told["other"]["revision"],
                other=compact(told["other"]),
                between_them=compact(told.get("between", [])),
                who=told.get("who", ""),
                received_at=told.get("received_at", ""),
                skew_seconds=told.get("skew_seconds", 0),
            )
        )
        session.flush()


_OPEN = """SELECT o.notice_seq FROM other_version o JOIN receipt r ON r.change_id = o.change_id
    JOIN change c ON c.id = o.change_id
    WHERE o.answered_by = '' AND r.state = 'refused' AND r.code = 'conflict'
    AND NOT EXISTS (SELECT 1 FROM other_version l WHERE l.entity_id = o.entity_id AND l.notice_seq > o.notice_seq)
    AND NOT EXISTS (SELECT 1 FROM change l JOIN receipt t ON t.change_id = l.id
        WHERE l.entity_id = o.entity_id AND l.revision > c.revision AND t.state = 'stored')
    ORDER BY o.notice_seq"""


def unanswered(session: Session) -> list[OtherVersion]:
    """The newest other version of each record that waits for a person, in the order they came."""
    return [_read(session.get_one(OtherVersionRow, seq)) for (seq,) in session.connection().execute(sql(_OPEN))]


@dataclass(frozen=True, slots=True)
class Standing:
    """An other version with what stands here: the newest version of this computer, and what both began with.

    Attributes:
        change_id, revision, recorded_at, data: of this computer's version. who: its doctor. name: whom or what it is about.
        began: None where it is not known.
    """

    version: OtherVersion
    change_id: str
    revision: int
    recorded_at: str
    data: dict[str, Any]
    who: str
    name: str
    began: dict[str, Any] | None


def standing(session: Session) -> list[Standing]:
    """What waits for a person, with both versions; in the order they came."""
    return [_standing(session, version) for version in unanswered(session)]


def _standing(session: Session, version: OtherVersion) -> Standing:
    here = newest_here(session, version.entity_id)
    data: dict[str, Any] = json.loads(here.payload)
    return Standing(
        version=version,
        change_id=here.id,
        revision=here.revision,
        recorded_at=here.recorded_at,
        data=data,
        who=str(data.get("doctor_name") or "") or doctors.name_of(session, here.recorded_by),
        name=revisions.named(session, version.entity, data),
        began=common(session, version.entity_id, revision_of(session, version.mine)),
    )


def passed(session: Session, entity_id: str, above: int) -> list[dict[str, Any]]:
    """The versions of this computer that stand above the newest the township took, as another computer takes them in."""
    statement = select(ChangeRow).where(ChangeRow.entity_id == entity_id, ChangeRow.revision > above)
    return [
        row.model_dump(exclude={"seq", "payload"})
        | {"data": json.loads(row.payload), "state": "refused", "code": CONFLICT}
        for row in session.exec(statement.order_by(col(ChangeRow.revision)))
    ]


def of_record(session: Session, entity_id: str) -> list[OtherVersion]:
    """Every other version there ever was of a record, in the order they came."""
    statement = select(OtherVersionRow).where(OtherVersionRow.entity_id == entity_id)
    return [_read(row) for row in session.exec(statement.order_by(col(OtherVersionRow.notice_seq)))]


def everything(session: Session) -> list[OtherVersion]:
    """Every other version of whatever record: there are a few a year."""
    return [_read(row) for row in session.exec(select(OtherVersionRow).order_by(col(OtherVersionRow.notice_seq)))]


def answer(session: Session, entity_id: str, change_id: str) -> None:
    """A person answered for a record in a change."""
    for row in session.exec(select(OtherVersionRow).where(OtherVersionRow.entity_id == entity_id)):
        row.answered_by = row.answered_by or change_id


def is_answered(session: Session, entity_id: str, revision: int) -> bool:
    """Whether a person answered for a record at this revision or a later one: another version of it is no news."""
    statement = select(OtherVersionRow.answered_by).where(
        OtherVersionRow.entity_id == entity_id, OtherVersionRow.answered_by != ""
    )
    made = session.exec(statement.order_by(col(OtherVersionRow.notice_seq).desc()).limit(1)).first()
    if made is None:
        return False
    answered = session.exec(select(ChangeRow.revision).where(ChangeRow.id == made)).first()
    return answered is not None and revision <= answered


def newest_here(session: Session, entity_id: str) -> ChangeRow:
    """The newest version in the log of this computer."""
    statement = select(ChangeRow).where(ChangeRow.entity_id == entity_id).order_by(col(ChangeRow.revision).desc())
    return session.exec(statement.limit(1)).one()


def common(session: Session, entity_id: str, below: int) -> dict[str, Any] | None:
    """What both began with: the newest version under a revision that the township has taken; None where none is known."""
    statement = (
        select(ChangeRow.payload)
        .join(ReceiptRow, col(ReceiptRow.change_id) == ChangeRow.id)
        .where(ChangeRow.entity_id == entity_id, ChangeRow.revision < below, ReceiptRow.state == "stored")
        .order_by(col(ChangeRow.revision).desc())
        .limit(1)
    )
    payload = session.exec(statement).first()
    return None if payload is None else json.loads(payload)


def revision_of(session: Session, change_id: str) -> int:
    """The revision a change of the log made."""
    return session.exec(select(ChangeRow.revision).where(ChangeRow.id == change_id)).one()


def _read(row: OtherVersionRow) -> OtherVersion:
    between = tuple((str(led["state"]), led["change"]) for led in json.loads(row.between_them))
    return OtherVersion(
        notice_seq=row.notice_seq,
        mine=row.change_id,
        entity=row.entity,
        entity_id=row.entity_id,
        other=json.loads(row.other),
        between=between,
        who=row.who,
        received_at=row.received_at,
        skew_seconds=row.skew_seconds,
        answered_by=row.answered_by,
    )
