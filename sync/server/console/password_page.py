"""One's own password: for everybody, and the first page of somebody whose password was chosen by another."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sync.server.console.access import OWN_PASSWORD, SESSION, Me, OwnForm
from sync.server.console.pages import Framed
from sync.server.staff import accounts
from sync.server.staff.passwords import MIN_PASSWORD
from sync.server.web.context import Now, TheStore

router = APIRouter()


@router.get(OWN_PASSWORD)
def password(frame: Framed, store: TheStore) -> Response:
    """The page that asks for it."""
    with store.read() as session:
        return frame.page(session, "password.html", wrong={}, done=False, least=MIN_PASSWORD)


@router.post(OWN_PASSWORD)
def change(request: Request, form: OwnForm, person: Me, frame: Framed, store: TheStore, now: Now) -> Response:
    """Store it, or say what is wrong with it."""
    token = request.cookies.get(SESSION, "")
    old, new, again = (form.typed(name) for name in ("old", "new", "again"))
    problems = accounts.change_password(store, person, token, old=old, new=new, again=again, now=now)
    wrong = {problem.field: problem.text for problem in problems}
    with store.read() as session:
        if wrong:
            return frame.again(session, "password.html", wrong=wrong, done=False, least=MIN_PASSWORD)
        person.staff.must_change = 0
        return frame.page(session, "password.html", wrong={}, done=True, least=MIN_PASSWORD)
