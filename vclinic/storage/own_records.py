"""Changes of this clinic that the township knows and this store does not: after a restore of an older backup, on a new
computer, from a second one. They are taken in under their own ids, so that nothing is written differently under an id that
exists; what stands against something written here meanwhile is set aside and listed, never written over."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, text as sql
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, func, select

from vclinic.domain import entities
from vclinic.domain.conflict import ANSWERS, CONFLICT
from vclinic.domain.problem import Expected
from vclinic.storage import other_versions, own_rows, search_index
from vclinic.storage.ids import TAG_LENGTH
from vclinic.storage.store import Store
from vclinic.storage.tables import ChangeRow, Meta, ReceiptRow, ResidentRow, StockMovementRow, Synced
from vclinic.storage.unit_of_work import compact

WANTED, CURSOR, ASIDE, COMING = "own_wanted", "own_cursor", "own_set_aside", "own_coming"
PLACE = "own_place"  # how far the other computers had been heard when this store was restored; "" where all is told
RESTORED, NEW, WHOLE = "restored", "new", "whole"  # why they are wanted; whole: what is here has gaps
_KEPT_ANOTHER = frozenset(("conflict", "id_conflict"))  # the township has another change in the place of these
_CANNOT = (DatabaseError, Expected, ValueError, KeyError, TypeError, LookupError, AttributeError)


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


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of some changes: ``new`` were taken in, ``known`` were there, ``aside`` stand against what is here."""

    new: int = 0
    known: int = 0
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """How far a fetching of everything has come, kept with each page of it.

    Attributes:
        done: changes that came. left: those that follow. start: how many had come when this go at it ``began``.
        kinds: how many records of each kind the township has, where it said so. at: moment of the last page.
    """

    done: int
    left: int
    start: int
    began: str
    at: str
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of the whole: as in `Coming`."""

    left: int
    kinds: Mapping[str, int]
    began: datetime


def coming(store: Store) -> Coming | None:
    """How far the last fetching of everything came; None before its first page."""
    told = store.meta(COMING).get(COMING, "")
    return Coming(**json.loads(told)) if told else None


def people_here(session: Session) -> int:
    """How many residents are in this store."""
    return session.exec(select(func.count()).select_from(ResidentRow)).one()


def wanted(store: Store) -> str:
    """Why this store wants its own changes from the township; empty when it does not."""
    return store.meta(WANTED).get(WANTED, "")


def want(store: Store, why: str) -> None:
    """From the first round on, ask the township for what it knows and this store does not. A store that was still asking
    holds less than up to its newest ids, so that everything is asked for again."""
    asking = wanted(store)
    place = str(cursor(store)) if why == RESTORED and not asking else ""
    store.set_meta({WANTED: WHOLE if asking else why, CURSOR: "0", COMING: "", PLACE: place})


def cursor(store: Store) -> int:
    """How far the township has been asked."""
    return int(store.meta(CURSOR).get(CURSOR) or 0)


def place(store: Store) -> int | None:
    """From where on the other computers are to be heard once more after a restore. What one of them sent may have come to
    the township in another order than it was written in, so that its newest id here says nothing of the smaller ones."""
    kept = store.meta(PLACE).get(PLACE, "")
    return int(kept) if kept else None


def forget_place(session: Session) -> None:
    """The township gives its numbers anew: what other computers sent is asked for from the beginning."""
    if not session.exec(select(Meta.value).where(Meta.key == WANTED)).first():
        session.merge(Meta(key=CURSOR, value="0"))


def newest_of_each_tag(session: Session) -> dict[str, str]:
    """Device tag → its newest change id here; a log holds all ids of a tag up to its newest."""
    query = f"SELECT substr(id, 1, {TAG_LENGTH}), max(length(id)), max(id) FROM change GROUP BY 1"  # noqa: S608 - a number
    return {str(tag): str(last) for tag, _, last in session.connection().execute(sql(query))}


def set_aside(store: Store) -> list[OwnChange]:
    """Changes of the township's that could not be taken in, for the doctor to look at."""
    return [OwnChange(**document) for document in json.loads(store.meta(ASIDE).get(ASIDE) or "[]")]


def untold(store: Store) -> list[OwnChange]:
    """What is set aside and nobody is asked about yet: a record whose two versions wait side by side is told there."""
    aside = set_aside(store)
    if not aside:
        return []
    with store.read() as session:
        asked = {version.entity_id for version in other_versions.unanswered(session)}
    return [change for change in aside if change.entity_id not in asked]


