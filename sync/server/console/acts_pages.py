"""What people looked at and did, as a list with whose record it was, and for Excel. For administrators."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import col, func, select
from starlette.responses import Response

from sync.server.console import lists, subjects
from sync.server.console.access import Me, administrator
from sync.server.console.lists import Page, Part
from sync.server.console.pages import Pages
from sync.server.console.words import ACTS, ENTITY
from sync.server.database.store import Clock, Store
from sync.server.database.tables import Audit, Staff
from sync.server.staff import audit

COLUMNS = ("时间", "谁", "做了什么", "对象", "是谁的", "编号", "说明")
Whose = Annotated[str, Query(max_length=30)]


def routes(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    """The list and its file."""
    router = APIRouter(prefix="/staff")

    @router.get("/acts")
    def acts(person: Me, login: Whose = "", page: Page = 1) -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        with store.read() as session:
            where = [Audit.login == login] if login else []
            total = session.exec(select(func.count()).select_from(Audit).where(*where)).one()
            part = Part("/staff/acts", {"login": login}, page, total)
            rows = session.exec(
                select(Audit).where(*where).order_by(col(Audit.seq).desc()).offset(part.first).limit(lists.SIZE)
            ).all()
            logins = session.exec(select(Staff.login).order_by(Staff.login)).all()
            return pages.page(
                session, person, "acts.html", clock(), acts=subjects.lines(session, rows), part=part, logins=logins,
                login=login,
            )  # fmt: skip

    @router.get("/acts.xlsx")
    def acts_file(person: Me, login: Whose = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        with store.read() as session:
            where = [Audit.login == login] if login else []
            found = session.exec(select(Audit).where(*where).order_by(col(Audit.seq))).all()
            named = subjects.named(session, found)
        rows = [
            {
                "时间": each.at, "谁": each.login, "做了什么": ACTS.get(each.act, each.act),
                "对象": ENTITY.get(each.entity, each.entity), "是谁的": named[each.entity, each.entity_id].words,
                "编号": each.entity_id, "说明": subjects.detail(each),
            }
            for each in found
        ]  # fmt: skip
        with store.write() as session:
            audit.note(session, person.staff, "export", "acts", "", clock(), str(len(rows)))
        return lists.excel("查看和操作", rows, COLUMNS, clock())

    return router
