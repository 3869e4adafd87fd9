"""People with access to the console: the list, adding, and one person's password, role and end. For administrators."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.responses import RedirectResponse, Response

from sync.server.console import subjects
from sync.server.console.access import Form, Me, Posted, administrator, ours
from sync.server.console.pages import Pages
from sync.server.database.store import Clock, Store
from sync.server.database.tables import Audit, Staff
from sync.server.staff import accounts, audit
from sync.server.staff.auth import SignedIn
from sync.server.staff.passwords import MIN_PASSWORD
from vclinic.domain.problem import Problem, Refused

LATEST = 40


def routes(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    """Everybody, and one of them."""
    router = APIRouter(prefix="/staff")

    def one(person: SignedIn, staff_id: str, problems: Sequence[Problem] = (), done: str = "") -> Response:
        wrong = {each.field: each.text for each in problems}
        with store.read() as session:
            row = session.get(Staff, staff_id)
            if row is None:
                raise Refused("missing", "没有这个人，可能地址写错了。")
            return pages.page(
                session, person, "person.html", clock(), status=422 if wrong else 200, row=row, wrong=wrong,
                acts=_latest(session, row.login), least=MIN_PASSWORD, done=done,
            )  # fmt: skip

    @router.get("")
    def staff(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        with store.read() as session:
            return pages.page(session, person, "staff.html", clock(), **staff_values(session))

    @router.post("")
    def staff_add(form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        now = clock()
        with store.write() as session:
            made = accounts.add_staff(
                session, form["login"], form["name"], form["role"], form.typed("password"), now, must_change=True
            )
            if not isinstance(made, list):
                audit.note(session, person.staff, "staff_added", "staff", made.id, now, made.role)
        if not isinstance(made, list):
            return RedirectResponse("/staff", 303)
        with store.read() as session:
            return pages.page(session, person, "staff.html", now, status=422, **staff_values(session, made, form))

    @router.get("/{staff_id}")
    def staff_one(staff_id: str, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        return one(person, staff_id)

    @router.post("/{staff_id}/password")
    def staff_password(staff_id: str, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        problems = accounts.starting_password(store, staff_id, form.typed("password"), person, clock())
        said = "起始密码已设好，原来登录着的地方都退出了。请当面告诉本人，下次登录时要先改成自己的。"
        return one(person, staff_id, problems, "" if problems else said)

    @router.post("/{staff_id}/role")
    def staff_role(staff_id: str, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        with store.write() as session:
            accounts.change_role(session, staff_id, form["role"], person, clock())
        return RedirectResponse(f"/staff/{staff_id}" if staff_id != person.staff.id else "/", 303)

    @router.post("/{staff_id}/disable")
    def staff_disable(staff_id: str, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        with store.write() as session:
            if accounts.close(session, staff_id, clock()):
                audit.note(session, person.staff, "staff_disabled", "staff", staff_id, clock())
        return RedirectResponse("/staff", 303)

    return router


def staff_values(session: Session, problems: Sequence[Problem] = (), form: Posted | None = None) -> dict[str, Any]:
    """What the staff page shows."""
    return {
        "rows": session.exec(select(Staff).order_by(col(Staff.disabled_at).is_not(None), Staff.login)).all(),
        "acts": _latest(session),
        "problems": {each.field: each.text for each in problems},
        "form": form,
        "least": MIN_PASSWORD,
    }


def _latest(session: Session, login: str = "") -> list[subjects.Line]:
    where = [Audit.login == login] if login else []
    rows = session.exec(select(Audit).where(*where).order_by(col(Audit.seq).desc()).limit(LATEST)).all()
    return subjects.lines(session, rows)
