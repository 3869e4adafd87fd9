"""Versions that another computer of the clinic wrote against ours: they stay to be read beside the record's own history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vclinic.diseases.side_by_side import Row, compare
from vclinic.domain import entities
from vclinic.domain.clock_skew import in_words, is_off
from vclinic.domain.conflict import ANSWERS, WHY
from vclinic.domain.entity import Entity
from vclinic.services.workstation import Workstation
from vclinic.storage import other_versions, revisions
from vclinic.storage.other_versions import OtherVersion


@dataclass(frozen=True, slots=True)
class Side:
    """One version: who wrote it, when by that computer's clock, and what is to be thought of that clock (empty: right)."""

    who: str
    at: datetime
    doubt: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A version that another computer wrote and that stood against ours, for the record's history.

    Attributes:
        what: the kind of record, as people call it. why: what was written about it when it was answered.
    """

    entity: str
    entity_id: str
    what: str
    who: str
    at: datetime
    answered: bool
    rows: tuple[Row, ...]
    why: str = ""

    @property
    def sentence(self) -> str:
        """What it says where ours said something else."""
        differing = "；".join(f"{row.caption} {row.other}（这台写的 {row.mine}）" for row in self.rows if row.differs)
        why = f"。选定的理由：{self.why}" if self.why else ""
        ended = why if self.answered else "。还没有选定，按 Enter 对照选定"
        return f"{self.what}，两台电脑都改过，这是另一台 {self.who} {self.at:%m-%d %H:%M} 写的：{differing}{ended}"


def set_aside(station: Workstation, entity_id: str) -> tuple[SetAside, ...]:
    """Versions of other computers beside this record's own history, as they stood against ours."""
    versions: list[SetAside] = []
    with station.store.read() as session:
        for other in other_versions.of_record(session, entity_id):
            entity = entity_of(other)
            said = revisions.data_of(session, [other.mine, other.answered_by])
            mine = said[other.mine]
            answer: Mapping[str, Any] = said.get(other.answered_by, {}).get(ANSWERS) or {}
            began = other_versions.common(session, entity_id, other_versions.revision_of(session, other.mine))
            side = their_side(other)
            versions.append(
                SetAside(
                    entity=other.entity,
                    entity_id=entity_id,
                    what=entity.told(mine)[0] if entity.told else entity.label,
                    who=side.who,
                    at=side.at,
                    answered=bool(other.answered_by),
                    rows=compare(entity, mine, other.other["data"], began),
                    why=str(answer.get(WHY, "")),
                )
            )
    return tuple(versions)


def of_resident(station: Workstation, resident_id: str) -> tuple[SetAside, ...]:
    """Versions of other computers of everything that is recorded of a person, in the order they came."""
    with station.store.read() as session:
        about = dict.fromkeys(
            other.entity_id
            for other in other_versions.everything(session)
            if entity_of(other).resident_of(other.entity_id, other.other["data"]) == resident_id
        )
    return tuple(version for entity_id in about for version in set_aside(station, entity_id))


def their_side(other: OtherVersion) -> Side:
    """Who wrote another computer's version, and when."""
    who = str(other.other["data"].get("doctor_name") or "") or other.who
    return Side(who, datetime.fromisoformat(other.other["recorded_at"]), doubt("那台电脑的钟", other.skew_seconds))


def doubt(whose: str, ahead: int) -> str:
    """What is to be thought of a clock that is ``ahead`` seconds ahead; empty where it is right."""
    return f"{whose}{in_words(ahead)}" if is_off(ahead) else ""


def entity_of(other: OtherVersion) -> Entity:
    """The kind of record that two computers changed."""
    entity = entities.by_name(other.entity)
    if entity is None:
        raise LookupError(other.entity)  # a notice of such a kind stays unread
    return entity
