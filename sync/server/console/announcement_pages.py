"""Announcements to the village clinics: writing one, correcting it, taking it back, and who has read it."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from sqlmodel import Session, select
from starlette.responses import RedirectResponse, Response

from sync.server.console.access import Me, OwnForm, Posted
from sync.server.console.pages import Framed
from sync.server.database.tables import Clinic
from sync.server.owned import announcements
from sync.server.owned.announcements import Wording
from sync.server.web.context import Now, TheStore
from vclinic.domain.dates import beijing_day
from vclinic.domain.problem import Problem

router = APIRouter(prefix="/announcements")


@router.get("")
def listed(frame: Framed, store: TheStore) -> Response:
    """The list, with a form for a new announcement."""
    with store.read() as session:
        return frame.page(session, "announcements.html", **_list_values(session, beijing_day(frame.now)))


@router.post("")
def announce(form: OwnForm, person: Me, frame: Framed, store: TheStore, now: Now) -> Response:
    """Publish a new announcement, to every clinic or to those chosen."""
    clinics = None if form["whom"] == "all" else form.all("clinic")
    with store.write() as session:
        made = announcements.announce(session, _wording(form), clinics, person.staff, now)
    if not isinstance(made, list):
        return RedirectResponse(f"/announcements/{made.id}", 303)
    with store.read() as session:
        return frame.again(session, "announcements.html", **_list_values(session, beijing_day(now), form, made))


@router.get("/{key}")
def one(key: str, frame: Framed, store: TheStore, now: Now) -> Response:
    """One announcement and who has read it."""
    with store.read() as session:
        shown = announcements.one(session, key, beijing_day(now))
        return frame.page(session, "announcement.html", shown=shown, wording=shown.wording, wrong={})


@router.post("/{key}")
def correct(key: str, form: OwnForm, person: Me, frame: Framed, store: TheStore, now: Now) -> Response:
    """Publish a corrected version, or take the announcement back."""
    with store.write() as session:
        if form["act"] == "take_back":
            announcements.take_back(session, key, person.staff, now)
            made = None
        else:
            made = announcements.correct(session, key, _wording(form), person.staff, now)
    if not isinstance(made, list):
        return RedirectResponse(f"/announcements/{key}", 303)
    with store.read() as session:
        shown = announcements.one(session, key, beijing_day(now))
        return frame.again(session, "announcement.html", shown=shown, wording=_wording(form), wrong=_wrong(made))


def _list_values(
    session: Session, today: date, form: Posted | None = None, problems: Sequence[Problem] = ()
) -> dict[str, object]:
    return {
        "rows": announcements.all_of(session, today),
        "clinics": session.exec(select(Clinic).order_by(Clinic.name, Clinic.id)).all(),
        "wording": _wording(form or Posted()),
        "chosen": form.all("clinic") if form else [],
        "everybody": form is None or form["whom"] == "all",
        "wrong": _wrong(problems),
        "today": today.isoformat(),
    }


def _wording(form: Posted) -> Wording:
    return Wording(form["title"], form["text"].replace("\r\n", "\n"), form.line("valid_until"))


def _wrong(problems: Sequence[Problem]) -> dict[str, str]:
    return {problem.field: problem.text for problem in problems}
