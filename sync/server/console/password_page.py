"""One's own password: for everybody, and the first page of somebody whose password was chosen by another."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from sync.server.console.access import OWN_PASSWORD, SESSION, Form, Me, ours
from sync.server.console.pages import Pages
from sync.server.database.store import Clock, Store
from sync.server.staff import accounts
from sync.server.staff.auth import SignedIn
from sync.server.staff.passwords import MIN_PASSWORD
from vclinic.domain.problem import Problem


def routes(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    """Asking and changing."""
    router = APIRouter()

    def shown(session: Session, person: SignedIn, problems: list[Problem], *, done: bool = False) -> Response:
        wrong = {each.field: each.text for each in problems}
        return pages.page(
            session, person, "password.html", clock(), status=422 if wrong else 200, wrong=wrong, done=done,
            least=MIN_PASSWORD,
        )  # fmt: skip

    @router.get(OWN_PASSWORD)
    def password(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        with store.read() as session:
            return shown(session, person, [])

    @router.post(OWN_PASSWORD)
    def change(request: Request, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        token = request.cookies.get(SESSION, "")
        old, new, again = (form.typed(name) for name in ("old", "new", "again"))
        problems = accounts.change_password(store, person, token, old, new, again, clock())
        if not problems:
            person.staff.must_change = 0
        with store.read() as session:
            return shown(session, person, problems, done=not problems)

    return router
