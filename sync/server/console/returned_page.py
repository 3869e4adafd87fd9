"""What was returned and has not come back. A look at it is logged: it is a list of names."""

import json

from fastapi import APIRouter
from sqlalchemy import literal_column
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from starlette.responses import Response

from sync.server.console import queue, words
from sync.server.console.access import Me
from sync.server.console.pages import Framed
from sync.server.database.tables import Clinic, ResidentMirror, Review
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore
from vclinic.domain.dates import beijing_day

router = APIRouter(prefix="/review")


@router.get("/returned")
def returned_page(person: Me, frame: Framed, store: TheStore, now: Now) -> Response:
    """The list."""
    with store.write() as session:
        audit.note(session, person.staff, "view_list", entity="reviews", entity_id="", now=now, detail="returned")
    with store.read() as session:
        return frame.page(
            session,
            "returned.html",
            rows=[(row[0], queue.entry(*row)) for row in returned(session)],
            today=beijing_day(now).isoformat(),
            asked=asked,
            kind_of=words.kind,
        )


def asked(row: Review) -> list[str]:
    """What a return asked for, the general word last."""
    return [*(remark["text"] for remark in json.loads(row.remarks)), *filter(None, [row.general])]


def returned(session: Session) -> list[tuple[Review, Clinic, ResidentMirror | None]]:
    """Records that were returned and have not come back, the nearest deadline first."""
    newer = aliased(Review)
    again = select(newer.change_id).where(
        newer.entity == Review.entity, newer.entity_id == Review.entity_id, col(newer.revision) > Review.revision
    )
    statement = (
        select(Review, Clinic, ResidentMirror)
        .join(Clinic, col(Clinic.id) == Review.clinic_id)
        .join(ResidentMirror, col(ResidentMirror.id) == Review.resident_id, isouter=True)
        .where(literal_column("review.state = 'returned'"), ~again.exists())
        .order_by(col(Review.deadline), col(Review.change_id))
    )
    return [(row[0], row[1], row[2]) for row in session.exec(statement)]
