"""What the clinic was told of a resident's medicines, for the resident's page: each piece with its source and day."""

import json
from typing import Any, cast

from sqlmodel import Session, col, select

from sync.server.database.tables import Mirror
from vclinic.domain import entity_words
from vclinic.domain.entity import Data, plain

_ENTITY = "medication_profile"
_ASKED = (
    ("medicines_asked_on", "药问全了"),
    ("allergies_asked_on", "过敏问过"),
    ("diseases_asked_on", "疾病问过"),
)
Line = tuple[str, str]


def medicines_known(session: Session, resident_id: str) -> list[Line]:
    """(caption, text) of everything that was told; what nobody asked says so. Empty where nothing was ever told."""
    row = session.exec(
        select(Mirror)
        .where(Mirror.resident_id == resident_id, Mirror.entity == _ENTITY)
        .order_by(col(Mirror.recorded_at).desc(), col(Mirror.id).desc())
    ).first()
    return _lines(json.loads(row.record)) if row is not None else []


def _lines(data: Data) -> list[Line]:
    medicines = [("别处的药", _medicine(one)) for one in _records(data.get("medicines"))]
    reactions = [("不良反应", _reaction(one)) for one in _records(data.get("reactions"))]
    planning = entity_words.planning(data)
    facts = [
        *medicines,
        *reactions,
        ("化验", entity_words.labs(data.get("labs"))),
        ("备孕", planning),
        ("不再算的", entity_words.dropped(data.get("dropped"))),
        ("不采纳的提醒", entity_words.reasons(data.get("overrules"))),
    ]
    asked = [(caption, plain(data.get(field)) or "没问过") for field, caption in _ASKED]
    return [*((caption, text) for caption, text in facts if text), *asked]


def _medicine(one: Data) -> str:
    means = f"＝{plain(one.get('means'))}" if one.get("means") else ""
    return f"{plain(one.get('name'))}{means}（{entity_words.medicine_source(one.get('source'))}，{plain(one.get('told_on'))}）"


def _reaction(one: Data) -> str:
    text = f"{plain(one.get('drug'))} {plain(one.get('text'))}".strip()
    return f"{text}（{plain(one.get('on'))}）" if one.get("on") else text


def _records(value: Any) -> list[Data]:
    held = cast("list[Any]", value if isinstance(value, list) else [])
    return [one for one in held if isinstance(one, dict)]
