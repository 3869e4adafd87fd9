"""Search keys are made by rules that change; a store whose keys are of an earlier kind gets them anew, in pieces."""

from collections.abc import Callable

from sqlalchemy import text as sql
from sqlmodel import col, select

from vclinic.storage.search_index import name_keys
from vclinic.storage.store import Store
from vclinic.storage.tables import ResidentRow

KIND, PRESENT = "search_keys", "2"  # 2: of the name made even, so that look-alike characters are found
_REACHED, _PIECE = "search_keys_reached", 500
_INSERT = "INSERT OR IGNORE INTO name_key (key, resident_id, rank) VALUES (:key, :id, :rank)"


def _nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def bring_up(store: Store, progress: Callable[[int, int], None] = _nobody) -> int:
    """Make the keys of every name anew where they are of an earlier kind; how many people were gone through. What a
    piece has done is kept: a program that is closed meanwhile goes on from there.

    Args:
        progress: called after each piece with (people done, people in all).
    """
    facts = store.meta(KIND, _REACHED)
    if facts.get(KIND) == PRESENT:
        return 0
    kind, _, reached = facts.get(_REACHED, "").partition(" ")
    reached = reached if kind == PRESENT else ""
    with store.read() as session:
        total = session.connection().execute(sql("SELECT count(*) FROM resident WHERE id > :id"), {"id": reached})
        people = int(total.scalar_one())
    done = 0
    while done < people:
        with store.local() as session:
            after = select(ResidentRow.id, ResidentRow.name).where(col(ResidentRow.id) > reached)
            rows = session.exec(after.order_by(col(ResidentRow.id)).limit(_PIECE)).all()
            run = session.connection().execute
            for resident_id, name in rows:
                run(sql("DELETE FROM name_key WHERE resident_id = :id"), {"id": resident_id})
                keys = [{"key": key, "id": resident_id, "rank": rank} for key, rank in name_keys(name).items()]
                if keys:
                    run(sql(_INSERT), keys)
        reached, done = rows[-1][0], done + len(rows)
        store.set_meta({_REACHED: f"{PRESENT} {reached}"})
        progress(done, people)
    store.set_meta({KIND: PRESENT})
    return done
