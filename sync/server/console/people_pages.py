"""Pages about people and places: home, residents, clinics with their devices, staff, lists for Excel."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from sqlalchemy import or_
from sqlmodel import Session, col, select
from starlette.responses import RedirectResponse, Response

from sync.server import audit, auth, enrol, exports, status
from sync.server.console import queue
from sync.server.console.access import Form, Me, administrator, ours
from sync.server.console.pages import Pages
from sync.server.console.queue import Filters
from sync.server.console.review_pages import returned
from sync.server.records import mirrored, values_of
from sync.server.store import Clock, Store
from sync.server.tables import (
    Audit,
    BatchLog,
    Clinic,
    Device,
    FollowUpMirror,
    Inbox,
    Mirror,
    ResidentMirror,
    Review,
    Staff,
)
from vclinic.domain import codes
from vclinic.domain.problem import Problem, Refused
from vclinic.forms.document import item_text
from vclinic.forms.hypertension import HYPERTENSION_FOLLOW_UP
from vclinic.forms.personal_information import PERSONAL_INFORMATION

FOUND = 100
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson",
}
ENTITY = {
    "resident": "居民档案", "enrolment": "专档", "follow_up": "随访", "prescription": "三处方", "batch": "药品批次",
    "stock_entry": "出入库", "dispensing": "发药", "doctor": "医生", "clinic": "村卫生室", "device": "电脑", "staff": "人员",
    "township": "卫生院", "follow-ups": "随访表", "residents": "居民表", "changes": "资料表", "reviews": "审核表",
}  # fmt: skip
ACTS = {
    "view": "查看", "search": "查找居民", "accepted": "通过", "returned": "退回", "export": "导出", "sign_in": "登录",
    "sign_in_failed": "登录没成功", "enrol_code": "建接入码", "enrolled": "电脑接入", "revoke": "停用电脑",
    "staff_added": "添加人员", "staff_disabled": "停用人员", "township_made": "建立卫生院",
}  # fmt: skip


def routes(store: Store, clock: Clock, pages: Pages) -> APIRouter:
    """Every page that is not the review."""
    router = APIRouter()

    @router.get("/")
    def home(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        now = clock()
        with store.read() as session:
            back = returned(session)
            overdue = sum(1 for row in back if (row[0].deadline or "") < now.date().isoformat())
            lines = status.clinic_lines(session, now)
            sizes = {group.rank: group for group in queue.groups(session, Filters())}
            return pages.page(
                session, person, "home.html", now, figures=status.status(session), sizes=sizes, labels=queue.LABELS,
                clinics=lines, silent=sum(line.silent for line in lines), returned=len(back), overdue=overdue,
            )  # fmt: skip

    @router.get("/residents")
    def residents(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        with store.read() as session:
            return pages.page(session, person, "residents.html", clock(), text="", rows=None, more=False)

    @router.post("/residents")
    def search(form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        with store.write() as session:
            audit.note(session, person.staff, "search", "resident", "", clock())
        with store.read() as session:
            rows = find_residents(session, form["text"][:60])
            return pages.page(
                session, person, "residents.html", clock(), text=form["text"], rows=rows[:FOUND], more=len(rows) > FOUND
            )

    @router.get("/residents/{resident_id}")
    def resident(resident_id: str, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        with store.write() as session:
            row = session.get(ResidentMirror, resident_id)
            if row is None:
                raise Refused("missing", "没有这份档案，可能地址写错了。")
            audit.note(session, person.staff, "view", "resident", resident_id, clock())
        with store.read() as session:
            return pages.page(
                session, person, "resident.html", clock(), **resident_values(session, row, clock().date().isoformat())
            )

    @router.get("/clinics")
    def clinics(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        with store.read() as session:
            lines = status.clinic_lines(session, clock())
            return pages.page(session, person, "clinics.html", clock(), clinics=lines, problems={}, form=None, code="")

    @router.post("/clinics")
    def enrol_code(form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        name, village, now = form["clinic"], form["village"], clock()
        problems = {each.field: each.text for each in enrol.check_clinic(name, village)}
        code = ""
        if not problems:
            with store.write() as session:
                code = enrol.new_code(session, name, village, person.staff.login, now)
                audit.note(session, person.staff, "enrol_code", "clinic", village, now)
        with store.read() as session:
            return pages.page(
                session, person, "clinics.html", now, status=422 if problems else 200,
                clinics=status.clinic_lines(session, now), problems=problems, form=form if problems else None,
                code=code, code_for=name,
            )  # fmt: skip

    @router.get("/clinics/{clinic_id}")
    def clinic(clinic_id: str, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        with store.read() as session:
            return pages.page(session, person, "clinic.html", clock(), **clinic_values(session, clinic_id))

    @router.post("/devices/{device_id}/revoke")
    def revoke(device_id: str, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        with store.write() as session:
            device = session.get(Device, device_id)
            if device is None:
                raise Refused("missing", "没有这台电脑。")
            if enrol.revoke(session, device_id, person.staff.login, clock()):
                audit.note(session, person.staff, "revoke", "device", device_id, clock())
            back = device.clinic_id
        return RedirectResponse(f"/clinics/{back}", 303)

    @router.get("/staff")
    def staff(person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        administrator(person)
        with store.read() as session:
            return pages.page(session, person, "staff.html", clock(), **staff_values(session))

    @router.post("/staff")
    def staff_add(form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        now = clock()
        with store.write() as session:
            made = auth.add_staff(session, form["login"], form["name"], form["role"], _password(form), now)
            if not isinstance(made, list):
                audit.note(session, person.staff, "staff_added", "staff", made.id, now, made.role)
        if not isinstance(made, list):
            return RedirectResponse("/staff", 303)
        with store.read() as session:
            return pages.page(session, person, "staff.html", now, status=422, **staff_values(session, made, form))

    @router.post("/staff/{staff_id}/disable")
    def staff_disable(staff_id: str, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        administrator(person)
        with store.write() as session:
            if auth.disable(session, staff_id, clock()):
                audit.note(session, person.staff, "staff_disabled", "staff", staff_id, clock())
        return RedirectResponse("/staff", 303)

    @router.get("/export/{name}")
    def export(name: str, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        kind, dot, ending = name.rpartition(".")
        ending = dot + ending
        if kind not in exports.KINDS or ending not in TYPES:
            raise Refused("missing", "没有这张表，可能地址写错了。")
        with store.write() as session, tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{kind}{ending}"
            count = exports.write(session, kind, file)
            audit.note(session, person.staff, "export", kind, "", clock(), str(count))
            content = file.read_bytes()
        saved_as = f"{kind}-{clock():%Y%m%d}{ending}"
        return Response(
            content, media_type=TYPES[ending], headers={"Content-Disposition": f'attachment; filename="{saved_as}"'}
        )

    return router


def _password(form: Any) -> str:
    """A password as typed: its spaces count."""
    found = form.all("password")
    return found[-1] if found else ""


def find_residents(session: Session, text: str) -> list[tuple[ResidentMirror, Clinic]]:
    """Residents by any part of a name, ID number, phone, group or household head; one more than can be shown."""
    words = text.replace("%", "").replace("_", "").replace("\\", "").strip()
    if not words:
        return []
    like = f"%{words}%"
    columns = (
        ResidentMirror.name, ResidentMirror.id_no, ResidentMirror.phone, ResidentMirror.village_group,
        ResidentMirror.household_head, ResidentMirror.address, Clinic.name,
    )  # fmt: skip
    statement = (
        select(ResidentMirror, Clinic)
        .join(Clinic, col(Clinic.id) == ResidentMirror.clinic_id)
        .where(or_(*(col(each).like(like) for each in columns)))
        .order_by(ResidentMirror.name, ResidentMirror.id)
        .limit(FOUND + 1)
    )
    return [(row[0], row[1]) for row in session.exec(statement)]


def resident_values(session: Session, row: ResidentMirror, today: str) -> dict[str, Any]:
    """What a resident's page shows."""
    document = json.loads(row.record)
    values = values_of(PERSONAL_INFORMATION, document)
    sections = [
        (section.title, [(item.caption, item_text(PERSONAL_INFORMATION, item, values)) for item in section.items])
        for section in PERSONAL_INFORMATION.sections
    ]
    visits = session.exec(
        select(FollowUpMirror, Review)
        .join(Review, col(Review.change_id) == FollowUpMirror.change_id)
        .where(FollowUpMirror.resident_id == row.id)
        .order_by(col(FollowUpMirror.visited_on).desc(), col(FollowUpMirror.id).desc())
    )
    others = session.exec(
        select(Mirror).where(Mirror.resident_id == row.id).order_by(col(Mirror.recorded_at).desc()).limit(30)
    )
    return {
        "resident": row,
        "clinic": session.get(Clinic, row.clinic_id),
        "sex": codes.SEX.label(row.sex_code),
        "age": queue.age(row.birth_date, today),
        "sections": sections,
        "visits": [(mirrored(visit), visit, review) for visit, review in visits],
        "others": [(ENTITY.get(each.entity, each.entity), each) for each in others],
        "states": exports.STATES,
    }


