"""Records of a resident beside the visits, each with its day and, where there is one, the page that shows it: the three
prescriptions and what was handed out on them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.store import chunks
from sync.server.database.tables import Mirror
from vclinic.domain import entities

PRESCRIPTION, DISPENSING = "prescription", "dispensing"
PAGES = {PRESCRIPTION: "/prescriptions", DISPENSING: "/dispensings"}
"""Kinds that have a page of their own, and the address before the id."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stored record with its document, its day and the page that shows it ("" for none)."""

    row: Mirror
    data: dict[str, Any]
    day: str
    href: str

    @property
    def version(self) -> int:
        """Which of the prescriptions of a resident, counted by the clinic."""
        version = self.data.get("version")
        return version if isinstance(version, int) else 1

    @property
    def reverses(self) -> str:
        """The dispensing that this one takes back, or ""."""
        return str(self.data.get("reverses") or "")

    def hangs_on(self, kind: str) -> list[str]:
        """The records of a kind that this one was made for."""
        return [key for parent, key in entities.parents_of(self.row.entity, self.data) if parent == kind]


def sheet(row: Mirror) -> Sheet:
    """A record as it can be listed and linked to."""
    data: dict[str, Any] = json.loads(row.record)
    known = entities.by_name(row.entity)
    day = known.day_of(data) if known is not None else None
    page = PAGES.get(row.entity)
    return Sheet(row, data, day.isoformat() if day is not None else "", f"{page}/{row.id}" if page else "")


def sheets_of(session: Session, resident_id: str) -> list[Sheet]:
    """The prescriptions of a resident and what was handed out, the newest first."""
    statement = (
        select(Mirror)
        .where(Mirror.resident_id == resident_id, col(Mirror.entity).in_(list(PAGES)))
        .order_by(col(Mirror.recorded_at).desc(), col(Mirror.id).desc())
    )
    return [sheet(row) for row in session.exec(statement)]


def of_reason(session: Session, resident_id: str, kind: str, key: str) -> list[Sheet]:
    """The prescriptions drawn up for a record, newest first, then what was handed out on them."""
    known = sheets_of(session, resident_id)
    ordered = [one for one in known if one.row.entity == PRESCRIPTION and key in one.hangs_on(kind)]
    ids = {one.row.id for one in ordered}
    ordered.sort(key=lambda one: (one.version, one.row.id), reverse=True)
    return [*ordered, *(one for one in known if ids.intersection(one.hangs_on(PRESCRIPTION)))]


def newest(papers: list[Sheet]) -> list[Sheet]:
    """Of a visit's papers the prescription in force and what was handed out."""
    ordered = [one for one in papers if one.row.entity == PRESCRIPTION]
    return [*ordered[:1], *(one for one in papers if one.row.entity == DISPENSING)]


def records(session: Session, entity: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Documents of a kind by their ids."""
    return {
        row.id: json.loads(row.record)
        for part in chunks(ids)
        for row in session.exec(select(Mirror).where(Mirror.entity == entity, col(Mirror.id).in_(part)))
    }
