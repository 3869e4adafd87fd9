"""What every contender has to carry: a village's whole log, a visit edited, twenty, and the records of a working day."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import col, select

from vclinic.services.workstation import Workstation
from vclinic.storage.tables import ChangeRow, FollowUpRow
from vclinic.storage.unit_of_work import compact

DAY = {"follow_up": 20, "dispensing": 30, "resident": 5}
"""Records of a working day."""
_LATER = "SELECT seq FROM change c WHERE entity = :kind AND revision = 1 ORDER BY seq DESC LIMIT :count"
_NOBODY_HANGS_ON = """SELECT c.seq FROM change c WHERE c.entity = 'resident' AND c.revision = 1 AND NOT EXISTS
    (SELECT 1 FROM change o WHERE o.payload LIKE '%' || c.entity_id || '%' AND o.entity_id <> c.entity_id)
    ORDER BY c.seq DESC LIMIT :count"""


@dataclass(frozen=True, slots=True)
class Held:
    """Changes of the log kept back for later, by their place in it."""

    places: tuple[int, ...]


def documents(station: Workstation, after: int = 0) -> list[dict[str, Any]]:
    """The log after a place in it as the documents an ordinary program would send."""
    with station.store.read() as session:
        rows = session.exec(select(ChangeRow).where(col(ChangeRow.seq) > after).order_by(col(ChangeRow.seq)))
        return [row.model_dump(exclude={"seq", "payload"}) | {"data": json.loads(row.payload)} for row in rows]


def chosen(station: Workstation, held: Held) -> list[dict[str, Any]]:
    """The documents that were kept back."""
    with station.store.read() as session:
        rows = session.exec(select(ChangeRow).where(col(ChangeRow.seq).in_(held.places)).order_by(col(ChangeRow.seq)))
        return [row.model_dump(exclude={"seq", "payload"}) | {"data": json.loads(row.payload)} for row in rows]


def last_place(station: Workstation) -> int:
    """Where the log ends."""
    with station.store.read() as session:
        return session.connection().execute(sql("SELECT coalesce(max(seq), 0) FROM change")).scalar_one()


def hold_back_a_day(station: Workstation) -> Held:
    """Take the newest records of a working day out of what waits, as if they were not written yet."""
    with station.store.local() as session:
        connection = session.connection()
        places = [
            place
            for kind, count in DAY.items()
            for place in connection.execute(
                sql(_NOBODY_HANGS_ON if kind == "resident" else _LATER), {"kind": kind, "count": count}
            ).scalars()
        ]
        for place in places:
            connection.execute(sql("DELETE FROM unanswered WHERE seq = :seq"), {"seq": place})
    return Held(tuple(places))


def keep_waiting(station: Workstation, count: int) -> Held:
    """Only the first ``count`` changes wait; the others are kept back."""
    with station.store.local() as session:
        connection = session.connection()
        places = connection.execute(sql("SELECT seq FROM unanswered ORDER BY seq")).scalars().all()[count:]
        for place in places:
            connection.execute(sql("DELETE FROM unanswered WHERE seq = :seq"), {"seq": place})
    return Held(tuple(places))


def let_go(station: Workstation, held: Held) -> None:
    """What was kept back waits to be sent."""
    with station.store.local() as session:
        for place in held.places:
            session.connection().execute(sql("INSERT INTO unanswered (seq) VALUES (:seq)"), {"seq": place})


def edit_visits(station: Workstation, count: int, beat: int, leaving: Held) -> None:
    """Correct the pulse of ``count`` visits that the township has."""
    with station.store.read() as session:
        held = set(session.exec(select(ChangeRow.entity_id).where(col(ChangeRow.seq).in_(leaving.places))))
        visits: Sequence[FollowUpRow] = session.exec(select(FollowUpRow).order_by(col(FollowUpRow.id))).all()
    wanted = [visit for visit in visits if visit.id not in held and "heart_rate" in json.loads(visit.record)][:count]
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        for visit in wanted:
            newest = select(ChangeRow.payload).where(ChangeRow.id == visit.change_id)
            data = json.loads(work.session.exec(newest).one())
            data["record"]["heart_rate"] = beat
            revision = visit.revision
            visit.record = compact(data["record"])
            work.put(FollowUpRow(**visit.model_dump()), data, revision)
