"""What was returned and has not come back. A look at it is logged: it is a list of names."""

import json

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.responses import Response

from sync.server.console.access import Me
from sync.server.console.pages import Framed
from sync.server.database.tables import Clinic, FollowUpMirror, ResidentMirror, Review
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore

router = APIRouter(prefix="/review")


@router.get("/returned")
def returned_page(person: Me, frame: Framed, store: TheStore, now: Now) -> Response:
    """The list."""
    with store.write() as session:
        audit.note(session, person.staff, "view_list", "reviews", "", now, "returned")
    with store.read() as session:
        return frame.page(session, "returned.html", rows=returned(session), today=now.date().isoformat(), asked=asked)


def asked(row: Review) -> list[str]:
    """What a return asked for, the general word last."""
    return [*(each["text"] for each in json.loads(row.remarks)), *filter(None, [row.general])]


def returned(session: Session) -> list[tuple[Review, ResidentMirror, FollowUpMirror, Clinic]]:
    """Visits that were returned and have not come back, the nearest deadline first."""
    statement = (
        select(Review, ResidentMirror, FollowUpMirror, Clinic)
        .join(ResidentMirror, col(ResidentMirror.id) == Review.resident_id)
        .join(
            FollowUpMirror,
            (col(FollowUpMirror.id) == Review.follow_up_id) & (col(FollowUpMirror.revision) == Review.revision),
        )
        .join(Clinic, col(Clinic.id) == Review.clinic_id)
        .where(Review.state == "returned")
        .order_by(col(Review.deadline), col(Review.change_id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.exec(statement)]
