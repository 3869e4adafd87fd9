"""What people looked at and did, as a list with whose record it was, and for Excel. For administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlmodel import col, func, select
from starlette.responses import Response

from sync.server.console import lists, subjects, turning, words
from sync.server.console.access import Administrator, administrator
from sync.server.console.pages import Framed
from sync.server.console.turning import Order, Turned
from sync.server.console.words import ACTS
from sync.server.database.tables import Audit, Staff
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore

COLUMNS = ("时间", "谁", "做了什么", "对象", "是谁的", "编号", "说明")
NEWEST_FIRST: Order[Audit] = Order([(col(Audit.seq), True)], lambda entry: (entry.seq,))
Whose = Annotated[str, Query(max_length=30)]


router = APIRouter(prefix="/staff")


@router.get("/acts", dependencies=[Depends(administrator)])
def acts(frame: Framed, store: TheStore, turn: Turned, login: Whose = "") -> Response:
    """The list."""
    with store.read() as session:
        where = [Audit.login == login] if login else []
        total = session.exec(select(func.count()).select_from(Audit).where(*where)).one()
        part, rows = turning.page_of(
            session, NEWEST_FIRST,
            lambda more, order, most: session.exec(select(Audit).where(*where, *more).order_by(*order).limit(most)).all(),
            turn=turn, address="/staff/acts", filters={"login": login}, total=total,
        )  # fmt: skip
        logins = session.exec(select(Staff.login).order_by(Staff.login)).all()
        return frame.page(
            session, "acts.html", acts=subjects.lines(session, rows), part=part, logins=logins, login=login
        )


@router.get("/acts.xlsx")
def acts_file(person: Administrator, store: TheStore, now: Now, login: Whose = "") -> Response:
    """The list for Excel."""
    with store.read() as session:
        where = [Audit.login == login] if login else []
        entries = session.exec(select(Audit).where(*where).order_by(col(Audit.seq))).all()
        named = subjects.named(session, entries)
    rows = [
        {
            "时间": entry.at, "谁": entry.login, "做了什么": ACTS.get(entry.act, entry.act),
            "对象": words.kind(entry.entity), "是谁的": named[entry.entity, entry.entity_id].text,
            "编号": entry.entity_id, "说明": subjects.detail(entry),
        }
        for entry in entries
    ]  # fmt: skip
    with store.write() as session:
        audit.note(session, person.staff, "export", entity="acts", entity_id="", now=now, detail=str(len(rows)))
    return lists.excel("查看和操作", rows, COLUMNS, now)
