"""Reviewed records as a list behind every number: filtered, a hundred at a time, the whole for Excel."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from starlette.responses import Response

from sync.server.console import lists, queue, turning, words
from sync.server.console.access import Me
from sync.server.console.filters import Chosen, Filters
from sync.server.console.pages import Framed
from sync.server.console.turning import Order, Turned
from sync.server.database.counting import counted
from sync.server.database.records import meanings_of
from sync.server.database.store import Condition, spelled_out, waits
from sync.server.database.tables import Clinic, FollowUpMirror, ResidentMirror, Review
from sync.server.reports.names import STATES
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore
from vclinic.diseases import catalog
from vclinic.domain.dates import beijing_day

BEFORE = ("村卫生室", "医生", "姓名", "性别", "年龄", "表单", "日期")
AFTER = ("分类", "版本", "审核", "发现", "收到时间", "审核人", "审核时间", "改好期限", "意见", "总意见")
Found = tuple[Review, Clinic, ResidentMirror | None, FollowUpMirror | None]
ORDER: Order[Found] = Order(
    [(col(Review.state), True), (col(Review.rank), False), (col(Review.received_at), False), (col(Review.change_id), False)],
    lambda row: (row[0].state, row[0].rank, row[0].received_at, row[0].change_id),
)  # fmt: skip


class Wanted:
    """Which records: the queue's filters, a verdict and a group of the queue."""

    def __init__(self, filters: Filters, state: str, rank: str) -> None:
        self.filters = filters
        self.state = state if state in STATES else ""
        self.rank = rank if rank in ("0", "1", "2", "3", "4") else ""

    @property
    def given(self) -> dict[str, str]:
        """As it stands behind an address."""
        return {**self.filters.given, "state": self.state, "rank": self.rank}

    @property
    def conditions(self) -> list[Condition]:
        """The same for the database: the newest version of each record that asks for review or was decided."""
        newer = aliased(Review)
        later = select(newer.change_id).where(
            newer.entity == Review.entity, newer.entity_id == Review.entity_id, col(newer.revision) > Review.revision
        )
        conditions: list[Condition] = [*self.filters.narrowed]
        if self.rank or self.state == "waiting":  # what waits has no newer version
            conditions.append(waits())
        elif not self.state:
            conditions.append(spelled_out("review.state IN ('waiting', 'returned', 'accepted')"))
            conditions.append(or_(waits(), ~later.exists()))
        if self.rank:
            conditions.append(Review.rank == int(self.rank))
        if self.state not in ("", "waiting"):
            conditions.extend([Review.state == self.state, ~later.exists()])
        return conditions


def wanted(
    filters: Chosen, state: Annotated[str, Query(max_length=20)] = "", rank: Annotated[str, Query(max_length=2)] = ""
) -> Wanted:
    """The list behind an address."""
    return Wanted(filters, state, rank)


Which = Annotated[Wanted, Depends(wanted)]


router = APIRouter(prefix="/review")


@router.get("/list")
def visits(which: Which, turn: Turned, frame: Framed, store: TheStore, now: Now) -> Response:
    """The list."""
    with store.read() as session:
        total = counted(session, Review, which.conditions, lists.COUNTED)
        part, rows = turning.page_of(
            session, ORDER, lambda more, order, most: list(_found(session, which, more, order, most)),
            turn=turn, address="/review/list", filters=which.given, total=total, bounded=True,
        )  # fmt: skip
        return frame.page(
            session, "visits.html", rows=[(*row, queue.entry(*row[:3])) for row in rows], part=part, which=which, filters=which.filters,
            lists=queue.choices(session, beijing_day(now), sized=False), states=STATES, labels=queue.LABELS,
            today=beijing_day(now).isoformat(), kind_of=words.kind,
        )  # fmt: skip


@router.get("/list.xlsx")
def sheet(which: Which, person: Me, store: TheStore, now: Now) -> Response:
    """The list for Excel."""
    with store.read() as session:
        rows = list(_sheet(session, which))
        columns = (
            *BEFORE,
            *dict.fromkeys(label for row in rows for label in row if label not in (*BEFORE, *AFTER)),
            *AFTER,
        )
    with store.write() as session:
        audit.note(session, person.staff, "export", entity="reviews", entity_id="", now=now, detail=str(len(rows)))
    return lists.excel("审核", rows, columns, now)


def _found(
    session: Session,
    which: Wanted,
    more: Sequence[Condition] = (),
    order: Sequence[ColumnElement[Any]] = (),
    most: int | None = None,
) -> Iterator[Found]:
    same = (col(FollowUpMirror.id) == Review.entity_id) & (col(FollowUpMirror.change_id) == Review.change_id)
    statement = (
        select(Review, Clinic, ResidentMirror, FollowUpMirror)
        .join(Clinic, col(Clinic.id) == Review.clinic_id)
        .join(ResidentMirror, col(ResidentMirror.id) == Review.resident_id, isouter=True)
        .join(FollowUpMirror, same, isouter=True)
        .where(*which.conditions, *more)
        .order_by(*(order or ORDER.by()))
        .limit(most)
    )
    for row in session.exec(statement):
        yield row[0], row[1], row[2], row[3]


def _sheet(session: Session, which: Wanted) -> Iterator[lists.Row]:
    titles = {form.id: form.title for form in catalog.all_forms()}
    for review, clinic, person, visit in _found(session, which):
        entry = queue.entry(review, clinic, person)
        yield {
            "村卫生室": clinic.name, "医生": review.doctor_name, "姓名": person.name if person else "", "性别": entry.sex,
            "年龄": entry.age, "表单": titles.get(review.form_id, words.kind(review.entity)), "日期": review.day,
            **(_measured(visit) if visit else {}), "分类": visit.visit_class if visit else "", "版本": review.revision,
            "审核": STATES[review.state], "发现": "；".join(entry.texts), "收到时间": _minute(review.received_at),
            "审核人": review.reviewer, "审核时间": _minute(review.decided_at), "改好期限": review.deadline or "",
            "意见": "；".join(remark["text"] for remark in json.loads(review.remarks)), "总意见": review.general,
        }  # fmt: skip


def _measured(visit: FollowUpMirror) -> dict[str, float]:
    """The figures a visit's disease is followed by, under their labels."""
    labels = meanings_of(visit.form_id, visit.form_version)
    return {labels[name].label: figure for name, figure in json.loads(visit.measures).items() if name in labels}


def _minute(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}" if moment else ""
