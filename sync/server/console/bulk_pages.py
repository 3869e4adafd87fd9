"""Several records without findings accepted at once, after a look at some of them. A look at the list is logged."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from sync.server.console import queue, sampling
from sync.server.console.access import Me, OwnForm
from sync.server.console.filters import Chosen
from sync.server.console.pages import Framed
from sync.server.database.tables import Review
from sync.server.review import review, waiting
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore

BULK = 100
Done = Annotated[int, Query(ge=0, le=BULK)]
router = APIRouter(prefix="/review")


@router.get("/bulk")
def bulk_page(filters: Chosen, person: Me, frame: Framed, store: TheStore, done: Done = 0) -> Response:
    """The records without findings, those to open first; ``done`` were just accepted."""
    with store.write() as session:
        audit.note(session, person.staff, "view_list", entity="reviews", entity_id="", now=frame.now, detail="bulk")
    with store.read() as session:
        total, entries = queue.of_rank(session, filters, waiting.CLEAN, BULK)
        sample = sampling.drawn(entries)
        entries.sort(key=lambda entry: entry.change_id not in sample)
        return frame.page(
            session, "bulk.html", entries=entries, total=total, filters=filters, done=done, sample=sample,
            seen=sampling.seen(session, person.staff, entries),
        )  # fmt: skip


@router.post("/bulk")
def bulk_accept(filters: Chosen, form: OwnForm, person: Me, store: TheStore, now: Now) -> Response:
    """Accept those picked that still wait and still have no findings."""
    done = 0
    with store.write() as session:
        for change_id in form.all("pick")[:BULK]:
            row = session.get(Review, change_id)
            if row is not None and row.state == "waiting" and row.rank == waiting.CLEAN:
                review.decide(session, change_id, review.Decision(accept=True, remarks={}), person.staff, now)
                done += 1
    join = "&" if filters.query else "?"
    return RedirectResponse(f"/review/bulk{filters.query}{join}done={done}", 303)
