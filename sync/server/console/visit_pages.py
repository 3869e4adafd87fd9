"""Visits as a list behind every number: filtered, a hundred at a time, the whole for Excel."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from sync.server.console import lists, queue
from sync.server.console.access import Me
from sync.server.console.filters import Chosen, Filters
from sync.server.console.lists import Page, Part
from sync.server.console.pages import Framed
from sync.server.database.store import Condition
from sync.server.database.tables import Clinic, FollowUpMirror, ResidentMirror, Review
from sync.server.reports.exports import STATES
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore
from vclinic.domain import codes

COLUMNS = (
    "村卫生室", "医生", "姓名", "性别", "年龄", "随访日期", "收缩压", "舒张压", "分类", "版本", "审核", "发现", "收到时间",
    "审核人", "审核时间", "改好期限", "意见", "总意见",
)  # fmt: skip
Found = tuple[Review, ResidentMirror, FollowUpMirror, Clinic]


class Wanted:
    """Which visits: the queue's filters, a verdict and a group of the queue."""

    def __init__(self, filters: Filters, state: str, rank: str) -> None:
        self.filters = filters
        self.state = state if state in STATES else ""
        self.rank = rank if rank in ("0", "1", "2", "3") else ""

    @property
    def given(self) -> dict[str, str]:
        """As it stands behind an address."""
        return {**self.filters.given, "state": self.state, "rank": self.rank}

    @property
    def conditions(self) -> list[Condition]:
        """The same for the database: the newest version of each visit."""
        found = [col(FollowUpMirror.change_id) == Review.change_id, *self.filters.narrowed]
        if self.state:
            found.append(Review.state == self.state)
        if self.rank:
            found.extend([Review.state == "waiting", Review.rank == int(self.rank)])
        return found


def wanted(
    filters: Chosen, state: Annotated[str, Query(max_length=20)] = "", rank: Annotated[str, Query(max_length=2)] = ""
) -> Wanted:
    """The list behind an address."""
    return Wanted(filters, state, rank)


Which = Annotated[Wanted, Depends(wanted)]


router = APIRouter(prefix="/review")


@router.get("/list")
def visits(which: Which, frame: Framed, store: TheStore, now: Now, page: Page = 1) -> Response:
    """The list."""
    with store.read() as session:
        total = session.exec(
            select(func.count())
            .select_from(Review)
            .join(FollowUpMirror, col(FollowUpMirror.id) == Review.follow_up_id)
            .where(*which.conditions)
        ).one()
        part = Part("/review/list", which.given, page, total)
        rows = [(*row, queue.entry(*row)) for row in _found(session, which, part.first, lists.SIZE)]
        return frame.page(
            session, "visits.html", rows=rows, part=part, which=which, filters=which.filters,
            lists=queue.choices(session, now.date()), states=STATES, labels=queue.LABELS,
            today=now.date().isoformat(),
        )  # fmt: skip


@router.get("/list.xlsx")
def sheet(which: Which, person: Me, store: TheStore, now: Now) -> Response:
    """The list for Excel."""
    with store.read() as session:
        rows = list(_sheet(session, which))
    with store.write() as session:
        audit.note(session, person.staff, "export", "follow_up", "", now, str(len(rows)))
    return lists.excel("随访审核", rows, COLUMNS, now)


def _found(session: Session, which: Wanted, skip: int = 0, limit: int | None = None) -> Iterator[Found]:
    statement = (
        select(Review, ResidentMirror, FollowUpMirror, Clinic)
        .join(ResidentMirror, col(ResidentMirror.id) == Review.resident_id)
        .join(FollowUpMirror, col(FollowUpMirror.id) == Review.follow_up_id)
        .join(Clinic, col(Clinic.id) == Review.clinic_id)
        .where(*which.conditions)
        .order_by(col(Review.state).desc(), col(Review.rank), col(Review.received_at), col(Review.change_id))
        .offset(skip)
        .limit(limit)
    )
    for row in session.exec(statement):
        yield row[0], row[1], row[2], row[3]


def _sheet(session: Session, which: Wanted) -> Iterator[lists.Row]:
    for review, person, visit, clinic in _found(session, which):
        yield {
            "村卫生室": clinic.name, "医生": visit.doctor_name, "姓名": person.name, "性别": codes.SEX.label(person.sex_code),
            "年龄": queue.age(person.birth_date, visit.visited_on), "随访日期": visit.visited_on, "收缩压": visit.sbp,
            "舒张压": visit.dbp, "分类": visit.visit_class, "版本": review.revision, "审核": STATES[review.state],
            "发现": "；".join(each["text"] for each in json.loads(review.findings)), "收到时间": _minute(review.received_at),
            "审核人": review.reviewer, "审核时间": _minute(review.decided_at), "改好期限": review.deadline or "",
            "意见": "；".join(each["text"] for each in json.loads(review.remarks)), "总意见": review.general,
        }  # fmt: skip


def _minute(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}" if moment else ""
