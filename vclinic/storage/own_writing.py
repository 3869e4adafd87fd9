"""How changes that the township gives back become rows again: a page with a statement a table, or one change by itself.
Both write all of it, or leave the fault to the caller, who takes it back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, text as sql
from sqlmodel import Session, SQLModel, select

from vclinic.domain import entities
from vclinic.domain.conflict import ANSWERS, CONFLICT
from vclinic.storage import own_rows, search_index
from vclinic.storage.tables import ChangeRow, ReceiptRow, ResidentRow, StockMovementRow, Synced
from vclinic.storage.unit_of_work import compact

_KEPT_ANOTHER = frozenset(("conflict", "id_conflict"))
_UNSETTLED = sql(
    f"""SELECT 1 FROM json_each(:ids) k CROSS JOIN change c ON c.entity_id = k.value
    LEFT JOIN receipt r ON r.change_id = c.id
    WHERE (r.change_id IS NULL OR (r.state = 'refused' AND r.code = '{CONFLICT}'))
    AND NOT EXISTS (SELECT 1 FROM change l WHERE l.entity_id = c.entity_id AND l.revision > c.revision) LIMIT 1"""  # noqa: S608 - a code of ours
)


class _Searched(NamedTuple):
    name: str
    id_no: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change as the township has it, with its receipt's ``state``, ``code``, ``field`` and ``text``."""

    id: str
    act: str
    entity: str
    entity_id: str
    revision: int
    base_revision: int
    recorded_at: str
    recorded_by: str
    data: Mapping[str, Any]
    state: str = "stored"
    code: str = ""
    field: str = ""
    text: str = ""

    @property
    def is_passed_over(self) -> bool:
        """Whether the township has another change in the place of this one."""
        return self.state == "refused" and self.code in _KEPT_ANOTHER


def write_all(session: Session, changes: Sequence[OwnChange], at: datetime) -> None:
    """Write a page on which nothing is known, passed over or in the wrong order, with a statement a table.

    Raises:
        DatabaseError, Expected, ValueError, KeyError, TypeError, LookupError, AttributeError: it is not such a page.
    """
    newest: dict[str, OwnChange] = {}
    for change in changes:
        if change.is_passed_over:
            raise LookupError(change.id)
        if change.entity_id not in newest or change.revision > newest[change.entity_id].revision:
            newest[change.entity_id] = change
    if unsettled(session, list(newest)):
        raise LookupError("unsettled")
    _insert(session, ChangeRow, [_entry(change) for change in changes])
    by_kind: dict[type[Synced], list[dict[str, Any]]] = {}
    for change in newest.values():
        kind, values = _values(change)
        by_kind.setdefault(kind, []).append(values)
    for declared in entities.ENTITIES:  # parents before what hangs on them
        for kind in [kind for kind in by_kind if kind.entity() == declared.name]:
            _write_rows(session, kind, by_kind[kind])
    _insert(session, StockMovementRow, [movement for change in changes for movement in _movements(change)])
    people = [(row["id"], _Searched(row["name"], row["id_no"], row["phone"])) for row in by_kind.get(ResidentRow, ())]
    search_index.index_residents(session, people)
    _insert(session, ReceiptRow, [receipt(change, at) for change in changes])


def _write_rows(session: Session, kind: type[Synced], rows: Sequence[dict[str, Any]]) -> None:
    there = ids_there(session, kind, "id", [row["id"] for row in rows])
    fresh = [row for row in rows if row["id"] not in there]
    _insert(session, kind, fresh)
    for row in rows:
        if row["id"] in there:
            _replace(session, kind(**row))
    session.flush()


def write(session: Session, change: OwnChange, at: datetime) -> None:
    """Write one change with its rows, its movements in the stock and its receipt; raises as `write_all`."""
    for passed in _passed(session, change):
        write(session, passed, at)
    row = _row(change)
    session.add(ChangeRow(**_entry(change)))
    session.flush()
    if session.get(type(row), row.id) is None:
        session.add(row)
    else:
        _replace(session, row)
    session.flush()
    for movement in _movements(change):
        session.add(StockMovementRow(**movement))
        session.flush()
    if change.entity == "resident":
        search_index.index_resident(session, change.entity_id, own_rows.resident_of(change.data))
    session.add(ReceiptRow(**receipt(change, at)))
    session.flush()


