"""The village's residents: residents as lists show them, with their registers and earliest next visit, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session

from vclinic.domain import codes
from vclinic.storage.unit_of_work import compact

_COLUMNS = """
    SELECT r.id, r.name, r.sex_code, r.birth_date, r.id_no, r.phone, r.village_group, r.household_head, r.address,
        r.household_id, r.relation_code, r.status,
        (SELECT group_concat(disease, ' ') FROM care
            WHERE resident_id = r.id AND enrolled_on IS NOT NULL AND ended_on IS NULL) AS diseases,
        (SELECT min(next_visit_on) FROM care WHERE resident_id = r.id AND ended_on IS NULL) AS due_on
    FROM resident r
"""
_ORDER = "r.status, r.village_group, r.household_head, r.household_id, r.relation_code <> '02', r.birth_date, r.id"
"""How a list stands; the index ``resident_roll`` has the same columns."""

_CARDS = """
    SELECT id, name, sex_code, birth_date, village_group, household_head, address, household_id
    FROM resident INDEXED BY resident_card WHERE id IN (SELECT value FROM json_each(:ids))
"""
_PHONES = "SELECT id, phone, contact_phone FROM resident WHERE id IN (SELECT value FROM json_each(:ids))"


@dataclass(frozen=True, slots=True)
class Card:
    """Who somebody is and where they live: what a long list shows of each."""

    id: str
    name: str
    sex_code: str
    birth_date: date
    village_group: str
    household_head: str
    address: str
    household_id: str


def phones(session: Session, resident_ids: Iterable[str]) -> dict[str, str]:
    """Telephone numbers of some residents by id, the contact's where there is no own."""
    answers = session.connection().execute(sql(_PHONES), {"ids": compact(list(resident_ids))})
    return {row[0]: row[1] or row[2] for row in answers if row[1] or row[2]}


def cards(session: Session, resident_ids: Iterable[str]) -> dict[str, Card]:
    """Cards of some residents by id, read from an index that holds nothing else."""
    answers = session.connection().execute(sql(_CARDS), {"ids": compact(list(resident_ids))})
    return {
        row[0]: Card(
            row[0],
            row[1],
            sex_code=row[2],
            birth_date=date.fromisoformat(row[3]),
            village_group=row[4],
            household_head=row[5],
            address=row[6],
            household_id=row[7],
        )
        for row in answers.all()
    }


@dataclass(frozen=True, slots=True)
class ListedResident:
    """One line of a list of residents."""

    id: str
    name: str
    sex_code: str
    birth_date: date
    id_no: str
    phone: str
    village_group: str
    household_head: str
    address: str
    household_id: str
    relation_code: str
    closed: bool
    diseases: tuple[str, ...]
    due_on: date | None


def rows(session: Session, resident_ids: Iterable[str]) -> list[ListedResident]:
    """The lines of some residents, in no order."""
    query = f"{_COLUMNS} WHERE r.id IN (SELECT value FROM json_each(:ids))"  # noqa: S608 - our own names
    answers = session.connection().execute(sql(query), {"ids": compact(list(resident_ids))})
    return [_row(row) for row in answers.all()]


def page(session: Session, group: str, disease: str, after: str, limit: int) -> list[ListedResident]:
    """The list of residents by group, address and household, heads first; ``group`` and ``disease`` empty for all.

    Args:
        after: the id of the last resident of the page before, so that a far page is found as quickly as the first;
            empty for the first page. Nobody stands after somebody who is not there.
    """
    run = session.connection().execute
    parameters: dict[str, Any] = {"group": group, "disease": disease, "limit": limit}
    begin = "true"
    if after:
        last = run(sql(f"SELECT {_ORDER} FROM resident r WHERE r.id = :after"), {"after": after}).first()  # noqa: S608
        if last is None:
            return []
        # as values: a subquery would be compared by its first column alone, and half the village read
        parameters |= {f"k{place}": value for place, value in enumerate(last)}
        begin = f"({_ORDER}) > ({', '.join(f':k{place}' for place in range(len(last)))})"
    # the index alone says who is on the page; only they are read
    query = f"""{_COLUMNS} WHERE r.id IN (SELECT r.id FROM resident r
            WHERE {begin} AND (:group = '' OR r.village_group = :group)
            AND (:disease = '' OR EXISTS (SELECT 1 FROM care c WHERE c.resident_id = r.id AND c.disease = :disease
                AND c.enrolled_on IS NOT NULL AND c.ended_on IS NULL))
            ORDER BY {_ORDER} LIMIT :limit)
        ORDER BY {_ORDER}"""  # noqa: S608 - no outside text
    return [_row(row) for row in run(sql(query), parameters).all()]


def recent(session: Session, limit: int) -> list[ListedResident]:
    """People opened last on this machine, newest first."""
    query = sql("SELECT resident_id FROM seen ORDER BY seen_at DESC LIMIT :limit")
    ids = [row[0] for row in session.connection().execute(query, {"limit": limit})]
    by_id = {row.id: row for row in rows(session, ids)}
    return [by_id[resident_id] for resident_id in ids if resident_id in by_id]


def seen_at(session: Session, resident_ids: Iterable[str]) -> dict[str, datetime]:
    """When residents were opened last; those who were not are left out."""
    query = sql("SELECT resident_id, seen_at FROM seen WHERE resident_id IN (SELECT value FROM json_each(:ids))")
    rows = session.connection().execute(query, {"ids": compact(list(resident_ids))})
    return {resident_id: datetime.fromisoformat(at) for resident_id, at in rows}


def note_seen(session: Session, resident_id: str, at: datetime) -> None:
    """Remember that a resident was opened now; the newest 200 are kept."""
    connection = session.connection()
    connection.execute(
        sql("INSERT OR REPLACE INTO seen (resident_id, seen_at) VALUES (:id, :at)"),
        {"id": resident_id, "at": at.isoformat(timespec="seconds")},
    )
    connection.execute(
        sql("DELETE FROM seen WHERE resident_id NOT IN (SELECT resident_id FROM seen ORDER BY seen_at DESC LIMIT 200)")
    )


def count(session: Session) -> int:
    """Open records."""
    return session.connection().execute(sql("SELECT count(*) FROM resident WHERE status = '0'")).scalar_one()


def groups(session: Session) -> list[str]:
    """Village groups that occur, in order."""
    query = sql("SELECT DISTINCT village_group FROM resident WHERE village_group <> '' ORDER BY village_group")
    return in_order(row[0] for row in session.connection().execute(query))


def in_order(groups: Iterable[str]) -> list[str]:
    """Village groups as they are counted: 一组, 二组, 三组."""
    numerals = "一二三四五六七八九十"
    return sorted(groups, key=lambda group: (numerals.find(group[0]) % 99, group))


_PLACE = {code: place for place, (code, _) in enumerate(codes.DISEASE.options)}


def registers(codes: Iterable[str]) -> tuple[str, ...]:
    """Registers in the order of the code list; those of a newer program last."""
    return tuple(sorted(codes, key=lambda code: _PLACE.get(code, len(_PLACE))))


def _row(row: Sequence[Any]) -> ListedResident:
    return ListedResident(
        id=row[0],
        name=row[1],
        sex_code=row[2],
        birth_date=date.fromisoformat(row[3]),
        id_no=row[4],
        phone=row[5],
        village_group=row[6],
        household_head=row[7],
        address=row[8],
        household_id=row[9],
        relation_code=row[10],
        closed=row[11] != "0",
        diseases=registers(row[12].split()) if row[12] else (),
        due_on=date.fromisoformat(row[13]) if row[13] else None,
    )
