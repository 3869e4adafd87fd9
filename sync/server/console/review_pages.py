"""Pages of the review: the queue with one record, the verdict, several at once, what was returned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from sync.server.console import papers, queue, record_view, trend, two_versions, words
from sync.server.console.access import Me, OwnForm, Posted
from sync.server.console.filters import Chosen, Filters
from sync.server.console.pages import Framed
from sync.server.database.records import person_facts
from sync.server.database.tables import Clinic, ResidentMirror, Review
from sync.server.reports.names import STATES
from sync.server.review import looking, review
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore
from vclinic.domain.dates import beijing_day, weekday
from vclinic.domain.problem import Problem, Refused

GRACE = timedelta(days=3)
SATURDAY = 5
Done = Annotated[str, Query(max_length=100)]


router = APIRouter(prefix="/review")


@router.get("")
def queue_page(filters: Chosen, frame: Framed, store: TheStore, now: Now, done: Done = "") -> Response:
    """The most urgent visit, or that there is none."""
    with store.read() as session:
        first = queue.following(session, filters, None)
        if first:
            return RedirectResponse(_address(first, filters, done), 303)
        lists = queue.choices(session, beijing_day(now))
        return frame.page(
            session, "review_empty.html", filters=filters, groups=[], lists=lists, done=_done(session, done)
        )


@router.get("/{change_id}")
def record_page(
    change_id: str, filters: Chosen, person: Me, frame: Framed, store: TheStore, now: Now, done: Done = ""
) -> Response:
    """One visit beside the queue."""
    with store.write() as session:
        row = session.get(Review, change_id)
        if row is not None:
            looking.look_at(session, [row.resident_id], beijing_day(now))
            audit.note(session, person.staff, "view", entity=row.entity, entity_id=row.entity_id, now=now)
    with store.read() as session:
        values = _values(session, change_id, filters, beijing_day(now), usual_deadline(beijing_day(now)).isoformat())
        return frame.page(session, "record.html", **values, done=_done(session, done))


@router.post("/{change_id}")
def verdict(
    change_id: str, filters: Chosen, form: OwnForm, person: Me, frame: Framed, store: TheStore, now: Now
) -> Response:
    """Accept or return it, then the next; the same page with what was typed where something is missing."""
    wanted = review.Decision(
        form["decision"] == "accept", form.named("remark."), form["general"], form.line("deadline")
    )
    if form["decision"] not in ("accept", "return"):
        raise Refused("decision", "请点“通过”或“退回”，没有保存任何东西。")
    try:
        with store.write() as session:
            result = review.decide(session, change_id, wanted, person.staff, now)
    except Refused as fault:
        result = [Problem("", fault.code, fault.sentence)]
    with store.read() as session:
        if isinstance(result, list):
            values = _values(
                session,
                change_id,
                filters,
                today=beijing_day(now),
                deadline=form.line("deadline"),
                form=form,
                problems=result,
            )
            return frame.again(session, "record.html", **values, done="")
        following = queue.following(session, filters, session.get(Review, change_id))
    return RedirectResponse(_address(following, filters, change_id), 303)


def _address(change_id: str, filters: Filters, done: str) -> str:
    """The next record, or the queue; ``done`` is the one just decided: by its id, for addresses are kept by browsers."""
    page = f"/review/{change_id}" if change_id else "/review"
    said = urlencode({"done": done}) if done else ""
    return f"{page}{filters.query}{'&' if filters.query else '?'}{said}" if said else f"{page}{filters.query}"


def _done(session: Session, change_id: str) -> str:
    """What became of the record decided just now, in a sentence; empty for none."""
    row = session.get(Review, change_id) if change_id else None
    if row is None or row.state not in ("accepted", "returned"):
        return ""
    resident = session.get(ResidentMirror, row.resident_id)
    whose = f"{resident.name}的{words.kind(row.entity)}" if resident is not None else words.kind(row.entity)
    until = f"，请村医在 {row.deadline} 前改好" if row.state == "returned" and row.deadline else ""
    return f"{STATES[row.state]}：{whose}{until}。"


def _values(
    session: Session, change_id: str, filters: Filters, today: date, deadline: str, form: Posted | None = None,
    problems: Sequence[Problem] = (),
) -> dict[str, object]:  # fmt: skip
    """What the page shows; ``form`` is what was typed, with its problems."""
    wrong = {problem.field: problem.text for problem in problems}
    view = record_view.load(session, change_id, form.named("remark.") if form else None, wrong)
    if view is None:
        raise Refused("missing", "没有这份记录，可能地址写错了。")
    shown = {f"remark.{line.name}" for line in view.lines}
    astray = [text for field, text in wrong.items() if field.startswith("remark.") and field not in shown]
    if astray:
        wrong["remarks"] = "".join(astray)  # beside the verdict: there is no row for it
    row, record = view.review, view.record
    resident = session.get(ResidentMirror, row.resident_id)
    clinic = session.get(Clinic, row.clinic_id)
    assert clinic is not None  # foreign key
    prescriptions = papers.of_reason(session, row.resident_id, row.entity, row.entity_id)
    facts = person_facts(resident) if resident is not None else {}
    return {
        "view": view,
        "apart": two_versions.of_record(session, row.entity, row.entity_id),
        "review": row,
        "record": record,
        "entry": queue.entry(row, clinic, resident),
        "resident": resident,
        "clinic": clinic,
        "papers": papers.newest(prescriptions),
        "trends": trend.pictures([record, *view.past], facts),
        "groups": queue.groups(session, filters, change_id),
        "lists": queue.choices(session, today),
        "filters": filters,
        "following": queue.following(session, filters, row),
        "form": form,
        "wrong": wrong,
        "deadline": deadline,
        "weekday": _weekday(deadline),
        "can_decide": row.state in ("waiting", "open"),
        "states": STATES | {"superseded": "已有新版"},
    }


def usual_deadline(today: date) -> date:
    """Three days from now, or the Monday after where that is a weekend."""
    day = today + GRACE
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def _weekday(text: str) -> str:
    try:
        return weekday(date.fromisoformat(text))
    except ValueError:
        return ""
