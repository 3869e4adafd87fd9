"""Years of visits in a sample village, written many at a time: the sample's own courses cover the last months only."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, select

from vclinic.diseases import DISEASES
from vclinic.services.workstation import Workstation
from vclinic.storage.tables import ChangeRow, FollowUpRow
from vclinic.storage.unit_of_work import UnitOfWork, compact

_A_COMMIT = 4_000  # visits
_QUARTER = timedelta(days=91)
_MANAGED = "SELECT resident_id, disease FROM care WHERE managed = 1 ORDER BY resident_id, disease"


def grow(station: Workstation, years: int, seed: int = 1) -> int:
    """Four visits a year for everybody under management, each like the one visit of that disease the village has.

    Returns:
        How many were written.
    """
    rng = random.Random(seed)
    with station.store.read() as session:
        patterns = {visit.disease: visit for disease in DISEASES for visit in _pattern(session, disease.key)}
        managed = session.connection().execute(sql(_MANAGED)).all()
    todo = [
        (patterns[disease], resident_id, visited_on, good)
        for resident_id, disease in managed
        if disease in patterns
        for visited_on, good in _days(rng, station.clock.today(), years)
    ]
    for start in range(0, len(todo), _A_COMMIT):
        with station.store.act(station.doctor.id, station.clock.now()) as work:
            written = [_visit(work, *visit) for visit in todo[start : start + _A_COMMIT]]
            _insert(work, "change", [change for _, change in written])
            _insert(work, "follow_up", [visit for visit, _ in written])
    return len(todo)


def _days(rng: random.Random, today: date, years: int) -> Iterator[tuple[date, bool]]:
    """The newest visit first: four of five people are well and come every quarter, the others come again soon."""
    good = rng.random() < 0.8
    day = today - timedelta(days=rng.randint(1, 96) if good else rng.randint(2, 20))
    for _ in range(4 * years):
        yield day, good
        day, good = day - _QUARTER, True


def _pattern(session: Session, disease: str) -> list[FollowUpRow]:
    return list(session.exec(select(FollowUpRow).where(FollowUpRow.disease == disease).limit(1)))


def _visit(
    work: UnitOfWork, pattern: FollowUpRow, resident_id: str, visited_on: date, good: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of a visit and of its change."""
    due = (visited_on + (_QUARTER if good else timedelta(days=14))).isoformat()
    visit_id, change_id, visit_class = work.new_id(), work.new_id(), "1" if good else "2"
    record = json.loads(pattern.record)
    record |= {"visit_date": visited_on.isoformat(), "next_visit_date": due, "visit_class": visit_class}
    judged = json.loads(pattern.assessment) | {"next_visit_date": due, "satisfied": good, "visit_class": visit_class}
    visit = pattern.model_dump() | {
        "id": visit_id,
        "change_id": change_id,
        "revision": 1,
        "recorded_at": work.recorded_at,
        "resident_id": resident_id,
        "visited_on": visited_on.isoformat(),
        "next_visit_on": due,
        "visit_class": visit_class,
        "satisfied": int(good),
        "action": "ROUTINE" if good else "ADJUST",
        "record": compact(record),
        "assessment": compact(judged),
    }
    payload = {"resident_id": resident_id, "record": record, "assessment": judged, "status": "valid"}
    for name in ("disease", "form_id", "form_version", "rule_set_id", "doctor_id", "doctor_name"):
        payload[name] = visit[name]
    change = {
        "id": change_id, "act": work.act, "entity": "follow_up", "entity_id": visit_id, "revision": 1,
        "base_revision": 0, "recorded_at": work.recorded_at, "recorded_by": work.by, "payload": compact(payload),
    }  # fmt: skip
    return visit, change


def _insert(work: UnitOfWork, table: str, rows: list[dict[str, Any]]) -> None:
    columns = {"change": ChangeRow, "follow_up": FollowUpRow}[table].model_fields.keys() & rows[0].keys()
    names = sorted(columns)
    values = ", ".join(f":{name}" for name in names)
    query = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"  # noqa: S608 - our own names
    work.session.connection().execute(sql(query), rows)
