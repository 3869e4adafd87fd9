"""The first page, which answers what waits and who is silent, and the lists for Excel."""

import tempfile
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from sync.server.care import health
from sync.server.console import held_pages, lists, queue
from sync.server.console.access import Me
from sync.server.console.pages import Framed
from sync.server.console.queue import Filters
from sync.server.console.returned_page import returned
from sync.server.reports import exports, status
from sync.server.review import looking
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore
from vclinic.domain import entities
from vclinic.domain.dates import beijing_day
from vclinic.domain.problem import Refused

NAMES = {
    "residents": "居民",
    exports.CHANGES: "收到的资料",
    exports.RECEIVED: "收到的资料明细",
    exports.REVIEWS: "审核",
}
"""Files whose name is not what people call the kind of record."""
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson",
}


router = APIRouter()


@router.get("/")
def home(frame: Framed, store: TheStore, now: Now) -> Response:
    """What waits, who is silent."""
    with store.read() as session:
        back = returned(session)
        overdue = sum(1 for row in back if (row[0].deadline or "") < beijing_day(now).isoformat())
        lines = status.clinic_lines(session, now)
        sizes = {group.rank: group for group in queue.groups(session, Filters())}
        return frame.page(
            session, "home.html", figures=status.status(session, lines, lists.COUNTED), counted=lists.COUNTED, sizes=sizes, labels=queue.LABELS,
            clinics=lines, silent=sum(line.silent for line in lines), returned=len(back), overdue=overdue,
            uncorrected=held_pages.uncorrected(session), worries=health.worries(session, store, now),
        )  # fmt: skip


@router.get("/export/{name}")
def export(name: str, person: Me, store: TheStore, now: Now) -> Response:
    """One of the lists, as the ending of its name says."""
    kind, dot, ending = name.rpartition(".")
    ending = dot + ending
    known = exports.kinds()
    if kind not in known or ending not in TYPES:
        raise Refused("missing", "没有这张表，可能地址写错了。")
    looking.catch_up(store, beijing_day(now))
    with store.read() as session, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{kind}{ending}"
        count = exports.write(session, kind, file)
        content = file.read_bytes()
    with store.write() as session:
        audit.note(session, person.staff, "export", entity=kind, entity_id="", now=now, detail=str(count))
    named = NAMES.get(kind) or entities.label(known[kind])
    return Response(content, media_type=TYPES[ending], headers=lists.saved_as(named, ending, now))