def take(
    store: Store, changes: Sequence[OwnChange], upto: int, at: datetime, *, last: bool, told: PageFacts | None = None
) -> Taken:
    """Take a page in, keep how far it came, and try again what waited for a parent; all in one transaction.

    Args:
        upto: the township's number of the last of them.
        told: of the whole that is fetched, for who waits.
        last: nothing follows that this store must have; only what other computers send is fetched in pieces.
    """
    waiting, before_it = set_aside(store), coming(store)
    with store.local() as session:
        settled = _settled(session, [change.id for change in changes])
        held = {change.id for change in waiting}  # asked for again from the beginning, they come once more
        fresh = [change for change in changes if change.id not in settled and change.id not in held]
        taken, aside = Taken(known=len(changes) - len(fresh)), [*waiting, *fresh]
        if fresh and not waiting and _taken_at_once(session, fresh, at):
            taken, aside = replace(taken, new=len(fresh)), []
        before = -1
        while aside and len(aside) != before:  # a parent may come after its child
            before = len(aside)
            one, aside = _pass(session, aside, at)
            taken = Taken(taken.new + one.new, taken.known + one.known)
        kept = {
            WANTED: "" if last else RESTORED,
            CURSOR: str(upto),
            ASIDE: compact([asdict(change) for change in aside]),
        }
        if told is not None:
            kept[COMING] = compact(asdict(_further(before_it, len(changes), told, at)))
        for name, value in kept.items():
            session.merge(Meta(key=name, value=value))
    return replace(taken, aside=len(aside))


def _further(before: Coming | None, came: int, told: PageFacts, at: datetime) -> Coming:
    began, done = told.began.isoformat(), before.done if before is not None else 0
    return Coming(
        done=done + came,
        left=told.left,
        start=before.start if before is not None and before.began == began else done,
        began=began,
        at=at.isoformat(),
        kinds=told.kinds or (before.kinds if before is not None else {}),
    )


def _settled(session: Session, ids: Sequence[str]) -> set[str]:
    """Which changes are here with their receipts: a second computer asks again for what it had before a break."""
    settled: set[str] = set()
    for start in range(0, len(ids), 500):
        here = select(ReceiptRow.change_id).where(col(ReceiptRow.change_id).in_(ids[start : start + 500]))
        settled.update(session.exec(here))
    return settled


def _taken_at_once(session: Session, changes: Sequence[OwnChange], at: datetime) -> bool:
    """Write a page on which nothing is known, refused or in the wrong order with a statement a table; or nothing of it,
    and each goes its own way."""
    try:
        with session.begin_nested():
            _write_all(session, changes, at)
    except _CANNOT:
        return False
    return True


def _write_all(session: Session, changes: Sequence[OwnChange], at: datetime) -> None:
    run = session.connection().execute
    newest: dict[str, OwnChange] = {}
    for change in changes:
        if change.code in _KEPT_ANOTHER and change.state == "refused":
            raise LookupError(change.id)
        if change.entity_id not in newest or change.revision > newest[change.entity_id].revision:
            newest[change.entity_id] = change
    if _unsettled(session, list(newest)):
        raise LookupError("unsettled")
    run(insert(_table(ChangeRow)), [_entry(change) for change in changes])
    by_kind: dict[type[Synced], list[dict[str, Any]]] = {}
    for change in newest.values():
        kind, values = _values(change)
        by_kind.setdefault(kind, []).append(values)
    for declared in entities.ENTITIES:  # parents before what hangs on them
        for kind in [kind for kind in by_kind if kind.entity() == declared.name]:
            _write_rows(session, kind, by_kind[kind])
    movements = [movement for change in changes for movement in _movements(change)]
    if movements:
        run(insert(_table(StockMovementRow)), movements)
    residents = {change.entity_id: change for change in changes if change.entity == "resident"}
    search_index.index_residents(
        session, [(key, own_rows.resident_of(change.data)) for key, change in residents.items()]
    )
    run(insert(_table(ReceiptRow)), [_receipt(change, at) for change in changes])


def _write_rows(session: Session, kind: type[Synced], rows: Sequence[dict[str, Any]]) -> None:
    there: set[str] = set()
    for start in range(0, len(rows), 500):
        ids = [row["id"] for row in rows[start : start + 500]]
        there.update(session.exec(select(kind.id).where(col(kind.id).in_(ids))))
    fresh = [row for row in rows if row["id"] not in there]
    if fresh:
        session.connection().execute(insert(_table(kind)), fresh)
    for row in rows:
        if row["id"] in there:
            _replace(session, kind(**row))
    session.flush()


