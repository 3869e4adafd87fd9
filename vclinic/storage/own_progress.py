"""How far a store has come with fetching its clinic's own changes from the township: why they are wanted, from where on,
and how much is there. Kept with each page that is taken in."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import text as sql
from sqlmodel import Session, func, select

from vclinic.storage.ids import TAG_LENGTH
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta, ResidentRow
from vclinic.storage.unit_of_work import compact

WANTED, CURSOR, COMING = "own_wanted", "own_cursor", "own_coming"
PLACE = "own_place"  # how far the other computers had been heard when this store was restored; "" where all is told
RESTORED, NEW, WHOLE = "restored", "new", "whole"  # why they are wanted; whole: what is here has gaps


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


def keep(session: Session, upto: int, *, last: bool, coming: Coming | None = None) -> None:
    """Write down, in the transaction of a page, how far it came.

    Args:
        upto: the township's number of the last change of the page.
        last: nothing follows that this store must have.
        coming: of a fetching of everything.
    """
    kept = {WANTED: "" if last else RESTORED, CURSOR: str(upto)}
    if coming is not None:
        kept[COMING] = compact(asdict(coming))
    for name, value in kept.items():
        session.merge(Meta(key=name, value=value))


def further(before: Coming | None, came: int, told: PageFacts, at: datetime) -> Coming:
    """What is said of the whole after a page of ``came`` changes, which followed ``before``."""
    began, done = told.began.isoformat(), before.done if before is not None else 0
    return Coming(
        done=done + came,
        left=told.left,
        start=before.start if before is not None and before.began == began else done,
        began=began,
        at=at.isoformat(),
        kinds=told.kinds or (before.kinds if before is not None else {}),
    )
