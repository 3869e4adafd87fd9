"""How safe the data are: the backups, the room on the disk, when the next backup is made. For administrators."""

import shutil
from pathlib import Path

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from sync.server.care import backup, health, plan, recovery
from sync.server.console.access import Administrator, OwnForm, administrator
from sync.server.console.pages import Framed
from sync.server.database.store import Store
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore
from vclinic.domain.problem import Problem

SHOWN = 25

router = APIRouter(prefix="/backups")


@router.get("", dependencies=[Depends(administrator)])
def backups(frame: Framed, store: TheStore) -> Response:
    """The page."""
    with store.read() as session:
        return frame.page(session, "backups.html", **_values(session, store))


@router.post("")
def change(form: OwnForm, person: Administrator, frame: Framed, store: TheStore, now: Now) -> Response:
    """Another time. The second place is named on the machine itself, by whoever may write there."""
    with store.write() as session:
        problems = plan.change(session, at=form.line("at"))
        if not problems:
            audit.note(session, person.staff, "backup_plan", entity="township", entity_id="", now=now)
    with store.read() as session:
        if problems:
            return frame.again(session, "backups.html", **_values(session, store, problems))
        return frame.page(session, "backups.html", **_values(session, store, done="备份时间已改。"))


def _values(session: Session, store: Store, problems: list[Problem] | None = None, done: str = "") -> dict[str, object]:
    folder = store.data / backup.FOLDER
    made = sorted(
        ((moment, path) for path in folder.glob("*") if (moment := backup.moment_of(path)) is not None), reverse=True
    )
    return {
        "plan": plan.plan(session),
        "last": plan.last(session),
        "good": plan.last_good(session),
        "code_drawn": recovery.is_drawn(store.data),
        "folder": folder,
        "kept": [(f"{moment:%Y-%m-%d %H:%M}", _size(path.stat().st_size)) for moment, path in made[:SHOWN]],
        "more": max(0, len(made) - SHOWN),
        "disk": _room(store.data),
        "size": _size,
        "done": done,
        "wrong": [problem.text for problem in problems or ()],
    }


def _room(data: Path) -> dict[str, object]:
    usage = shutil.disk_usage(data)
    return {"free": _size(usage.free), "total": _size(usage.total), "scarce": usage.free < health.SCARCE}


def _size(count: int) -> str:
    """Bytes as people read them."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "KB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} B"
