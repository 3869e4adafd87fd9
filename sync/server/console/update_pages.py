"""Newer programs that clinics can fetch from here: handed in and taken away by an administrator, and which program each
clinic's computer runs."""

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from sync.server.console.access import Administrator, Forbidden, Me, OwnForm
from sync.server.console.pages import Framed
from sync.server.console.upload import MAX_FILE, Upload, received
from sync.server.devices import standing
from sync.server.devices.standing import Computer
from sync.server.staff import audit
from sync.server.updates import handed, releases
from sync.server.web.context import Now, TheStore
from vclinic.delivery.manifest import Manifest
from vclinic.domain.problem import Expected, Refused

Version = Annotated[str, Query(pattern=r"^[0-9.]{0,23}$")]
router = APIRouter(prefix="/updates")


async def release_upload(request: Request, person: Me, store: TheStore) -> AsyncGenerator[Upload]:
    """What an administrator hands in, kept on the disk it is meant for.

    Raises:
        Forbidden: a reviewer sends it. Otherwise as `upload.received`.
    """
    folder = releases.folder_in(store.data)
    async with received(request, person, folder=folder, refused=None if person.administrator else Forbidden()) as came:
        yield came


@router.get("")
def updates(frame: Framed, store: TheStore, put: Version = "", gone: Version = "") -> Response:
    """The page; ``put`` and ``gone`` say what was just done."""
    with store.read() as session:
        return frame.page(session, "updates.html", **_values(session, store, put=put, gone=gone))


@router.post("")
def hand_in(
    upload: Annotated[Upload, Depends(release_upload)], person: Administrator, frame: Framed, store: TheStore, now: Now
) -> Response:
    """Verify what came as the command line does, and put it on offer."""
    try:
        manifest = _taken(upload, store)
    except Expected as fault:
        with store.write() as session:
            audit.note(
                session, person.staff, "update_refused", entity="township", entity_id="", now=now, detail=fault.code
            )
        with store.read() as session:
            return frame.again(session, "updates.html", **_values(session, store, wrong=fault.sentence))
    with store.write() as session:
        audit.note(
            session, person.staff, "update_added", entity="township", entity_id="", now=now, detail=manifest.version
        )
    return RedirectResponse(f"/updates?put={manifest.version}", 303)


@router.post("/remove")
def take_away(form: OwnForm, person: Administrator, frame: Framed, store: TheStore, now: Now) -> Response:
    """Offer a version no more."""
    version = form.line("version")
    try:
        releases.remove(store.data, version)
    except Expected as fault:
        with store.read() as session:
            return frame.again(session, "updates.html", **_values(session, store, wrong=fault.sentence))
    with store.write() as session:
        audit.note(session, person.staff, "update_removed", entity="township", entity_id="", now=now, detail=version)
    return RedirectResponse(f"/updates?gone={version}", 303)


def _taken(upload: Upload, store: TheStore) -> Manifest:
    if not upload.files:
        raise Refused("incomplete", "没有选文件，什么都没有放上。请选更新包的三个文件，或者装着它们的一个 zip。")
    if any(one.too_large for one in upload.files):
        sentence = f"文件太大（最多 {MAX_FILE // 1024 // 1024} MB），没有放上，也没有留下什么。请看看是不是选错了。"
        raise Refused("too_large", sentence)
    return handed.add(store.data, [(one.name, one.file) for one in upload.files])


def _values(session: Session, store: TheStore, *, wrong: str = "", put: str = "", gone: str = "") -> dict[str, object]:
    kept = releases.everything(store.data)
    manifests = [release.manifest for release in kept]
    versions = {manifest.version for manifest in manifests}
    computers = standing.computers(session)
    advised = {line.device.id: releases.advice(kept, line.version) for line in computers}
    return {
        "manifests": manifests,
        "in_use": {manifest.sequence: _in_use(manifest, computers) for manifest in manifests},
        "computers": computers,
        "advised": advised,
        "behind": sum(text.startswith("可以") for text in advised.values()),
        "has_keys": bool(releases.pinned()),
        "wrong": wrong,
        "put": put if put in versions else "",
        "gone": "" if gone in versions else gone,
    }


def _in_use(manifest: Manifest, computers: Sequence[Computer]) -> str:
    """How many clinics run a release, in words; "" for none."""
    using = [line for line in computers if releases.is_run(manifest, line.version)]
    clinics = len({line.clinic.id for line in using})
    return f"{clinics} 个村" + (f"，{len(using)} 台" if len(using) > clinics else "") if using else ""