def _table(kind: Any) -> Table:
    return kind.__table__


def _pass(session: Session, changes: Iterable[OwnChange], at: datetime) -> tuple[Taken, list[OwnChange]]:
    """One go over the changes in their order; what cannot be taken in now is given back."""
    new = known = 0
    left: list[OwnChange] = []
    stopped: dict[str, int] = {}  # record → a revision that is left: a later one would pass over it
    for change in changes:
        if _is_known(session, change, at):
            known += 1
        elif change.code in _KEPT_ANOTHER and change.state == "refused":
            known += 1  # the township kept another revision in its place
        elif (
            change.revision < stopped.get(change.entity_id, change.revision + 1)
            and not _unsettled(session, [change.entity_id])
            and _taken(session, change, at)
        ):
            new += 1
        else:
            stopped[change.entity_id] = min(change.revision, stopped.get(change.entity_id, change.revision))
            left.append(change)
    return Taken(new, known), left


def _is_known(session: Session, change: OwnChange, at: datetime) -> bool:
    there = session.exec(select(ChangeRow.entity_id, ChangeRow.revision).where(ChangeRow.id == change.id)).first()
    if there is None:
        return other_versions.is_answered(session, change.entity_id, change.revision)
    if session.get(ReceiptRow, change.id) is None:
        session.add(ReceiptRow(**_receipt(change, at)))
        session.flush()
    return True


def _taken(session: Session, change: OwnChange, at: datetime) -> bool:
    """Write a change with its rows and its receipt, or nothing of it."""
    try:
        with session.begin_nested():
            _write(session, change, at)
    except _CANNOT:
        return False
    return True


def _write(session: Session, change: OwnChange, at: datetime) -> None:
    for passed in _passed(session, change):
        _write(session, passed, at)
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
    session.add(ReceiptRow(**_receipt(change, at)))
    session.flush()


def _unsettled(session: Session, ids: Sequence[str]) -> bool:
    """Whether the newest version here of one of these records is not the township's (yet): nothing goes over it, however the
    numbers fit, before the township has said whether it counts."""
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = {f"r{place}": key for place, key in enumerate(part)}
        query = f"""SELECT 1 FROM change c LEFT JOIN receipt r ON r.change_id = c.id
            WHERE c.entity_id IN ({", ".join(f":{mark}" for mark in marks)})
            AND (r.change_id IS NULL OR (r.state = 'refused' AND r.code = '{CONFLICT}'))
            AND NOT EXISTS (SELECT 1 FROM change l WHERE l.entity_id = c.entity_id AND l.revision > c.revision) LIMIT 1"""  # noqa: S608 - marks, no values
        if session.connection().execute(sql(query), marks).first() is not None:
            return True
    return False


def _passed(session: Session, change: OwnChange) -> list[OwnChange]:
    """Versions that an answer was made from and the township had refused: nothing can follow on a number that is not here."""
    answers = change.data.get(ANSWERS)
    told = cast("list[dict[str, Any]]", cast("dict[str, Any]", answers).get("passed", [])) if answers else []
    here = set(session.exec(select(ChangeRow.revision).where(ChangeRow.entity_id == change.entity_id)))
    return [OwnChange(**document) for document in told if document["revision"] not in here]


def adopt(session: Session, changes: Iterable[OwnChange], at: datetime) -> None:
    """Take in what another computer of the clinic wrote, within the caller's transaction: all of it, or the fault."""
    for change in changes:
        _write(session, change, at)


def pass_over(session: Session, entity_id: str, upto: int) -> None:
    """What was set aside of a record up to a revision is answered: it waits no longer, and holds up nothing after it."""
    row = session.get(Meta, ASIDE)
    aside: list[dict[str, Any]] = json.loads(row.value or "[]") if row is not None else []
    left = [change for change in aside if change["entity_id"] != entity_id or change["revision"] > upto]
    if row is not None and len(left) != len(aside):
        row.value = compact(left)


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


def _receipt(change: OwnChange, at: datetime) -> dict[str, Any]:
    return {
        "change_id": change.id,
        "state": "refused" if change.state == "refused" else "stored",
        "code": change.code,
        "field": change.field,
        "text": change.text,
        "received_at": at.isoformat(timespec="seconds"),
    }
