"""The township's notices, kept with the cursor they came by in one transaction, and the verdicts they carry."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from vclinic.domain.notice import is_verdict
from vclinic.storage.tables import ChangeRow, FollowUpRow, Meta, NoticeRow, VerdictRow
from vclinic.storage.unit_of_work import compact

CURSOR = "notice_cursor"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the township decided about one change; ``remarks`` are (field, text) pairs."""

    change_id: str
    state: str
    remarks: tuple[tuple[str, str], ...]
    general: str
    deadline: date | None
    reviewer: str
    decided_at: datetime


def cursor(session: Session) -> int:
    """The sequence of the last notice kept."""
    row = session.get(Meta, CURSOR)
    return int(row.value) if row else 0


def keep(session: Session, notices: Iterable[tuple[int, str, dict[str, Any]]], upto: int, at: datetime) -> int:
    """Keep (seq, kind, payload) notices and move the cursor; returns how many were new."""
    new = 0
    for seq, kind, payload in notices:
        if session.get(NoticeRow, seq) is not None:
            continue
        new += 1
        received_at = at.isoformat(timespec="seconds")
        session.add(NoticeRow(seq=seq, kind=kind, payload=compact(payload), received_at=received_at))
        if is_verdict(kind, payload):
            _keep_verdict(session, seq, payload, received_at)
    if upto > cursor(session):
        session.merge(Meta(key=CURSOR, value=str(upto)))
    return new


def _keep_verdict(session: Session, seq: int, payload: dict[str, Any], received_at: str) -> None:
    """What can be read of a verdict; a day or a moment nobody can read must not hide the remarks."""
    change_id = str(payload["change_id"])
    if session.exec(select(ChangeRow.id).where(ChangeRow.id == change_id)).first() is None:
        return  # a verdict on a change an older backup does not hold; the notice itself is kept
    known = session.get(VerdictRow, change_id)
    if known is not None and known.notice_seq >= seq:
        return
    session.merge(
        VerdictRow(
            change_id=change_id,
            state=str(payload["state"]),
            remarks=compact(payload.get("remarks", [])),
            general=str(payload.get("general", "")),
            deadline=_readable(date.fromisoformat, str(payload.get("deadline") or "")),
            reviewer=str(payload.get("reviewer", "")),
            decided_at=_readable(_aware, str(payload.get("at", ""))) or received_at,
            notice_seq=seq,
        )
    )


def _readable(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except ValueError:
        return None
    return text


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def verdict_on(session: Session, change_id: str) -> Verdict | None:
    """The verdict on one change."""
    row = session.get(VerdictRow, change_id)
    return None if row is None else _verdict(row)


def returned_follow_ups(session: Session) -> list[tuple[FollowUpRow, Verdict]]:
    """Follow-ups whose present revision the township has returned, earliest deadline first."""
    statement = (
        select(FollowUpRow, VerdictRow)
        .join(VerdictRow, col(VerdictRow.change_id) == FollowUpRow.change_id)
        .where(VerdictRow.state == "returned", FollowUpRow.status == "valid")
        .order_by(col(VerdictRow.deadline))
    )
    return [(visit, _verdict(row)) for visit, row in session.exec(statement)]


def _verdict(row: VerdictRow) -> Verdict:
    remarks = tuple((str(each["field"]), str(each["text"])) for each in json.loads(row.remarks))
    deadline = date.fromisoformat(row.deadline) if row.deadline else None
    decided_at = datetime.fromisoformat(row.decided_at)
    return Verdict(row.change_id, row.state, remarks, row.general, deadline, row.reviewer, decided_at)
