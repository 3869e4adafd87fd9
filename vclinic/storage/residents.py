"""Residents and their register entries: rows ↔ domain objects, and the search keys that go with a name."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from vclinic.domain.resident import Enrolment, Resident
from vclinic.forms.document import from_json, to_json
from vclinic.storage.search_index import index_resident, index_residents
from vclinic.storage.tables import EnrolmentRow, ResidentRow
from vclinic.storage.unit_of_work import UnitOfWork, compact

_LISTS = frozenset(
    (
        "payment_codes drug_allergy_codes exposure_codes past_diseases surgeries traumas transfusions family_father "
        "family_mother family_sibling family_child disability_codes extra"
    ).split()
)

_MEMBERS = """SELECT id, name, id_no, household_id, household_head, village_group, address, relation_code, extra
    FROM resident ORDER BY id"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored resident with the revision to base a change on."""

    id: str
    resident: Resident
    revision: int


def columns(resident: Resident) -> dict[str, Any]:
    """A resident as the columns of a row; the other way round is `from_row`."""
    document = to_json(replace(resident, extra=()))
    made = {name: compact(value) if name in _LISTS else value for name, value in document.items()}
    made["extra"] = compact(dict(resident.extra))
    return made


def from_row(row: ResidentRow) -> Resident:
    """A row as the domain knows it."""
    document: dict[str, Any] = dict(json.loads(row.extra))
    for field in fields(Resident):
        if field.name != "extra":
            value = getattr(row, field.name)
            document[field.name] = json.loads(value) if field.name in _LISTS else value
    return from_json(Resident, document)


def get(session: Session, resident_id: str) -> Kept:
    """One resident.

    Raises:
        LookupError: no such id: a bug, for ids come from our own lists.
    """
    row = session.get(ResidentRow, resident_id)
    if row is None:
        raise LookupError(resident_id)
    return Kept(row.id, from_row(row), row.revision)


def any_record(session: Session) -> bool:
    """Whether anybody has a record, closed ones too."""
    return session.exec(select(ResidentRow.id).limit(1)).first() is not None


def by_id_no(session: Session, numbers: Iterable[str]) -> dict[str, Kept]:
    """Residents by ID number; numbers nobody has are left out."""
    residents: dict[str, Kept] = {}
    wanted = [number for number in numbers if number]
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for row in session.exec(select(ResidentRow).where(col(ResidentRow.id_no).in_(part))):
            residents[row.id_no] = Kept(row.id, from_row(row), row.revision)
    return residents


def by_name_and_birth(session: Session, name: str, birth_date: date) -> list[Kept]:
    """Residents without an ID number who have this name and birth date."""
    statement = select(ResidentRow).where(
        ResidentRow.name == name, ResidentRow.birth_date == birth_date.isoformat(), ResidentRow.id_no == ""
    )
    return [Kept(row.id, from_row(row), row.revision) for row in session.exec(statement)]


def by_name(session: Session, names: Iterable[str]) -> dict[str, list[Kept]]:
    """Everybody, closed records too, who has one of these names."""
    residents: dict[str, list[Kept]] = {}
    wanted = list(dict.fromkeys(names))
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for row in session.exec(select(ResidentRow).where(col(ResidentRow.name).in_(part)).order_by(ResidentRow.id)):
            residents.setdefault(row.name, []).append(Kept(row.id, from_row(row), row.revision))
    return residents


def by_number_or_name(session: Session, numbers: Iterable[str], names: Iterable[str]) -> list[Kept]:
    """Everybody, closed records too, who has one of these ID numbers or names, each once, in the order of their ids."""
    rows: dict[str, ResidentRow] = {}
    for column, values in ((ResidentRow.id_no, numbers), (ResidentRow.name, names)):
        wanted = [value for value in dict.fromkeys(values) if value]
        for start in range(0, len(wanted), 500):
            statement = select(ResidentRow).where(col(column).in_(wanted[start : start + 500]))
            rows |= {row.id: row for row in session.exec(statement)}
    return [Kept(row.id, from_row(row), row.revision) for _, row in sorted(rows.items())]