def _passed(session: Session, change: OwnChange) -> list[OwnChange]:
    """Versions that an answer was made from and the township had refused: nothing can follow on a number that is not here."""
    answers = change.data.get(ANSWERS)
    told = cast("list[dict[str, Any]]", cast("dict[str, Any]", answers).get("passed", [])) if answers else []
    here = set(session.exec(select(ChangeRow.revision).where(ChangeRow.entity_id == change.entity_id)))
    return [OwnChange(**document) for document in told if document["revision"] not in here]


def _replace(session: Session, row: Synced) -> None:
    """Write a newer revision over the row that stands there; an older one leaves it."""
    current = session.get_one(type(row), row.id)
    if current.revision < row.revision:
        for name in type(row).model_fields:
            setattr(current, name, getattr(row, name))


def _row(change: OwnChange) -> Synced:
    kind, values = _values(change)
    return kind(**values)


def _values(change: OwnChange) -> tuple[type[Synced], dict[str, Any]]:
    """The kind of row a change writes, and its columns."""
    made = own_rows.values_of(change.entity, change.entity_id, change.data)
    if made is None:
        raise LookupError(change.entity)
    kind, values = made
    return kind, values | {
        "revision": change.revision, "change_id": change.id, "recorded_at": change.recorded_at
    }  # fmt: skip


def unsettled(session: Session, ids: Sequence[str]) -> bool:
    """Whether the newest version here of one of these records is not the township's (yet): nothing goes over it, however the
    numbers fit, before the township has said whether it counts."""
    return session.connection().execute(_UNSETTLED, {"ids": json.dumps(ids)}).first() is not None


def ids_there(session: Session, kind: type[SQLModel], column: str, ids: Sequence[str]) -> set[str]:
    """Which of some values a column has."""
    query = sql(f"SELECT {column} FROM {_table(kind).name} WHERE {column} IN (SELECT value FROM json_each(:ids))")  # noqa: S608 - our own names
    return set(session.connection().execute(query, {"ids": json.dumps(ids)}).scalars())


def _insert(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows with the same columns, by one prepared statement: a page holds thousands, and what a statement of the library
    does for each of them costs more than the writing."""
    if not rows:
        return
    names = tuple(rows[0])
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {_table(kind).name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names
    columns = cast("Callable[[Mapping[str, Any]], tuple[Any, ...]]", itemgetter(*names))
    session.connection().exec_driver_sql(statement, [columns(row) for row in rows])


def _entry(change: OwnChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "act": change.act,
        "entity": change.entity,
        "entity_id": change.entity_id,
        "revision": change.revision,
        "base_revision": change.base_revision,
        "recorded_at": change.recorded_at,
        "recorded_by": change.recorded_by,
        "payload": compact(change.data),
    }


def _movements(change: OwnChange) -> list[dict[str, Any]]:
    return [
        {
            "batch_id": batch_id,
            "kind": kind,
            "quantity": quantity,
            "moved_on": moved_on,
            "source_id": change.entity_id,
            "line_no": line_no,
            "change_id": change.id,
            "recorded_at": change.recorded_at,
        }
        for batch_id, kind, quantity, moved_on, line_no in own_rows.movements_of(change.entity, change.data)
    ]


def receipt(change: OwnChange, at: datetime) -> dict[str, Any]:
    """The columns of a change's receipt, which came ``at`` that moment."""
    return {
        "change_id": change.id,
        "state": "refused" if change.state == "refused" else "stored",
        "code": change.code,
        "field": change.field,
        "text": change.text,
        "received_at": at.isoformat(timespec="seconds"),
    }


def _table(kind: Any) -> Table:
    return kind.__table__
