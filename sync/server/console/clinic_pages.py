"""Village clinics: their devices, what they sent, what was not taken, and codes for new ones."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from markupsafe import Markup
from sqlmodel import Session, col, select
from starlette.responses import RedirectResponse, Response

from sync.server.console import held_pages, lists, sheet, sheet_pdf, words
from sync.server.console.access import Administrator, Me, OwnForm, administrator, own_form
from sync.server.console.pages import Framed
from sync.server.database.store import held, refused as not_taken
from sync.server.database.tables import BatchLog, Clinic, Device, Inbox
from sync.server.devices import invitation, pairing, standing
from sync.server.reports import status
from sync.server.reports.names import LABELS
from sync.server.staff import audit
from sync.server.web.context import Now, TheStore
from vclinic.domain.problem import Refused

COLUMNS = (
    "村卫生室", "村代码", "最近一次联系", "没有消息", "电脑", "居民", "待审核", "没收下", "等资料", "程序", "没报的", "最早没报的",
    "时钟差（秒）", "磁盘剩余（MB）",
)  # fmt: skip
Sort = Annotated[str, Query(max_length=20)]


router = APIRouter()


@router.get("/clinics")
def clinics(frame: Framed, store: TheStore, sort: Sort = "") -> Response:
    """The list."""
    with store.read() as session:
        lines = status.sorted_by(status.clinic_lines(session, frame.now), sort)
        return frame.page(session, "clinics.html", clinics=lines, problems={}, form=None, code="", sort=sort)


@router.post("/clinics")
def enrol_code(form: OwnForm, person: Administrator, frame: Framed, store: TheStore, now: Now) -> Response:
    """A new code, shown this once."""
    name, village = form["clinic"], form.line("village")
    problems = {problem.field: problem.text for problem in pairing.check_clinic(name, village)}
    if problems:
        with store.read() as session:
            lines = status.clinic_lines(session, now)
            return frame.again(
                session, "clinics.html", clinics=lines, problems=problems, form=form, code="", code_for=name
            )
    with store.write() as session:
        code = pairing.new_code(session, name, village, person.staff.login, now)
        audit.note(session, person.staff, "enrol_code", entity="clinic", entity_id=village, now=now)
    address, fingerprint = invitation.address(store.data, now)
    invited = invitation.Invitation(code, address, fingerprint)
    with store.read() as session:
        lines = status.clinic_lines(session, now)
        return frame.page(
            session, "clinics.html", clinics=lines, problems={}, form=None, code=code, code_for=name,
            invited=invited, parts=sheet.parts(invited), qr=Markup(sheet.qr(invited.pairing)),  # noqa: S704  our own drawing
            until=now + pairing.VALID_FOR,
        )  # fmt: skip


@router.post("/clinics/sheet.pdf", dependencies=[Depends(administrator)])
def sheet_file(form: OwnForm, store: TheStore, now: Now) -> Response:
    """The sheet of a code that was just made, to print or to send on."""
    code = form.line("code")
    with store.read() as session:
        invited_for = pairing.open_code(session, code, now)
        if invited_for is None:
            raise Refused("missing", "这个接入码用过了或者过期了，请再生成一个。")
        clinic, until = invited_for
        name = clinic.name
    address, fingerprint = invitation.address(store.data, now)
    content = sheet_pdf.pdf(store.name, name, invitation.Invitation(code, address, fingerprint), until, now)
    return Response(content, media_type="application/pdf", headers=lists.saved_as(f"接入单 {name}", ".pdf", now))


@router.get("/clinics.xlsx")
def clinics_file(person: Me, store: TheStore, now: Now) -> Response:
    """The list for Excel."""
    with store.read() as session:
        rows = [_row(line) for line in status.clinic_lines(session, now)]
    with store.write() as session:
        audit.note(session, person.staff, "export", entity="clinic", entity_id="", now=now, detail=str(len(rows)))
    return lists.excel("村卫生室", rows, COLUMNS, now)


@router.get("/clinics/{clinic_id}")
def clinic(clinic_id: str, frame: Framed, store: TheStore) -> Response:
    """One clinic."""
    with store.read() as session:
        return frame.page(session, "clinic.html", **clinic_values(session, clinic_id))


@router.post("/devices/{device_id}/revoke", dependencies=[Depends(own_form)])
def revoke(device_id: str, person: Administrator, store: TheStore, now: Now) -> Response:
    """Stop taking what a device sends."""
    with store.write() as session:
        device = session.get(Device, device_id)
        if device is None:
            raise Refused("missing", "没有这台电脑。")
        if pairing.revoke(session, device_id, person.staff.login, now):
            audit.note(session, person.staff, "revoke", entity="device", entity_id=device_id, now=now)
        back = device.clinic_id
    return RedirectResponse(f"/clinics/{back}", 303)


def _row(line: status.ClinicLine) -> lists.Row:
    return {
        "村卫生室": line.clinic.name, "村代码": line.clinic.village_code, "最近一次联系": line.last_contact_at or "",
        "没有消息": "是" if line.silent else "", "电脑": line.devices, "居民": line.residents, "待审核": line.to_review,
        "没收下": line.refused, "等资料": line.waiting, "程序": line.computers.program, "没报的": line.computers.unsent,
        "最早没报的": line.computers.oldest_at, "时钟差（秒）": line.computers.skew_seconds,
        "磁盘剩余（MB）": "" if line.computers.free_mb is None else line.computers.free_mb,
    }  # fmt: skip


def clinic_values(session: Session, clinic_id: str) -> dict[str, object]:
    """What a clinic's page shows."""
    clinic = session.get(Clinic, clinic_id)
    if clinic is None:
        raise Refused("missing", "没有这个村卫生室，可能地址写错了。")
    devices = session.exec(
        select(Device).where(Device.clinic_id == clinic_id).order_by(Device.enrolled_at, Device.id)
    ).all()
    batches = session.exec(
        select(BatchLog)
        .where(col(BatchLog.device_id).in_([device.id for device in devices]))
        .order_by(col(BatchLog.seq).desc())
        .limit(20)
    ).all()
    theirs = (
        col(Inbox.clinic_id).concat("") == clinic_id
    )  # else all that a clinic sent is read for the few that stand out
    refused = session.exec(select(Inbox).where(theirs, not_taken()).order_by(col(Inbox.seq).desc()).limit(50)).all()
    waiting = session.exec(select(Inbox).where(theirs, held()).order_by(col(Inbox.seq).desc()).limit(50)).all()
    return {
        "labels": LABELS,
        "awaited": held_pages.awaited,
        "clinic": clinic,
        "devices": devices,
        "stands": standing.of(session, [device.id for device in devices]),
        "program": standing.program,
        "batches": batches,
        "refused": refused,
        "waiting": waiting,
        "kind_of": words.kind,
    }
