"""What revisions of records say, read from the log: the newest, those about a resident, those made with a reason."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from vclinic.domain import entities
from vclinic.domain.dates import beijing_day
from vclinic.domain.entity import Entity
from vclinic.storage.tables import ChangeRow, told_as


def data_of(session: Session, change_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What changes say, by their ids."""
    wanted, data = list(change_ids), dict[str, dict[str, Any]]()
    for start in range(0, len(wanted), 500):
        part = select(ChangeRow.id, ChangeRow.payload).where(col(ChangeRow.id).in_(wanted[start : start + 500]))
        data.update({key: json.loads(payload) for key, payload in session.exec(part)})
    return data


def newest(session: Session, entity: str, entity_id: str) -> dict[str, Any] | None:
    """What the newest revision of a record says, whichever side wrote it; None where there is no such record."""
    declared = entities.by_name(entity)
    if declared is not None and declared.owner == "township":
        told = session.get(told_as(entity), entity_id)
        return None if told is None else json.loads(told.record)
    statement = (
        select(ChangeRow.payload)
        .where(ChangeRow.entity_id == entity_id, ChangeRow.entity == entity)
        .order_by(col(ChangeRow.revision).desc())
        .limit(1)
    )
    payload = session.exec(statement).first()
    return None if payload is None else json.loads(payload)


def named(session: Session, entity: str, data: Mapping[str, Any]) -> str:
    """What a list calls a record: its own title, or that of its first parent; empty where neither has one."""
    declared = entities.by_name(entity)
    if declared is None:
        return ""
    if declared.title:
        return declared.named(data)
    for kind, key in declared.parents_of(data)[:1]:
        parent = newest(session, kind, key)
        return named(session, kind, parent) if parent is not None else ""
    return ""


@dataclass(frozen=True, slots=True)
class Said:
    """The newest revision of a record as its change says it; ``recorded_on`` is the day of that."""

    id: str
    change_id: str
    data: dict[str, Any]
    recorded_on: date


def about_resident(session: Session, entity: Entity, resident_id: str, limit: int) -> list[Said]:
    """The newest revisions of a resident's records of one kind, last made first."""
    query = f"""SELECT t.id, c.id, c.payload, c.recorded_at FROM {entity.name} t JOIN change c ON c.id = t.change_id
        WHERE t.{entity.about} = :id ORDER BY c.seq DESC LIMIT :limit"""  # noqa: S608 - names of our declarations
    rows = session.connection().execute(sql(query), {"id": resident_id, "limit": limit})
    return [
        Said(key, change, json.loads(said), beijing_day(datetime.fromisoformat(at))) for key, change, said, at in rows
    ]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A revision that was made with a reason; ``before`` is what the revision before it said."""

    entity_id: str
    change_id: str
    revision: int
    reason: str
    data: dict[str, Any]
    before: dict[str, Any]
    recorded_on: date

    @property
    def answers(self) -> tuple[str, ...]:
        """What was asked with it and answered, in words."""
        return tuple(str(answer.get("text", "")) for answer in self.data.get("correction_answers", ()))


def corrected(session: Session, entity: str, ids: Iterable[str]) -> list[Corrected]:
    """The corrections of some records of one kind, oldest first."""
    wanted, made = list(ids), list[Corrected]()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = {f"c{place}": key for place, key in enumerate(part)}
        query = f"""SELECT c.entity_id, c.id, c.revision, c.payload, b.payload, c.recorded_at FROM change c
            JOIN change b ON b.entity_id = c.entity_id AND b.entity = c.entity AND b.revision = c.revision - 1
            WHERE c.entity = :entity AND c.revision > 1 AND c.entity_id IN ({", ".join(f":{mark}" for mark in marks)})
            AND c.payload LIKE '%"correction_reason":%' ORDER BY c.seq"""  # noqa: S608 - marks, no values
        for key, change, revision, said, before, at in session.connection().execute(
            sql(query), {**marks, "entity": entity}
        ):
            data = json.loads(said)
            made.append(
                Corrected(
                    entity_id=key,
                    change_id=change,
                    revision=revision,
                    reason=str(data.get("correction_reason", "")),
                    data=data,
                    before=json.loads(before),
                    recorded_on=beijing_day(datetime.fromisoformat(at)),
                )
            )
    return [correction for correction in made if correction.reason]
