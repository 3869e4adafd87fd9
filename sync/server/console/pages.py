"""Making pages: one template environment that escapes everything, and the words every page shares."""

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session, func, select
from starlette.responses import HTMLResponse

from sync.server.console.access import Me
from sync.server.database.store import waits
from sync.server.database.tables import Clinic, Review
from sync.server.review import looking
from sync.server.staff.auth import ROLES
from sync.server.web.context import Now, TheStore
from vclinic.domain import clock_skew
from vclinic.domain.dates import BEIJING, beijing_day

HERE = Path(__file__).resolve().parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def ago(moment: str | None, now: datetime) -> str:
    """When something happened, as one says it: 08:12, 昨天 18:20, 11-23, 2025-11-23."""
    if not moment:
        return "从未"
    at = datetime.fromisoformat(moment).astimezone(BEIJING)
    days = (beijing_day(now) - beijing_day(at)).days
    if days == 0:
        return f"{at:%H:%M}"
    if days == 1:
        return f"昨天 {at:%H:%M}"
    return f"{at:%m-%d}" if at.year == beijing_day(now).year else f"{at:%Y-%m-%d}"


def how_long(moment: str, now: datetime) -> str:
    """How long something has waited: 不到 1 小时, 15 小时, 2 天."""
    hours = int((now - datetime.fromisoformat(moment)).total_seconds() // 3600)
    if hours < 1:
        return "不到 1 小时"
    return f"{hours} 小时" if hours < 48 else f"{hours // 24} 天"


def stamp(moment: str, now: datetime) -> str:
    """A moment to the minute; its year where it is not this one."""
    at = datetime.fromisoformat(moment).astimezone(BEIJING)
    return f"{at:%m-%d %H:%M}" if at.year == beijing_day(now).year else f"{at:%Y-%m-%d %H:%M}"


def day(on: date, now: datetime) -> str:
    """A day; its year where it is not this one."""
    return f"{on:%m-%d}" if on.year == beijing_day(now).year else f"{on:%Y-%m-%d}"


class Frame:
    """What stands around every page of somebody signed in: navigation with its counts, search, who it is."""

    def __init__(self, store: TheStore, person: Me, now: Now) -> None:
        self.township = store.name
        self.person = person
        self.now = now
        looking.some(store, beijing_day(now))  # the first few at once; the rest is shown as being looked at

    def page(self, session: Session, name: str, /, **values: object) -> HTMLResponse:
        """A page inside the frame."""
        return HTMLResponse(self._made(session, name, values))

    def again(self, session: Session, name: str, /, **values: object) -> HTMLResponse:
        """The page once more, with what is wrong about the post."""
        return HTMLResponse(self._made(session, name, values), 422)

    def _made(self, session: Session, name: str, values: dict[str, object]) -> str:
        frame: dict[str, object] = {
            "township": self.township,
            "me": self.person,
            "ROLES": ROLES,
            "clock_is_off": clock_skew.is_off,
            "clock_in_words": clock_skew.in_words,
            "waiting_count": session.exec(select(func.count()).select_from(Review).where(waits())).one(),
            "clinic_count": session.exec(select(func.count()).select_from(Clinic)).one(),
        }
        filters = {function.__name__: partial(function, now=self.now) for function in (ago, how_long, stamp, day)}
        return _TEMPLATES.get_template(name).render(frame | filters | values)


Framed = Annotated[Frame, Depends(Frame)]


def bare(township: str, name: str, /, status: int = 200, **values: object) -> HTMLResponse:
    """A page without the frame: login, failure."""
    return HTMLResponse(_TEMPLATES.get_template(name).render(township=township, **values), status)
