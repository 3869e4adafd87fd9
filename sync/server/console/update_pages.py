"""Newer programs that clinics can fetch from here, and which program each clinic's computer runs."""

from fastapi import APIRouter
from starlette.responses import Response

from sync.server.console.pages import Framed
from sync.server.devices import standing
from sync.server.updates import releases
from sync.server.web.context import TheStore

router = APIRouter(prefix="/updates")


@router.get("")
def updates(frame: Framed, store: TheStore) -> Response:
    """The page."""
    kept = releases.everything(store.data)
    with store.read() as session:
        computers = standing.computers(session)
        advised = {line.device.id: releases.advice(kept, line.version) for line in computers}
        return frame.page(
            session, "updates.html", manifests=[release.manifest for release in kept], computers=computers,
            advised=advised, behind=sum(text.startswith("可以") for text in advised.values()),
            has_keys=bool(releases.pinned()),
        )  # fmt: skip
