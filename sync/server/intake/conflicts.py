"""Two computers of a clinic changed one record from the same version: both versions are kept, the one that came first
counts, and the clinic is told the other whole, so that a person answers. Nothing is decided by a clock."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session, col, select

from sync.protocol.messages import Change, ConflictNotice
from sync.server.database.store import numbers
from sync.server.database.tables import Device, Inbox, Mirror, Outbox
from vclinic.domain.conflict import ANSWERS, CONFLICT
from vclinic.domain.problem import Problem

_TAG = 6  # characters of an id that say which computer made it
PROBLEM = Problem(
    "revision",
    CONFLICT,
    "另一台电脑也改了这份资料，卫生院先收到了那一版，没有收下这一条。两版都留着：请打开对照，选定后会作为新版本上报。",
)


class Told(Protocol):
    """What is known of a change that came before."""

    @property
    def change_id(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def code(self) -> str: ...


def answers_by_itself(session: Session, device_id: str) -> bool:
    """Whether a computer's program asks a person and says that it answers. One of protocol 1 only knows to save again."""
    device = session.get(Device, device_id)
    return device is not None and device.protocol > 1


def stands_against(change: Change, came: Iterable[Told], *, answers: bool) -> bool:
    """Whether a change was made without knowing one that was taken.

    Args:
        came: everything that came of this record before, refused or not.
        answers: as `answers_by_itself` says of the computer.
    """
    others = [other for other in came if other.change_id != change.id]
    taken = [other for other in others if other.state == "stored"]
    beside = [other for other in others if other.revision == change.revision]
    if any(other.state == "stored" for other in beside):
        return True
    for other in beside:  # an answer passed over this number: what it was made from stood here
        if _lost(other) and any(_tag(later) == _tag(other) and later.revision > other.revision for later in taken):
            return True
    if not answers or change.data.get(ANSWERS):
        return False
    own = _id_tag(change.id)
    return any(_lost(other) and other.revision == change.base_revision and _tag(other) == own for other in others)


def _lost(other: Told) -> bool:
    return other.state == "refused" and other.code == CONFLICT


def _tag(other: Told) -> str:
    return _id_tag(other.change_id)


def _id_tag(change_id: str) -> str:
    return change_id[:_TAG]


def tell(session: Session, refused: Sequence[Mapping[str, Any]], clinic_id: str, now: datetime) -> None:
    """Put the other version of each refused row of the inbox among what the clinic has not heard yet."""
    for change in refused:
        rows = list(
            session.exec(
                select(Inbox)
                .where(
                    Inbox.clinic_id == clinic_id,
                    Inbox.entity == change["entity"],
                    Inbox.entity_id == change["entity_id"],
                )
                .order_by(col(Inbox.revision), col(Inbox.state), col(Inbox.seq))  # refused before stored
            )
        )
        taken = [row for row in rows if row.state == "stored"]
        if not taken:
            continue
        newest = taken[-1]
        device = session.get(Device, newest.device_id)
        at = now.isoformat(timespec="seconds")
        notice = ConflictNotice(
            seq=numbers(session, "notice", 1)[0],
            change_id=change["change_id"],
            entity=change["entity"],
            entity_id=change["entity_id"],
            other=json.loads(newest.payload),
            between=tuple(_led(row) for row in _between(rows, newest, change["revision"])),
            who=_name(session, newest.recorded_by),
            received_at=newest.received_at,
            skew_seconds=device.skew_seconds if device is not None else 0,
            at=at,
        )
        session.add(Outbox(seq=notice.seq, clinic_id=clinic_id, payload=notice.model_dump_json(), at=at))
        session.flush()


def _led(row: Inbox) -> dict[str, Any]:
    return {"state": row.state, "change": json.loads(row.payload)}


def _between(rows: Sequence[Inbox], newest: Inbox, after: int) -> list[Inbox]:
    """What leads to the newest version from the number that was refused: that computer's own where nothing was taken."""
    by_revision: dict[int, Inbox] = {}
    for row in rows:
        leads = row.state == "stored" or _id_tag(row.change_id) == _id_tag(newest.change_id)
        if after < row.revision < newest.revision and leads:
            by_revision[row.revision] = row
    return [by_revision[revision] for revision in sorted(by_revision)]


def _name(session: Session, doctor_id: str) -> str:
    """Who that was, where the clinic has said it."""
    statement = select(Mirror.record).where(Mirror.entity == "doctor", Mirror.id == doctor_id)
    kept = session.exec(statement).first()
    document: dict[str, Any] = json.loads(kept) if kept else {}
    return str(document.get("name") or "")