def shared_names(session: Session) -> list[str]:
    """Names that more than one open record bears."""
    statement = (
        select(ResidentRow.name).where(ResidentRow.status == "0").group_by(ResidentRow.name).having(func.count() > 1)
    )
    return sorted(session.exec(statement))


@dataclass(frozen=True, slots=True)
class Member:
    """What a record says of its household; ``extra`` holds what a roster said of it in words."""

    id: str
    name: str
    id_no: str
    household_id: str
    head: str
    group: str
    address: str
    relation: str
    extra: dict[str, Any]


def members(session: Session) -> list[Member]:
    """Everybody with what their record says of their household, closed records too."""
    statement = text(_MEMBERS)  # a village's whole rows take a second, these columns a tenth of one
    return [
        Member(
            id=row.id,
            name=row.name,
            id_no=row.id_no,
            household_id=row.household_id,
            head=row.household_head,
            group=row.village_group,
            address=row.address,
            relation=row.relation_code,
            extra=json.loads(row.extra),
        )
        for row in session.connection().execute(statement)
    ]


def written_on(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """The days on which records were last written (ISO), for showing a value with its day."""
    days: dict[str, str] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        statement = select(ResidentRow.id, ResidentRow.recorded_at).where(col(ResidentRow.id).in_(part))
        days |= {resident_id: recorded_at[:10] for resident_id, recorded_at in session.exec(statement)}
    return days


def add_all(work: UnitOfWork, people: Sequence[tuple[str, Resident]]) -> None:
    """Store new residents under the ids given, and what finds them: many at once, for a roster."""
    for resident_id, resident in people:
        work.put(ResidentRow(id=resident_id, **columns(resident)), to_json(resident))
    index_residents(work.session, people)


def save(
    work: UnitOfWork, resident: Resident, resident_id: str = "", base_revision: int = 0, correction_reason: str = ""
) -> str:
    """Store a resident and what finds them; returns the id. ``correction_reason``, why the revision was made, is kept
    with its change."""
    made = resident_id or work.new_id()
    row = ResidentRow(id=made, **columns(resident))
    said = {"correction_reason": correction_reason} if correction_reason else {}
    work.put(row, to_json(resident) | said, base_revision)
    index_resident(work.session, made, resident)
    return made


def households(session: Session) -> dict[tuple[str, str], str]:
    """(head's name, address) → household id, for joining people to a household already known."""
    statement = select(ResidentRow.household_head, ResidentRow.address, ResidentRow.household_id).distinct()
    return {(head, address): household for head, address, household in session.exec(statement) if household}


def household_sizes(session: Session, household_id: str) -> int:
    """How many people with an open record live in a household."""
    if not household_id:
        return 1
    statement = select(func.count()).where(ResidentRow.household_id == household_id, ResidentRow.status == "0")
    return max(1, session.exec(statement).one())


def enrolments(session: Session, resident_id: str) -> list[tuple[str, Enrolment, int]]:
    """(id, entry, revision) of every register entry of a resident."""
    rows = session.exec(select(EnrolmentRow).where(EnrolmentRow.resident_id == resident_id).order_by(EnrolmentRow.id))
    return [(row.id, _enrolment(row), row.revision) for row in rows]


def registers(session: Session, ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The diseases whose registers people have an entry in, ended ones too; whoever has none is left out."""
    wanted = list(dict.fromkeys(ids))
    entered: dict[str, set[str]] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        statement = select(EnrolmentRow.resident_id, EnrolmentRow.disease).where(
            col(EnrolmentRow.resident_id).in_(part)
        )
        for resident_id, disease in session.exec(statement):
            entered.setdefault(resident_id, set()).add(disease)
    return {resident_id: frozenset(diseases) for resident_id, diseases in entered.items()}


def save_enrolment(work: UnitOfWork, enrolment: Enrolment, enrolment_id: str = "", base_revision: int = 0) -> str:
    """Store a register entry; returns its id."""
    made = enrolment_id or work.new_id()
    document = to_json(enrolment)
    work.put(EnrolmentRow(id=made, **document), document, base_revision)
    return made


def _enrolment(row: EnrolmentRow) -> Enrolment:
    document = {field.name: getattr(row, field.name) for field in fields(Enrolment)}
    return from_json(Enrolment, document)
