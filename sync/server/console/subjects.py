"""Whose record of which day an entry speaks of, instead of its number. Looked up when shown, never kept in the log."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from sync.server.console import papers, words
from sync.server.console.words import ACTS
from sync.server.database.mirror import table_of
from sync.server.database.store import chunks
from sync.server.database.tables import (
    Audit,
    Clinic,
    Device,
    FollowUpMirror,
    Inbox,
    Mirror,
    OwnedRecord,
    ResidentMirror,
    Staff,
)
from sync.server.staff.auth import ROLES
from vclinic.domain import entities
from vclinic.domain.entity import Entity

_OWNED_PAGES = {"announcement": "/announcements"}
_LISTS = {"bulk": "批量通过", "returned": "已退回"}
_CERTIFICATES = {"server": "服务证书", "authority": "根证书"}
_REFUSALS = {
    "not_package": "不是上报包", "newer": "村里的程序比这里新", "cut": "没有拷完整", "damaged": "拷坏了", "too_large": "太大",
    "malformed": "读不懂", "revoked": "电脑已停用", "bad_signature": "签名对不上", "unknown_device": "不认识这台电脑",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry speaks of, in words, and the page that shows it ("" where there is none)."""

    text: str
    href: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read."""

    at: str
    login: str
    act: str
    kind: str
    subject: Subject
    detail: str


def lines(session: Session, rows: Sequence[Audit]) -> list[Line]:
    """Entries in words."""
    whose = named(session, rows)
    return [
        Line(
            row.at, row.login, act=ACTS.get(row.act, row.act), kind=words.kind(row.entity),
            subject=whose[row.entity, row.entity_id], detail=detail(row),
        )
        for row in rows
    ]  # fmt: skip


def detail(row: Audit) -> str:
    """The entry's own remark; counts with their unit, codes in words."""
    match row.act:
        case "export":
            return f"{row.detail} 行" if row.detail else ""
        case "enrolled":  # the clinic's number: the subject says its name
            return ""
        case "package" | "package_of_revoked":
            return f"{row.detail} 条"
        case "package_refused":
            return _REFUSALS.get(row.detail, "没有收下")
        case "certificate":
            return _CERTIFICATES.get(row.detail, row.detail)
        case "restored":
            return f"{row.detail[:16].replace('T', ' ')} 的备份"
        case "view_list":
            return _LISTS.get(row.detail, row.detail)
        case "update_refused":
            return words.UPDATE_REFUSED.get(row.detail, row.detail)
        case _:
            return ROLES.get(row.detail, row.detail)


def named(session: Session, rows: Iterable[Audit | Inbox]) -> dict[tuple[str, str], Subject]:
    """A subject for every (entity, id) of the entries; the bare id where nothing by it is here."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.entity, set()).add(row.entity_id)
    subjects: dict[tuple[str, str], Subject] = {}
    for entity, ids in wanted.items():
        known = _known(session, entity, ids - {""})
        subjects.update({(entity, key): known.get(key, Subject(key)) for key in ids})
    return subjects


def _get(session: Session, kind: type[SQLModel], key: Any, ids: Iterable[str]) -> dict[str, Any]:
    return {
        getattr(row, key.key): row
        for part in chunks(ids)
        for row in session.exec(select(kind).where(col(key).in_(part)))
    }


def _names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    return {key: row.name for key, row in _get(session, ResidentMirror, ResidentMirror.id, set(ids)).items()}


def _residents(session: Session, ids: set[str]) -> dict[str, Subject]:
    return {key: Subject(name, f"/residents/{key}") for key, name in _names(session, ids).items()}


def _visits(session: Session, ids: set[str]) -> dict[str, Subject]:
    rows = _get(session, FollowUpMirror, FollowUpMirror.id, ids)
    names = _names(session, {row.resident_id for row in rows.values()})
    return {
        key: Subject(f"{names[row.resident_id]} {row.visited_on}", f"/review/{row.change_id}")
        for key, row in rows.items()
    }


def _records(session: Session, entity: str, ids: set[str]) -> dict[str, Subject]:
    """Any other kind of record: named by itself, or by its resident and day."""
    declared = entities.by_name(entity)
    rows = {key: row for key, row in _get(session, Mirror, Mirror.id, ids).items() if row.entity == entity}
    names = _names(session, {row.resident_id for row in rows.values()})
    subjects: dict[str, Subject] = {}
    for key, row in rows.items():
        paper = papers.sheet(row)
        own = declared.named(paper.data) if declared is not None else ""
        said = own or f"{names.get(row.resident_id, '')} {paper.day}".strip()
        subjects[key] = Subject(said or key, paper.href)
    return subjects


def _owned(session: Session, declared: Entity, ids: set[str]) -> dict[str, Subject]:
    """A record of the township's own."""
    rows = _get(session, OwnedRecord, OwnedRecord.id, ids).values()
    named = {row.id: declared.named(json.loads(row.data)) for row in rows if row.entity == declared.name}
    page = _OWNED_PAGES.get(declared.name)
    return {key: Subject(name or key, f"{page}/{key}" if page else "") for key, name in named.items()}


def _clinics(session: Session, ids: set[str]) -> dict[str, Subject]:
    rows = _get(session, Clinic, Clinic.id, ids) | _get(session, Clinic, Clinic.village_code, ids)
    return {key: Subject(row.name, f"/clinics/{row.id}") for key, row in rows.items()}


def _devices(session: Session, ids: set[str]) -> dict[str, Subject]:
    rows = _get(session, Device, Device.id, ids)
    clinics = _clinics(session, {row.clinic_id for row in rows.values()})
    return {
        key: Subject(f"{clinics[row.clinic_id].text} {key}", clinics[row.clinic_id].href) for key, row in rows.items()
    }


def _staff(session: Session, ids: set[str]) -> dict[str, Subject]:
    return {key: Subject(row.name, f"/staff/{key}") for key, row in _get(session, Staff, Staff.id, ids).items()}


_KINDS: dict[str, Callable[[Session, set[str]], dict[str, Subject]]] = {
    "clinic": _clinics,
    "device": _devices,
    "staff": _staff,
}


def _known(session: Session, entity: str, ids: set[str]) -> dict[str, Subject]:
    if entity in _KINDS:
        return _KINDS[entity](session, ids)
    declared = entities.by_name(entity)
    if declared is not None and declared.owner == "township":
        return _owned(session, declared, ids)
    kept = table_of(entity)
    if kept is ResidentMirror:
        return _residents(session, ids)
    return _visits(session, ids) if kept is FollowUpMirror else _records(session, entity, ids)
