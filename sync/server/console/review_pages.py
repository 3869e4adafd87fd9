"""Pages of the review: the queue with one record, the verdict, several at once, what was returned."""

import json
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session, col, select
from starlette.responses import RedirectResponse, Response

from sync.server.console import paper_pages, queue, record_view, sampling, trend
from sync.server.console.access import Form, Me, Posted, ours
from sync.server.console.pages import Pages
from sync.server.console.queue import Filters
from sync.server.database.store import Clock, Store
from sync.server.database.tables import Clinic, FollowUpMirror, ResidentMirror, Review
from sync.server.review import review
from sync.server.review.findings import bp_limits
from sync.server.staff import audit
from sync.server.staff.auth import SignedIn
from vclinic.domain import codes
from vclinic.domain.dates import weekday
from vclinic.domain.problem import Problem, Refused

GRACE = timedelta(days=3)
SATURDAY = 5
BULK = 100


def chosen(
    clinic: Annotated[str, Query(max_length=64)] = "",
    doctor: Annotated[str, Query(max_length=60)] = "",
    form: Annotated[str, Query(max_length=60)] = "",
    flag: Annotated[str, Query(max_length=20)] = "",
    since: Annotated[str, Query(max_length=20)] = "",
    until: Annotated[str, Query(max_length=20)] = "",
) -> Filters:
    """The filters behind an address; what is no day narrows nothing."""
    return Filters(clinic, doctor, form, flag, _day(since), _day(until))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return ""


Chosen = Annotated[Filters, Depends(chosen)]


def routes(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    """The review's routes."""
    router = APIRouter(prefix="/review")

    def listed(person: SignedIn, which: str) -> None:
        """A list of names was looked at."""
        with store.write() as session:
            audit.note(session, person.staff, "view_list", "reviews", "", clock(), which)

    @router.get("")
    def queue_page(filters: Chosen, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        with store.read() as session:
            first = queue.following(session, filters, None)
            if first:
                return RedirectResponse(f"/review/{first}{filters.query}", 303)
            lists = queue.choices(session, clock().date())
            return pages.page(session, person, "review_empty.html", clock(), filters=filters, groups=[], lists=lists)

    @router.get("/returned")
    def returned_page(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        listed(person, "returned")
        with store.read() as session:
            rows = returned(session)
            return pages.page(
                session, person, "returned.html", clock(), rows=rows, today=clock().date().isoformat(), asked=asked
            )

    @router.get("/bulk")
    def bulk_page(filters: Chosen, person: Me, done: Annotated[int, Query(ge=0, le=BULK)] = 0) -> Response:  # pyright: ignore[reportUnusedFunction]
        listed(person, "bulk")
        with store.read() as session:
            total, entries = queue.of_rank(session, filters, review.CLEAN, BULK)
            sample = sampling.drawn(entries)
            entries.sort(key=lambda each: each.change_id not in sample)
            return pages.page(
                session, person, "bulk.html", clock(), entries=entries, total=total, filters=filters, done=done,
                sample=sample, seen=sampling.seen(session, person.staff, entries),
            )  # fmt: skip

    @router.post("/bulk")
    def bulk_accept(filters: Chosen, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        done = 0
        with store.write() as session:
            for change_id in form.all("pick")[:BULK]:
                row = session.get(Review, change_id)
                if row is not None and row.state == "waiting" and row.rank == review.CLEAN:
                    review.decide(session, change_id, review.Decision(accept=True, remarks={}), person.staff, clock())
                    done += 1
        join = "&" if filters.query else "?"
        return RedirectResponse(f"/review/bulk{filters.query}{join}done={done}", 303)

    @router.get("/{change_id}")
    def record_page(change_id: str, filters: Chosen, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        now = clock()
        with store.write() as session:
            row = session.get(Review, change_id)
            if row is not None:
                audit.note(session, person.staff, "view", "follow_up", row.follow_up_id, now)
        with store.read() as session:
            return _record(session, pages, person, change_id, filters, now, usual_deadline(now.date()).isoformat())

    @router.post("/{change_id}")
    def verdict(  # pyright: ignore[reportUnusedFunction]
        request: Request, change_id: str, filters: Chosen, form: Form, person: Me
    ) -> Response:
        ours(person, form)
        now = clock()
        wanted = review.Decision(form["decision"] == "accept", form.named("remark."), form["general"], form["deadline"])
        if form["decision"] not in ("accept", "return"):
            raise Refused("decision", "请点“通过”或“退回”，没有保存任何东西。")
        try:
            with store.write() as session:
                result = review.decide(session, change_id, wanted, person.staff, now)
        except Refused as fault:
            result = [Problem("", fault.code, fault.sentence)]
        with store.read() as session:
            if isinstance(result, list):
                return _again(session, pages, person, change_id, filters, now, form, result)
            following = queue.following(session, filters, session.get(Review, change_id))
        return RedirectResponse(f"/review/{following}{filters.query}" if following else f"/review{filters.query}", 303)

    return router


def _again(
    session: Session, pages: Pages, person: SignedIn, change_id: str, filters: Filters, now: datetime, form: Posted,
    problems: list[Problem],
) -> Response:  # fmt: skip
    """The same page with what was typed and what is missing."""
    return _record(session, pages, person, change_id, filters, now, form["deadline"], form, problems)


def _record(
    session: Session, pages: Pages, person: SignedIn, change_id: str, filters: Filters, now: datetime,
    deadline: str, form: Posted | None = None, problems: list[Problem] | None = None,
) -> Response:  # fmt: skip
    wrong = {each.field: each.text for each in problems or []}
    view = record_view.load(session, change_id, form.named("remark.") if form else None, wrong)
    if view is None:
        raise Refused("missing", "没有这份记录，可能地址写错了。")
    resident = session.get(ResidentMirror, view.review.resident_id)
    clinic = session.get(Clinic, view.review.clinic_id)
    assert resident is not None  # foreign key
    assert clinic is not None  # foreign key
    mirrored = session.get(FollowUpMirror, view.review.follow_up_id)
    assert mirrored is not None  # foreign key
    limits, elderly = bp_limits(resident, view.visit)
    return pages.page(
        session, person, "record.html", now, status=422 if problems else 200,
        view=view, review=view.review, resident=resident, clinic=clinic,
        sex=codes.SEX.label(resident.sex_code),
        age=queue.age(resident.birth_date, view.visit.visited_on.isoformat() if view.visit.visited_on else now.date().isoformat()),
        papers=paper_pages.newest(paper_pages.of_visit(session, mirrored)),
        trends=trend.both([view.visit, *view.past], limits, elderly),
        groups=queue.groups(session, filters, change_id), lists=queue.choices(session, now.date()), filters=filters,
        following=queue.following(session, filters, view.review), form=form, wrong=wrong,
        deadline=deadline, weekday=_weekday(deadline), can_decide=view.review.state == "waiting",
        states={"waiting": "待审核", "accepted": "已通过", "returned": "已退回", "superseded": "已有新版"},
    )  # fmt: skip


def usual_deadline(today: date) -> date:
    """Three days from now, or the Monday after where that is a weekend."""
    day = today + GRACE
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def _weekday(text: str) -> str:
    try:
        return weekday(date.fromisoformat(text))
    except ValueError:
        return ""


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
