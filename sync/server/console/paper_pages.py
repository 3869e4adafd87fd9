"""The three prescriptions and the dispensing of a visit, to be read at the township. Every look is logged."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.responses import Response

from sync.server.console import paper, queue
from sync.server.console.access import Me
from sync.server.console.pages import Framed
from sync.server.database.store import Store, chunks
from sync.server.database.tables import Clinic, FollowUpMirror, Mirror, ResidentMirror
from sync.server.staff import audit
from sync.server.staff.auth import SignedIn
from sync.server.web.context import TheStore
from vclinic.domain import codes
from vclinic.domain.problem import Refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stored record with its document, its day and the page that shows it."""

    row: Mirror
    data: dict[str, Any]
    day: str
    href: str

    @property
    def version(self) -> int:
        """Which of the prescriptions of a resident, counted by the clinic."""
        found = self.data.get("version")
        return found if isinstance(found, int) else 1

    @property
    def reverses(self) -> str:
        """The dispensing that this one takes back, or ""."""
        return str(self.data.get("reverses") or "")


router = APIRouter()


@router.get("/prescriptions/{number}")
def prescription(number: str, person: Me, frame: Framed, store: TheStore) -> Response:
    """The three prescriptions."""
    shown = _opened(store, person, "prescription", number, frame.now)
    with store.read() as session:
        visit = session.get(FollowUpMirror, shown.data["follow_up_id"])
        versions = [other for other in of_visit(session, visit) if other.row.entity == "prescription"] if visit else []
        return frame.page(
            session, "prescription.html", shown=shown, paper=paper.prescription(shown.data), visit=visit,
            versions=versions, given=_given(session, shown), **_whose(session, shown),
        )  # fmt: skip


@router.get("/dispensings/{number}")
def dispensing(number: str, person: Me, frame: Framed, store: TheStore) -> Response:
    """What was handed out."""
    shown = _opened(store, person, "dispensing", number, frame.now)
    with store.read() as session:
        shelf = _records(session, "batch", paper.batch_ids(shown.data))
        ordered = session.get(Mirror, ("prescription", shown.data["prescription_id"]))
        back = next((other for other in _sheets(session, shown.row.resident_id) if other.reverses == number), None)
        return frame.page(
            session, "dispensing.html", shown=shown, lines=paper.dispensing(shown.data, shelf),
            total=paper.total(shown.data["total"]), ordered=sheet(ordered) if ordered else None, back=back,
            **_whose(session, shown),
        )  # fmt: skip


def _opened(store: Store, person: SignedIn, entity: str, number: str, now: datetime) -> Sheet:
    with store.write() as session:
        row = session.get(Mirror, (entity, number))
        if row is None:
            raise Refused("missing", "没有这份资料，可能地址写错了，或者还没有报来。")
        audit.note(session, person.staff, "view", entity, number, now)
    return sheet(row)


def sheet(row: Mirror) -> Sheet:
    """A prescription or dispensing as it can be linked to."""
    data = json.loads(row.record)
    if row.entity == "prescription":
        return Sheet(row, data, data["issued_on"], f"/prescriptions/{row.id}")
    return Sheet(row, data, data["dispensed_on"], f"/dispensings/{row.id}")


def of_visit(session: Session, visit: FollowUpMirror) -> list[Sheet]:
    """The prescriptions of a visit, newest first, then what was handed out on them."""
    found = _sheets(session, visit.resident_id)
    mine = [each for each in found if each.data.get("follow_up_id") == visit.id]
    ids = {each.row.id for each in mine}
    mine.sort(key=lambda each: (each.version, each.row.id), reverse=True)
    return [*mine, *(each for each in found if each.data.get("prescription_id") in ids)]


def newest(papers: list[Sheet]) -> list[Sheet]:
    """Of a visit's papers the prescription in force and what was handed out."""
    ordered = [each for each in papers if each.row.entity == "prescription"]
    return [*ordered[:1], *(each for each in papers if each.row.entity == "dispensing")]


def _given(session: Session, shown: Sheet) -> list[Sheet]:
    return [
        each for each in _sheets(session, shown.row.resident_id) if each.data.get("prescription_id") == shown.row.id
    ]


def _sheets(session: Session, resident_id: str) -> list[Sheet]:
    statement = (
        select(Mirror)
        .where(Mirror.resident_id == resident_id, col(Mirror.entity).in_(("prescription", "dispensing")))
        .order_by(col(Mirror.recorded_at).desc(), col(Mirror.id).desc())
    )
    return [sheet(row) for row in session.exec(statement)]


def _records(session: Session, entity: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {
        row.id: json.loads(row.record)
        for part in chunks(ids)
        for row in session.exec(select(Mirror).where(Mirror.entity == entity, col(Mirror.id).in_(part)))
    }


def _whose(session: Session, shown: Sheet) -> dict[str, object]:
    resident = session.get(ResidentMirror, shown.row.resident_id)
    assert resident is not None  # a record is filed only after its resident
    return {
        "resident": resident,
        "clinic": session.get(Clinic, shown.row.clinic_id),
        "sex": codes.SEX.label(resident.sex_code),
        "age": queue.age(resident.birth_date, shown.day),
        "doctor": str(shown.data.get("doctor_name") or ""),
    }
