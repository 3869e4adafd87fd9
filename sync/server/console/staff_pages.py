"""People with access to the console: the list, adding one, a new password or role, closing an account. For
administrators."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends
from sqlmodel import Session, col, select
from starlette.responses import RedirectResponse, Response

from sync.server.console import subjects
from sync.server.console.access import Administrator, OwnForm, Posted, administrator, own_form
from sync.server.console.pages import Framed
from sync.server.database.tables import Audit, Staff
from sync.server.staff import accounts, audit
from sync.server.staff.passwords import MIN_PASSWORD
from sync.server.web.context import Now, TheStore
from vclinic.domain.problem import Problem, Refused

LATEST = 40
_NEW_START = "起始密码已设好，原来登录着的地方都退出了。请当面告诉本人，下次登录时要先改成自己的。"


router = APIRouter(prefix="/staff")


@router.get("", dependencies=[Depends(administrator)])
def staff(frame: Framed, store: TheStore) -> Response:
    """The list of people."""
    with store.read() as session:
        return frame.page(session, "staff.html", **staff_values(session))


@router.post("")
def add(form: OwnForm, person: Administrator, frame: Framed, store: TheStore, now: Now) -> Response:
    """Add a person."""
    with store.write() as session:
        made = accounts.add_staff(
            session,
            form.line("login"),
            form.line("name"),
            role=form["role"],
            password=form.typed("password"),
            now=now,
            must_change=True,
        )
        if not isinstance(made, list):
            audit.note(
                session, person.staff, "staff_added", entity="staff", entity_id=made.id, now=now, detail=made.role
            )
            return RedirectResponse("/staff", 303)
    with store.read() as session:
        return frame.again(session, "staff.html", **staff_values(session, made, form))


@router.get("/{staff_id}", dependencies=[Depends(administrator)])
def one(staff_id: str, frame: Framed, store: TheStore) -> Response:
    """One person's page."""
    with store.read() as session:
        return frame.page(session, "person.html", **_person_values(session, staff_id))


@router.post("/{staff_id}/password")
def password(staff_id: str, form: OwnForm, person: Administrator, frame: Framed, store: TheStore, now: Now) -> Response:
    """Set a starting password."""
    problems = accounts.starting_password(store, staff_id, form.typed("password"), person, now)
    with store.read() as session:
        if problems:
            return frame.again(session, "person.html", **_person_values(session, staff_id, problems))
        return frame.page(session, "person.html", **_person_values(session, staff_id, done=_NEW_START))


@router.post("/{staff_id}/role")
def role(staff_id: str, form: OwnForm, person: Administrator, store: TheStore, now: Now) -> Response:
    """Give a person another role."""
    with store.write() as session:
        accounts.change_role(session, staff_id, form["role"], person, now)
    return RedirectResponse(f"/staff/{staff_id}" if staff_id != person.staff.id else "/", 303)


@router.post("/{staff_id}/disable", dependencies=[Depends(own_form)])
def disable(staff_id: str, person: Administrator, store: TheStore, now: Now) -> Response:
    """Close an account.

    Raises:
        Refused: ``missing``.
    """
    with store.write() as session:
        if session.get(Staff, staff_id) is None:
            raise Refused("missing", "没有这个人，可能地址写错了。")
        if accounts.close(session, staff_id, now):
            audit.note(session, person.staff, "staff_disabled", entity="staff", entity_id=staff_id, now=now)
    return RedirectResponse("/staff", 303)


def _person_values(
    session: Session, staff_id: str, problems: Sequence[Problem] = (), done: str = ""
) -> dict[str, object]:
    row = session.get(Staff, staff_id)
    if row is None:
        raise Refused("missing", "没有这个人，可能地址写错了。")
    wrong = {problem.field: problem.text for problem in problems}
    return {"row": row, "wrong": wrong, "acts": _latest(session, row.login), "least": MIN_PASSWORD, "done": done}


def staff_values(session: Session, problems: Sequence[Problem] = (), form: Posted | None = None) -> dict[str, object]:
    """What the staff page shows."""
    return {
        "rows": session.exec(select(Staff).order_by(col(Staff.disabled_at).is_not(None), Staff.login)).all(),
        "acts": _latest(session),
        "problems": {problem.field: problem.text for problem in problems},
        "form": form,
        "least": MIN_PASSWORD,
    }


def _latest(session: Session, login: str = "") -> list[subjects.Line]:
    where = [Audit.login == login] if login else []
    rows = session.exec(select(Audit).where(*where).order_by(col(Audit.seq).desc()).limit(LATEST)).all()
    return subjects.lines(session, rows)
