"""What of the township's notices this program can read; the rest is kept as it came until a later program reads it."""

from typing import Any

from vclinic.domain import entities
from vclinic.domain.conflict import CONFLICT
from vclinic.domain.entity import Data
from vclinic.domain.least import Need, document, every, first_wrong, nothing_or_text, one_of, record, ref, text, whole

_LONG = text(10_000)
_VERDICT = (
    Need("change_id", ref),
    Need("state", one_of("accepted", "returned")),
    Need("remarks", every(record(Need("field", text()), Need("text", _LONG))), optional=True),
    Need("general", _LONG, optional=True),
    Need("deadline", nothing_or_text, optional=True),
    Need("reviewer", text(), optional=True),
    Need("at", text(), optional=True),
)
_RECORD = (
    Need("entity", text(40, 1)),
    Need("entity_id", ref),
    Need("revision", whole(1, 2**31 - 1)),
    Need("data", document),
)

_CHANGE = (
    Need("id", ref),
    Need("act", ref),
    Need("entity_id", ref),
    Need("revision", whole(1, 2**31 - 1)),
    Need("base_revision", whole(0, 2**31 - 1)),
    Need("recorded_at", text()),
    Need("recorded_by", text()),
    Need("data", document),
)
_CONFLICT = (
    Need("change_id", ref),
    Need("entity", text(40, 1)),
    Need("entity_id", ref),
    Need("other", record(*_CHANGE)),
    Need("between", every(record(Need("state", text()), Need("change", record(*_CHANGE)))), optional=True),
    Need("who", text(), optional=True),
    Need("received_at", text(), optional=True),
    Need("skew_seconds", whole(-(10**12), 10**12), optional=True),
)


def is_conflict(kind: str, told: Data) -> bool:
    """Whether it brings the version of another computer that a change of this clinic stands against, and is readable."""
    if kind != CONFLICT or first_wrong(_CONFLICT, told):
        return False
    entity = entities.by_name(told["entity"])
    return entity is not None and entity.owner == "clinic" and not entity.lacks(told["other"]["data"])


def is_verdict(kind: str, told: Data) -> bool:
    """Whether it is a verdict on a change, and readable."""
    return kind == "verdict" and not first_wrong(_VERDICT, told)


def is_record(kind: str, told: Data) -> bool:
    """Whether it is a record of the township that this program knows, holding the least it must."""
    if kind != "record" or first_wrong(_RECORD, told):
        return False
    entity = entities.by_name(told["entity"])
    return entity is not None and entity.owner == "township" and not entity.lacks(told["data"])


def parents_of(told: Data) -> list[tuple[str, str]]:
    """(kind, id) of what a readable record hangs on."""
    data: dict[str, Any] = told["data"]
    return entities.parents_of(told["entity"], data)
