"""Looking a resident up: the search and the record with its visits. Every look is logged."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from sync.server.console import lists, papers, queue, turning, words
from sync.server.console.access import Me, OwnForm
from sync.server.console.medicines_known import medicines_known
from sync.server.console.pages import Framed
from sync.server.console.turning import Order, Place, Turned
from sync.server.database.records import values_of
from sync.server.database.store import Condition, Store
from sync.server.database.tables import Clinic, FollowUpMirror, Mirror, ResidentMirror, Review
from sync.server.reports import tables
from sync.server.reports.names import STATES
from sync.server.reports.registers import registers_of
from sync.server.staff import audit
from sync.server.staff.auth import SignedIn
from sync.server.web.context import Now, TheStore
from vclinic.domain import codes
from vclinic.domain.dates import beijing_day
from vclinic.domain.names import normal_name
from vclinic.domain.problem import Refused
from vclinic.domain.typed import plain
from vclinic.forms.document import item_text
from vclinic.forms.personal_information import PERSONAL_INFORMATION

FOUND = 100
OTHERS = 60
Whose = Annotated[str, Query(max_length=64)]
Listed = tuple[ResidentMirror, Clinic]


def _place(session: Session, mark: Place) -> Place | None:
    row = session.get(ResidentMirror, str(mark[0])) if len(mark) == 1 else None
    clinic = session.get(Clinic, row.clinic_id) if row is not None else None
    return (clinic.name, row.village_group, row.name, row.id) if row is not None and clinic is not None else None


BY_VILLAGE: Order[Listed] = Order(
    [(col(column), False) for column in (Clinic.name, ResidentMirror.village_group, ResidentMirror.name, ResidentMirror.id)],
    lambda row: (row[0].id,), _place,
)  # fmt: skip


router = APIRouter()


@router.get("/residents")
def residents(frame: Framed, store: TheStore) -> Response:
    """The empty search."""
    with store.read() as session:
        return frame.page(session, "residents.html", text="", rows=None, more=False, part=None, clinic=None)


@router.post("/residents")
def search(form: OwnForm, person: Me, frame: Framed, store: TheStore, now: Now) -> Response:
    """What was found, as a page or for Excel."""
    with store.write() as session:
        audit.note(session, person.staff, "search", entity="resident", entity_id="", now=now)
    with store.read() as session:
        rows = find_residents(session, form["text"][:60])
        if not form["excel"]:
            return frame.page(
                session, "residents.html", text=form["text"], rows=rows[:FOUND], more=len(rows) > FOUND, part=None,
                clinic=None,
            )  # fmt: skip
    return _as_file(rows[:FOUND], person, store, now)


@router.get("/residents/all")
def everybody(frame: Framed, store: TheStore, turn: Turned, clinic: Whose = "") -> Response:
    """All residents, of one clinic or of all."""
    with store.read() as session:
        sizes = _sizes(session, clinic)
        here = turning.place_of(session, BY_VILLAGE, turn)

        def fetch(more: Sequence[Condition], order: Sequence[ColumnElement[Any]], most: int) -> list[Listed]:
            near = _near(sizes, most, str(here[0]) if here and more else None, back=bool(turn.before))
            return _listed(session, [col(ResidentMirror.clinic_id).in_(near), *more], order, most)

        part, rows = turning.page_of(
            session, BY_VILLAGE, fetch,
            turn=turn, address="/residents/all", filters={"clinic": clinic}, total=sum(size for _, _, size in sizes),
        )  # fmt: skip
        return frame.page(
            session, "residents.html", text="", part=part, clinic=session.get(Clinic, clinic),
            rows=rows, more=False,
        )  # fmt: skip


@router.get("/residents/all.xlsx")
def everybody_file(person: Me, store: TheStore, now: Now, clinic: Whose = "") -> Response:
    """All residents for Excel."""
    with store.read() as session:
        rows = _listed(session, [ResidentMirror.clinic_id == clinic] if clinic else [])
    return _as_file(rows, person, store, now)


@router.get("/residents/{resident_id}")
def resident(resident_id: str, person: Me, frame: Framed, store: TheStore, now: Now) -> Response:
    """One record."""
    with store.write() as session:
        row = session.get(ResidentMirror, resident_id)
        if row is None:
            raise Refused("missing", "没有这份档案，可能地址写错了。")
        audit.note(session, person.staff, "view", entity="resident", entity_id=resident_id, now=now)
    with store.read() as session:
        return frame.page(session, "resident.html", **resident_values(session, row, beijing_day(now).isoformat()))


def _as_file(
    people: Sequence[tuple[ResidentMirror, Clinic]], person: SignedIn, store: Store, now: datetime
) -> Response:
    with store.read() as session:
        registers = registers_of(session)
    rows = [tables.resident_row(row, clinic.name, registers.get(row.id, ())) for row, clinic in people]
    with store.write() as session:
        audit.note(session, person.staff, "export", entity="residents", entity_id="", now=now, detail=str(len(rows)))
    return lists.excel("居民", rows, tables.RESIDENT_COLUMNS, now)


def find_residents(session: Session, text: str) -> list[tuple[ResidentMirror, Clinic]]:
    """Residents by any part of a name, ID number, phone, group or household head; one more than can be shown."""
    typed = plain(text).replace("%", "").replace("_", "").replace("\\", "").strip()
    if not typed:
        return []
    columns = (
        ResidentMirror.name, ResidentMirror.id_no, ResidentMirror.phone, ResidentMirror.village_group,
        ResidentMirror.household_head, ResidentMirror.address,
    )  # fmt: skip
    # without letters there is nothing to fold, which takes longer than the looking
    folds = typed.lower() != typed.upper()
    wanted = [col(column).ilike(f"%{typed}%") if folds else col(column).like(f"%{typed}%") for column in columns]
    name = normal_name(typed)  # as a record spells it: no gaps, one kind of dot
    spelled = (ResidentMirror.name, ResidentMirror.household_head) if name and name != typed else ()
    wanted += [col(column).like(f"%{name}%") for column in spelled]
    digits = typed.replace("-", "").replace(" ", "")
    if digits.isdecimal():
        wanted.append(func.replace(ResidentMirror.phone, "-", "").like(f"%{digits}%"))
    named = session.exec(select(Clinic.id).where(col(Clinic.name).ilike(f"%{typed}%"))).all()
    if named:
        wanted.append(col(ResidentMirror.clinic_id).in_(named))
    matching = (  # an index holds all that is asked here; the records themselves are read of those found only
        select(ResidentMirror.id).where(or_(*wanted)).order_by(ResidentMirror.name, ResidentMirror.id).limit(FOUND + 1)
    )
    statement = (
        select(ResidentMirror, Clinic)
        .join(Clinic, col(Clinic.id) == ResidentMirror.clinic_id)
        .where(col(ResidentMirror.id).in_(session.exec(matching).all()))
        .order_by(ResidentMirror.name, ResidentMirror.id)
    )
    return [(row[0], row[1]) for row in session.exec(statement)]


def _sizes(session: Session, clinic: str) -> list[tuple[str, str, int]]:
    """(name, id, how many residents) of one clinic or of all, by name."""
    counts = dict(session.exec(select(ResidentMirror.clinic_id, func.count()).group_by(ResidentMirror.clinic_id)).all())
    clinics = session.exec(select(Clinic.name, Clinic.id).order_by(Clinic.name, Clinic.id))
    return [(name, key, counts.get(key, 0)) for name, key in clinics if clinic in ("", key)]


def _near(sizes: Sequence[tuple[str, str, int]], most: int, name: str | None, *, back: bool) -> list[str]:
    """The clinics that hold the next ``most`` residents, so that no others are sorted.

    Args:
        name: of the clinic the place is in, None for the list's beginning; back: those before it.
    """
    back = back and name is not None
    near: list[str] = []
    sure, last = 0, name
    for its_name, key, size in reversed(sizes) if back else sizes:
        if name is not None and (its_name > name if back else its_name < name):
            continue
        if sure >= most and its_name != last:
            break
        near.append(key)
        sure += size if its_name != name else 0  # how many of the place's own clinic are still to come is not known
        last = its_name
    return near


def _listed(
    session: Session, where: Sequence[Condition], order: Sequence[ColumnElement[Any]] = (), most: int | None = None
) -> list[Listed]:
    """Residents by village, group and name."""
    statement = (
        select(ResidentMirror, Clinic)
        .join(Clinic, col(Clinic.id) == ResidentMirror.clinic_id)
        .where(*where)
        .order_by(*(order or BY_VILLAGE.by()))
        .limit(most)
    )
    return [(row[0], row[1]) for row in session.exec(statement)]


def resident_values(session: Session, row: ResidentMirror, today: str) -> dict[str, object]:
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
        select(Mirror)
        .where(Mirror.resident_id == row.id)
        .order_by(col(Mirror.recorded_at).desc(), col(Mirror.id).desc())
        .limit(OTHERS)
    )
    return {
        "resident": row,
        "clinic": session.get(Clinic, row.clinic_id),
        "sex": codes.SEX.label(row.sex_code),
        "age": queue.age(row.birth_date, today),
        "sections": sections,
        "review": session.get(Review, row.change_id),
        "visits": list(visits),
        "medicines": medicines_known(session, row.id),
        "others": [(_label(other), other, papers.sheet(other)) for other in others],
        "states": STATES,
    }


def _label(row: Mirror) -> str:
    word = words.kind(row.entity)
    return f"{word}冲销" if json.loads(row.record).get("kind") == "reversal" else word
