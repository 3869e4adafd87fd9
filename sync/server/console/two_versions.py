"""Versions of a record that two computers of a clinic made from the same one: both, with what was answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from sync.server.database.tables import Device, Inbox
from vclinic.diseases.side_by_side import Row, compare
from vclinic.domain import entities
from vclinic.domain.clock_skew import in_words, is_off
from vclinic.domain.conflict import ANSWERS, CONFLICT, WHY
from vclinic.domain.entity import Data, Entity

_TOOK = {"mine": "用没收下的那一版", "other": "用先收到的那一版", "mixed": "逐项选定"}


@dataclass(frozen=True, slots=True)
class Apart:
    """Two versions of one number: the one that was ``taken`` and the one set ``aside``, each as its computer wrote it.

    Attributes:
        taken_at, aside_at: by the clocks of those computers, with ``taken_clock`` and ``aside_clock`` where one is far off.
        rows: those that differ; ``mine`` is the version set aside, ``other`` the one that was taken.
        answer: what a person chose; empty while nobody has.
    """

    revision: int
    taken_by: str
    taken_at: str
    taken_clock: str
    aside_by: str
    aside_at: str
    aside_clock: str
    rows: tuple[Row, ...]
    answer: str


def of_record(session: Session, entity_name: str, entity_id: str) -> tuple[Apart, ...]:
    """Every pair there ever was, oldest first."""
    entity = entities.by_name(entity_name)
    if entity is None:
        return ()
    rows = session.exec(
        select(Inbox)
        .where(Inbox.entity == entity_name, Inbox.entity_id == entity_id)
        .order_by(col(Inbox.revision), col(Inbox.seq))
    ).all()
    taken = {row.revision: row for row in rows if row.state == "stored"}
    aside = [row for row in rows if row.state == "refused" and row.code == CONFLICT]
    answers: dict[str, Data] = {}
    for row in taken.values():
        said: Data = _data(row).get(ANSWERS) or {}
        answers[str(said.get("mine", ""))] = {**said, "revision": row.revision}
    pairs: list[Apart] = []
    for row in aside:
        beside = taken.get(row.revision) or next((taken[at] for at in sorted(taken) if at > row.revision), None)
        if beside is not None:
            pairs.append(_pair(session, entity, row, beside, answers.get(row.change_id)))
    return tuple(pairs)


def _pair(session: Session, entity: Entity, aside: Inbox, taken: Inbox, answer: Data | None) -> Apart:
    mine, other = _data(aside), _data(taken)
    rows = tuple(row for row in compare(entity, mine, other, None) if row.differs)
    return Apart(
        revision=aside.revision,
        taken_by=str(other.get("doctor_name") or taken.recorded_by),
        taken_at=taken.recorded_at,
        taken_clock=_clock(session, taken),
        aside_by=str(mine.get("doctor_name") or aside.recorded_by),
        aside_at=aside.recorded_at,
        aside_clock=_clock(session, aside),
        rows=rows,
        answer=_in_words(answer),
    )


def _in_words(answer: Data | None) -> str:
    if answer is None:
        return ""
    why = f"，理由：“{answer[WHY]}”" if answer.get(WHY) else ""
    return f"{_TOOK.get(str(answer.get('took')), '选定')}，成为第 {answer['revision']} 版{why}"


def _clock(session: Session, row: Inbox) -> str:
    device = session.get(Device, row.device_id)
    skew = device.skew_seconds if device is not None else 0
    return f"钟{in_words(skew)}" if is_off(skew) else ""


def _data(row: Inbox) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(row.payload)["data"]
    return data
