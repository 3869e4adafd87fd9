"""The three prescriptions and the dispensing of a visit, to be read at the township. Every look is logged."""

from datetime import datetime

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.responses import Response

from sync.server.console import paper, papers, queue
from sync.server.console.access import Me
from sync.server.console.pages import Framed
from sync.server.console.papers import DISPENSING, PRESCRIPTION, Sheet
from sync.server.database.store import Store
from sync.server.database.tables import Clinic, FollowUpMirror, Mirror, ResidentMirror
from sync.server.staff import audit
from sync.server.staff.auth import SignedIn
from sync.server.web.context import TheStore
from vclinic.domain import codes
from vclinic.domain.problem import Refused

router = APIRouter()


@router.get("/prescriptions/{number}")
def prescription(number: str, person: Me, frame: Framed, store: TheStore) -> Response:
    """The three prescriptions."""
    shown = _opened(store, person, PRESCRIPTION, number, frame.now)
    with store.read() as session:
        resident = _resident(session, shown)
        given = [
            one for one in papers.sheets_of(session, shown.row.resident_id) if number in one.hangs_on(PRESCRIPTION)
        ]
        return frame.page(
            session, "prescription.html", shown=shown, paper=paper.prescription(shown.data), given=given,
            visits=_visits(session, shown), versions=_versions(session, shown), resident=resident,
            **_whose(session, shown, resident),
        )  # fmt: skip


@router.get("/dispensings/{number}")
def dispensing(number: str, person: Me, frame: Framed, store: TheStore) -> Response:
    """What was handed out."""
    shown = _opened(store, person, DISPENSING, number, frame.now)
    with store.read() as session:
        resident = _resident(session, shown)
        stock = papers.records(session, "batch", paper.batch_ids(shown.data))
        ordered = session.get(Mirror, (PRESCRIPTION, shown.data["prescription_id"]))
        known = papers.sheets_of(session, shown.row.resident_id)
        return frame.page(
            session, "dispensing.html", shown=shown, lines=paper.dispensing(shown.data, stock),
            total=paper.total(shown.data["total"]), ordered=papers.sheet(ordered) if ordered else None,
            back=next((other for other in known if other.reverses == number), None), resident=resident,
            **_whose(session, shown, resident),
        )  # fmt: skip


def _opened(store: Store, person: SignedIn, entity: str, number: str, now: datetime) -> Sheet:
    with store.write() as session:
        row = session.get(Mirror, (entity, number))
        if row is None:
            raise Refused("missing", "没有这份资料，可能地址写错了，或者还没有报来。")
        audit.note(session, person.staff, "view", entity=entity, entity_id=number, now=now)
    return papers.sheet(row)


def _visits(session: Session, shown: Sheet) -> list[FollowUpMirror]:
    """The visits a prescription was drawn up at."""
    ids = shown.hangs_on("follow_up")
    visits = select(FollowUpMirror).where(col(FollowUpMirror.id).in_(ids))
    return list(session.exec(visits.order_by(FollowUpMirror.visited_on, FollowUpMirror.id)))


def _versions(session: Session, shown: Sheet) -> list[Sheet]:
    """The prescriptions drawn up for the same visit, the newest first; only this one where there is no visit."""
    ids = shown.hangs_on("follow_up")
    if not ids:
        return [shown]
    alike = papers.of_reason(session, shown.row.resident_id, "follow_up", ids[0])
    return [other for other in alike if other.row.entity == PRESCRIPTION]


def _resident(session: Session, shown: Sheet) -> ResidentMirror:
    resident = session.get(ResidentMirror, shown.row.resident_id)
    assert resident is not None  # a record is filed only after its resident
    return resident


def _whose(session: Session, shown: Sheet, resident: ResidentMirror) -> dict[str, object]:
    return {
        "clinic": session.get(Clinic, shown.row.clinic_id),
        "sex": codes.SEX.label(resident.sex_code),
        "age": queue.age(resident.birth_date, shown.day),
        "written_by": str(shown.data.get("doctor_name") or ""),
    }
