"""Announcements from the township to its clinics: writing, correcting, taking back, and who has read them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.ids import random_id
from sync.server.database.tables import Clinic, Mirror, OwnedRecord, Staff, Told
from sync.server.owned import publish
from sync.server.staff import audit
from vclinic.domain.dates import beijing_day
from vclinic.domain.least import as_day
from vclinic.domain.problem import Problem, Refused

ENTITY, READ = "announcement", "announcement_read"
MAX_TITLE, MAX_TEXT = 60, 4000


@dataclass(frozen=True, slots=True)
class Wording:
    """What staff typed. ``valid_until`` is a day in ISO 8601, "" for no end."""

    title: str
    text: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A clinic that was told. ``read_on`` and ``doctor``: who read it first, of whichever version; "" for nobody yet.
    ``revision``: the newest version somebody there has read, 0 for none."""

    clinic: Clinic
    read_on: str
    doctor: str
    revision: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement with those it was for. ``over``: no clinic shows it any more."""

    row: OwnedRecord
    wording: Wording
    published_on: str
    over: bool
    readers: tuple[Reader, ...]

    @property
    def read_by(self) -> int:
        """How many clinics have read its newest version."""
        return sum(reader.revision == self.row.revision for reader in self.readers)


def check(wording: Wording, clinics: Collection[str] | None, today: date) -> list[Problem]:
    """What is missing or too much; ``clinics`` None is everybody."""
    problems: list[Problem] = []
    if not wording.title:
        problems.append(Problem("title", "required", "请写标题。"))
    if not wording.text:
        problems.append(Problem("text", "required", "请写内容。"))
    for field, text, most in (("title", wording.title, MAX_TITLE), ("text", wording.text, MAX_TEXT)):
        if len(text) > most:
            problems.append(Problem(field, "too_long", f"最多 {most} 个字，现在有 {len(text)} 个。"))
    if wording.valid_until:
        until = as_day(wording.valid_until)
        if until is None or until.isoformat() != wording.valid_until:
            problems.append(Problem("valid_until", "no_day", f"有效期写成 {today} 这样的日期，或者不填。"))
        elif until < today:
            problems.append(Problem("valid_until", "past", f"有效期 {until} 已经过了，今天是 {today}。"))
    if clinics is not None and not clinics:
        problems.append(Problem("clinics", "required", "请选要通知的村卫生室。"))
    return problems


def announce(
    session: Session, wording: Wording, clinics: Collection[str] | None, staff: Staff, now: datetime
) -> list[Problem] | OwnedRecord:
    """A new announcement."""
    known = set(session.exec(select(Clinic.id)))
    chosen = None if clinics is None else known.intersection(clinics)
    problems = check(wording, chosen, beijing_day(now))
    if problems:
        return problems
    row = publish.write(
        session, ENTITY, random_id("n"), _data(wording, beijing_day(now)), clinics=chosen, staff=staff, now=now
    )
    audit.note(session, staff, "announced", entity=ENTITY, entity_id=row.id, now=now)
    return row


def correct(session: Session, key: str, wording: Wording, staff: Staff, now: datetime) -> list[Problem] | OwnedRecord:
    """The next version, for the same clinics.

    Raises:
        Refused: ``missing``.
    """
    before = _get(session, key)
    problems = check(wording, None, beijing_day(now))
    if problems:
        return problems
    published = str(json.loads(before.data)["published_on"])
    data = _data(wording, date.fromisoformat(published))
    row = publish.write(session, ENTITY, key, data, clinics=None, staff=staff, now=now)
    audit.note(
        session, staff, "announcement_corrected", entity=ENTITY, entity_id=key, now=now, detail=f"第 {row.revision} 版"
    )
    return row


def take_back(session: Session, key: str, staff: Staff, now: datetime) -> None:
    """No clinic shows it from its next contact on: its last day was yesterday.

    Raises:
        Refused: ``missing``.
    """
    row = _get(session, key)
    data: dict[str, Any] = json.loads(row.data)
    if _over(data, beijing_day(now)):
        return
    yesterday = (beijing_day(now) - timedelta(days=1)).isoformat()
    publish.write(session, ENTITY, key, data | {"valid_until": yesterday}, clinics=None, staff=staff, now=now)
    audit.note(session, staff, "announcement_taken_back", entity=ENTITY, entity_id=key, now=now)


def all_of(session: Session, today: date) -> list[Announcement]:
    """Every announcement, the newest first."""
    rows = session.exec(
        select(OwnedRecord)
        .where(OwnedRecord.entity == ENTITY)
        .order_by(col(OwnedRecord.written_at).desc(), OwnedRecord.id)
    ).all()
    readers = _readers(session)
    return [_shown(row, readers.get(row.id, ()), today) for row in rows]


def one(session: Session, key: str, today: date) -> Announcement:
    """One announcement.

    Raises:
        Refused: ``missing``.
    """
    return _shown(_get(session, key), _readers(session).get(key, ()), today)


def _get(session: Session, key: str) -> OwnedRecord:
    row = session.get(OwnedRecord, (ENTITY, key))
    if row is None:
        raise Refused("missing", "没有这个通知，可能地址写错了。")
    return row


def _data(wording: Wording, published_on: date) -> dict[str, object]:
    return {
        "title": wording.title,
        "text": wording.text,
        "published_on": published_on.isoformat(),
        "valid_until": wording.valid_until,
    }


def _over(data: dict[str, Any], today: date) -> bool:
    return bool(data["valid_until"]) and data["valid_until"] < today.isoformat()


def _shown(row: OwnedRecord, readers: tuple[Reader, ...], today: date) -> Announcement:
    data: dict[str, Any] = json.loads(row.data)
    wording = Wording(data["title"], data["text"], data["valid_until"])
    return Announcement(row, wording, data["published_on"], _over(data, today), readers)


def _readers(session: Session) -> dict[str, tuple[Reader, ...]]:
    """Announcement → the clinics told, by name."""
    read: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for clinic_id, text in session.exec(
        select(Mirror.clinic_id, Mirror.record)
        .where(Mirror.resident_id == "", Mirror.entity == READ)
        .order_by(Mirror.recorded_at, Mirror.id)
    ):
        data: dict[str, Any] = json.loads(text)
        read.setdefault((data["announcement_id"], clinic_id), []).append(data)
    told = session.exec(
        select(Told.id, Clinic)
        .join(Clinic, col(Clinic.id) == Told.clinic_id)
        .where(Told.entity == ENTITY)
        .order_by(Clinic.name, Clinic.id)
    ).all()
    readers: dict[str, list[Reader]] = {}
    for key, clinic in told:
        entries = sorted(read.get((key, clinic.id), ()), key=lambda data: data["read_on"])
        first: dict[str, Any] = entries[0] if entries else {}
        newest = max((int(data["announcement_revision"]) for data in entries), default=0)
        reader = Reader(clinic, str(first.get("read_on", "")), str(first.get("doctor_name") or ""), newest)
        readers.setdefault(key, []).append(reader)
    return {key: tuple(theirs) for key, theirs in readers.items()}
