"""People with access to the console, and what they looked at and did. For administrators."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.responses import RedirectResponse, Response

from sync.server import audit, auth
from sync.server.console.access import Form, Me, Posted, administrator, ours
from sync.server.console.pages import Pages
from sync.server.console.words import ACTS, ENTITY
from sync.server.store import Clock, Store
from sync.server.tables import Audit, Staff
from vclinic.domain.problem import Problem


def routes(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    """The list, adding and stopping."""
    router = APIRouter()

    @router.get("/staff")
    def staff(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        with store.read() as session:
            return pages.page(session, person, "staff.html", clock(), **staff_values(session))

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
