"""What clinics sent, what of it could not be taken, and what waits for something before it: the lists behind numbers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from sync.server.console import lists, subjects, turning, words
from sync.server.console.access import Me
from sync.server.console.pages import Frame, Framed
from sync.server.console.turning import Order, Turn, Turned
from sync.server.database.store import Condition, Store, chunks, held, refused as not_taken
from sync.server.database.tables import Clinic, Inbox, Review
from sync.server.reports import status
from sync.server.reports.names import LABELS, STATES, told_state
from sync.server.staff import audit
from sync.server.staff.auth import SignedIn
from sync.server.web.context import Now, TheStore

RECEIVED = ("村卫生室", "资料", "是谁的", "编号", "版本", "结果", "录入", "收到")
REFUSED = ("村卫生室", "资料", "编号", "版本", "栏目", "原因", "后来", "收到")
WAITING = ("村卫生室", "资料", "编号", "版本", "在等", "收到")
COLUMNS = {"received": RECEIVED, "refused": REFUSED, "waiting": WAITING}
TITLES = {"received": "收到的资料", "refused": "没收下的资料", "waiting": "等前面的资料"}
NEWEST_FIRST: Order[Inbox] = Order([(col(Inbox.seq), True)], lambda change: (change.seq,))
Whose = Annotated[str, Query(max_length=64)]


router = APIRouter(prefix="/clinics")


@router.get("/received")
def received(frame: Framed, store: TheStore, turn: Turned, clinic: Whose = "") -> Response:
    """All that was received."""
    return _page("received", clinic, turn, frame, store)


@router.get("/refused")
def refused(frame: Framed, store: TheStore, turn: Turned, clinic: Whose = "") -> Response:
    """What was not taken."""
    return _page("refused", clinic, turn, frame, store)


@router.get("/waiting")
def waiting(frame: Framed, store: TheStore, turn: Turned, clinic: Whose = "") -> Response:
    """What waits for something before it."""
    return _page("waiting", clinic, turn, frame, store)


@router.get("/received.xlsx")
def received_file(person: Me, store: TheStore, now: Now, clinic: Whose = "") -> Response:
    """All that was received, for Excel."""
    return _file("received", clinic, person, store, now)


@router.get("/refused.xlsx")
def refused_file(person: Me, store: TheStore, now: Now, clinic: Whose = "") -> Response:
    """What was not taken, for Excel."""
    return _file("refused", clinic, person, store, now)


@router.get("/waiting.xlsx")
def waiting_file(person: Me, store: TheStore, now: Now, clinic: Whose = "") -> Response:
    """What waits, for Excel."""
    return _file("waiting", clinic, person, store, now)


def _page(kind: str, clinic: str, turn: Turn, frame: Frame, store: Store) -> Response:
    with store.read() as session:
        where = _where(kind, clinic)
        counted = select(func.count()).select_from(Inbox).where(*where)
        total = session.exec(counted).one() if where else status.received(session)
        part, changes = turning.page_of(
            session, NEWEST_FIRST,
            lambda more, order, most: session.exec(select(Inbox).where(*where, *more).order_by(*order).limit(most)).all(),
            turn=turn, address=f"/clinics/{kind}", filters={"clinic": clinic}, total=total,
        )  # fmt: skip
        return frame.page(
            session, "held.html", rows=_rows(session, changes), part=part, kind=kind, title=TITLES[kind],
            clinic=session.get(Clinic, clinic),
        )  # fmt: skip


def _file(kind: str, clinic: str, person: SignedIn, store: Store, now: datetime) -> Response:
    with store.read() as session:
        newest = select(Inbox).where(*_where(kind, clinic)).order_by(*NEWEST_FIRST.by())
        rows = _rows(session, session.exec(newest).all())
    with store.write() as session:
        audit.note(session, person.staff, "export", entity="changes", entity_id=clinic, now=now, detail=str(len(rows)))
    plain = [{**row, "是谁的": str(row["是谁的"])} for row in rows]
    return lists.excel(TITLES[kind], plain, COLUMNS[kind], now)


def uncorrected(session: Session) -> int:
    """How many refused changes have had no better version since."""
    better = aliased(Inbox)
    newer = select(better.change_id).where(
        better.entity_id == Inbox.entity_id, col(better.revision) > Inbox.revision, better.state == "stored"
    )
    wanted = select(func.count()).select_from(Inbox).where(not_taken(), ~newer.exists())
    return session.exec(wanted).one()


def _where(kind: str, clinic: str) -> list[Condition]:
    which: dict[str, list[Condition]] = {"refused": [not_taken()], "waiting": [held()]}
    conditions = which.get(kind, [])
    return [*conditions, Inbox.clinic_id == clinic] if clinic else conditions


def _rows(session: Session, changes: Sequence[Inbox]) -> list[lists.Row]:
    names = dict(session.exec(select(Clinic.id, Clinic.name)).all())
    newest: dict[str, int] = {}
    for part in chunks({change.entity_id for change in changes}):
        newer = select(Inbox.entity_id, func.max(Inbox.revision)).where(
            col(Inbox.entity_id).in_(part), Inbox.state == "stored"
        )
        newest.update(session.exec(newer.group_by(Inbox.entity_id)).all())
    whose = subjects.named(session, changes)
    verdicts: dict[str, str] = {}
    for part in chunks(change.change_id for change in changes):
        decided = select(Review.change_id, told_state()).where(col(Review.change_id).in_(part))
        verdicts.update(session.exec(decided).all())
    return [
        {
            "村卫生室": names[change.clinic_id], "资料": words.kind(change.entity), "是谁的": whose[change.entity, change.entity_id], "编号": change.entity_id,
            "版本": change.revision, "栏目": LABELS.get(change.field, change.field), "原因": change.text,
            "后来": f"第 {newest[change.entity_id]} 版已收下" if newest.get(change.entity_id, 0) > change.revision else "还没改好",
            "在等": awaited(change), "结果": outcome(change, verdicts.get(change.change_id, "")), "录入": change.recorded_at,
            "收到": change.received_at,
        }
        for change in changes
    ]  # fmt: skip


def outcome(row: Inbox, verdict: str) -> str:
    """What became of a change, in words."""
    if row.state == "refused":
        return f"没收下：{row.text}"
    if row.applied == "waiting":
        return f"在等 {awaited(row)}"
    return STATES.get(verdict, "已收下")


def awaited(row: Inbox) -> str:
    """What a change waits for, in words."""
    kind, *rest = row.waits_for.split(":")
    match kind:
        case "program":
            return "本程序升级后才认识"
        case "wrong":
            return row.text
        case _:
            return f"{words.kind(kind)} {' 第 '.join(rest)}{' 版' if len(rest) > 1 else ''}"