def clinic_values(session: Session, clinic_id: str) -> dict[str, Any]:
    """What a clinic's page shows."""
    clinic = session.get(Clinic, clinic_id)
    if clinic is None:
        raise Refused("missing", "没有这个村卫生室，可能地址写错了。")
    devices = session.exec(select(Device).where(Device.clinic_id == clinic_id).order_by(Device.enrolled_at)).all()
    batches = session.exec(
        select(BatchLog)
        .where(col(BatchLog.device_id).in_([each.id for each in devices]))
        .order_by(col(BatchLog.seq).desc())
        .limit(20)
    ).all()
    refused = session.exec(
        select(Inbox)
        .where(Inbox.clinic_id == clinic_id, Inbox.state == "refused")
        .order_by(col(Inbox.seq).desc())
        .limit(50)
    ).all()
    waiting = session.exec(
        select(Inbox)
        .where(Inbox.clinic_id == clinic_id, Inbox.applied == "waiting")
        .order_by(col(Inbox.seq).desc())
        .limit(50)
    ).all()
    labels = {
        name: meaning.label
        for form in (PERSONAL_INFORMATION, HYPERTENSION_FOLLOW_UP)
        for name, meaning in form.meanings.items()
    }
    return {
        "labels": labels,
        "clinic": clinic,
        "devices": devices,
        "batches": batches,
        "refused": refused,
        "waiting": waiting,
        "entity": ENTITY,
    }


def staff_values(session: Session, problems: Sequence[Problem] = (), form: Any = None) -> dict[str, Any]:
    """What the staff page shows."""
    rows = session.exec(select(Staff).order_by(col(Staff.disabled_at).is_not(None), Staff.login)).all()
    acts = session.exec(select(Audit).order_by(col(Audit.seq).desc()).limit(40)).all()
    return {
        "rows": rows,
        "acts": acts,
        "acts_words": ACTS,
        "entity": ENTITY,
        "problems": {each.field: each.text for each in problems},
        "form": form,
    }
