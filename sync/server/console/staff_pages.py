"""People with access to the console, and what they looked at and did. For administrators."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session, col, func, select
from starlette.responses import RedirectResponse, Response

from sync.server import audit, auth
from sync.server.console import lists
from sync.server.console.access import Form, Me, Posted, administrator, ours
from sync.server.console.lists import Page, Part
from sync.server.console.pages import Pages
from sync.server.console.words import ACTS, ENTITY
from sync.server.store import Clock, Store
from sync.server.tables import Audit, Staff
from vclinic.domain.problem import Problem

COLUMNS = ("时间", "谁", "做了什么", "对象", "编号", "说明")
Whose = Annotated[str, Query(max_length=30)]


def routes(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    """The list, adding and stopping."""
    router = APIRouter()

    @router.get("/staff")
    def staff(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        with store.read() as session:
            return pages.page(session, person, "staff.html", clock(), **staff_values(session))

    @router.get("/staff/acts")
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
                session, person, "acts.html", clock(), rows=rows, part=part, logins=logins, login=login, acts_words=ACTS,
                entity=ENTITY,
            )  # fmt: skip

    @router.get("/staff/acts.xlsx")
    def acts_file(person: Me, login: Whose = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        with store.write() as session:
            found = session.exec(
                select(Audit).where(*([Audit.login == login] if login else [])).order_by(col(Audit.seq))
            )
            rows = [
                {
                    "时间": each.at, "谁": each.login, "做了什么": ACTS.get(each.act, each.act),
                    "对象": ENTITY.get(each.entity, each.entity), "编号": each.entity_id, "说明": each.detail,
                }
                for each in found
            ]  # fmt: skip
            audit.note(session, person.staff, "export", "acts", "", clock(), str(len(rows)))
        return lists.excel("查看和操作", rows, COLUMNS, clock())

    @router.post("/staff")
    def staff_add(form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        now = clock()
        with store.write() as session:
            made = auth.add_staff(session, form["login"], form["name"], form["role"], _password(form), now)
            if not isinstance(made, list):
                audit.note(session, person.staff, "staff_added", "staff", made.id, now, made.role)
        if not isinstance(made, list):
            return RedirectResponse("/staff", 303)
        with store.read() as session:
            return pages.page(session, person, "staff.html", now, status=422, **staff_values(session, made, form))

    @router.post("/staff/{staff_id}/disable")
    def staff_disable(staff_id: str, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        with store.write() as session:
            if auth.disable(session, staff_id, clock()):
                audit.note(session, person.staff, "staff_disabled", "staff", staff_id, clock())
        return RedirectResponse("/staff", 303)

    return router


def _password(form: Posted) -> str:
    """A password as typed: its spaces count."""
    found = form.all("password")
    return found[-1] if found else ""


def staff_values(session: Session, problems: Sequence[Problem] = (), form: Posted | None = None) -> dict[str, Any]:
    """What the staff page shows."""
    rows = session.exec(select(Staff).order_by(col(Staff.disabled_at).is_not(None), Staff.login)).all()
    acts = session.exec(select(Audit).order_by(col(Audit.seq).desc()).limit(40)).all()
    return {
        "rows": rows,
        "acts": acts,
        "acts_words": ACTS,
        "entity": ENTITY,
        "problems": {each.field: each.text for each in problems},
        "form": form,
    }
