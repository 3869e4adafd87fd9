"""Changes of this clinic that the township knows and this store does not: after a restore of an older backup, on a new
computer, from a second one. They are taken in under their own ids, so that nothing is written differently under an id that
exists; what stands against something written here meanwhile is set aside and listed, never written over."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from vclinic.domain.problem import Expected
from vclinic.storage import other_versions, own_progress, own_writing
from vclinic.storage.own_progress import PageFacts
from vclinic.storage.own_writing import OwnChange
from vclinic.storage.store import Store
from vclinic.storage.tables import ChangeRow, Meta, ReceiptRow
from vclinic.storage.unit_of_work import compact

ASIDE = "own_set_aside"
_CANNOT = (DatabaseError, Expected, ValueError, KeyError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of some changes: ``new`` were taken in, ``known`` were there, ``aside`` stand against what is here."""

    new: int = 0
    known: int = 0
    aside: int = 0


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
    waiting, before_it = set_aside(store), own_progress.coming(store)
    with store.local() as session:
        settled = own_writing.ids_there(session, ReceiptRow, "change_id", [change.id for change in changes])
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
        session.merge(Meta(key=ASIDE, value=compact([asdict(change) for change in aside])))
        coming = None if told is None else own_progress.further(before_it, len(changes), told, at)
        own_progress.keep(session, upto, last=last, coming=coming)
    return replace(taken, aside=len(aside))


def _taken_at_once(session: Session, changes: Sequence[OwnChange], at: datetime) -> bool:
    """Write a page on which nothing is known, refused or in the wrong order with a statement a table; or nothing of it,
    and each goes its own way."""
    try:
        with session.begin_nested():
            own_writing.write_all(session, changes, at)
    except _CANNOT:
        return False
    return True


def _pass(session: Session, changes: Iterable[OwnChange], at: datetime) -> tuple[Taken, list[OwnChange]]:
    """One go over the changes in their order; what cannot be taken in now is given back."""
    new = known = 0
    left: list[OwnChange] = []
    stopped: dict[str, int] = {}  # record → a revision that is left: a later one would pass over it
    for change in changes:
        if _is_known(session, change, at):
            known += 1
        elif change.is_passed_over:
            known += 1  # the township kept another revision in its place
        elif (
            change.revision < stopped.get(change.entity_id, change.revision + 1)
            and not own_writing.unsettled(session, [change.entity_id])
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
        session.add(ReceiptRow(**own_writing.receipt(change, at)))
        session.flush()
    return True


def _taken(session: Session, change: OwnChange, at: datetime) -> bool:
    """Write a change with its rows and its receipt, or nothing of it."""
    try:
        with session.begin_nested():
            own_writing.write(session, change, at)
    except _CANNOT:
        return False
    return True


def adopt(session: Session, changes: Iterable[OwnChange], at: datetime) -> None:
    """Take in what another computer of the clinic wrote, within the caller's transaction: all of it, or the fault."""
    for change in changes:
        own_writing.write(session, change, at)


def pass_over(session: Session, entity_id: str, upto: int) -> None:
    """What was set aside of a record up to a revision is answered: it waits no longer, and holds up nothing after it."""
    row = session.get(Meta, ASIDE)
    aside: list[dict[str, Any]] = json.loads(row.value or "[]") if row is not None else []
    left = [change for change in aside if change["entity_id"] != entity_id or change["revision"] > upto]
    if row is not None and len(left) != len(aside):
        row.value = compact(left)
