"""A change on its way to the mirror: read once, and what was read serves check, mirror and queue alike."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring
from typing import Any

from sync.protocol import messages, wire
from sync.protocol.messages import Change
from sync.server.database import records
from sync.server.database.records import Record
from sync.server.database.tables import Inbox
from vclinic.domain import entities
from vclinic.domain.entity import Entity

Key = tuple[str, str]


@dataclass
class Arrival:
    """One change.

    Attributes:
        data: the record, verbatim; ``document`` is its one spelling.
        given: what its form read of it; None where it was not read yet.
        waits_for: what it lacks, as `Inbox` keeps it.
        kind: what it is a record of; None for a kind this program does not know.
        resident_id: whom it is about; "" for nobody.
        about: the resident it hangs on; "" for a resident's own record and for nobody's.
        parents: the records it hangs on.
    """

    change_id: str
    clinic_id: str
    entity: str
    entity_id: str
    revision: int
    base_revision: int
    recorded_at: str
    recorded_by: str
    received_at: str
    data: dict[str, Any]
    document: str
    given: Mapping[str, Any] | None = field(default=None, repr=False)
    waits_for: str = ""
    kind: Entity | None = field(init=False, repr=False)
    resident_id: str = field(init=False, repr=False)
    about: str = field(init=False, repr=False)
    parents: list[Key] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kind = entities.by_name(self.entity)
        self.kind = kind
        self.resident_id = kind.resident_of(self.entity_id, self.data) if kind is not None else ""
        self.about = self.resident_id if kind is not None and kind.about != "id" else ""
        self.parents = entities.parents_of(self.entity, self.data)

    @cached_property
    def record(self) -> Record:
        """It as its form reads it; of kinds this program knows only."""
        return records.arrived(self, self.given)

    @property
    def order(self) -> tuple[int, bool, int]:
        """Parents first, originals before what takes them back, older revisions before newer."""
        return entities.order(self.entity, self.data, self.revision)


def of_change(change: Change, clinic_id: str, received_at: str) -> Arrival:
    """A change that came just now."""
    return Arrival(
        change.id, clinic_id, entity=change.entity, entity_id=change.entity_id, revision=change.revision,
        base_revision=change.base_revision, recorded_at=change.recorded_at, recorded_by=change.recorded_by,
        received_at=received_at, data=change.data, document=wire.compact(change.data),
    )  # fmt: skip


def of_row(row: Inbox) -> Arrival:
    """A change out of the inbox."""
    data = json.loads(row.payload)["data"]
    return Arrival(
        row.change_id, row.clinic_id, entity=row.entity, entity_id=row.entity_id, revision=row.revision,
        base_revision=row.base_revision, recorded_at=row.recorded_at, recorded_by=row.recorded_by,
        received_at=row.received_at, data=data, document=wire.compact(data), waits_for=row.waits_for,
    )  # fmt: skip


def payload(change: Change, document: str) -> str:
    """`messages.spelled` of a change whose record is spelled already: most of a change is its record."""
    if change.model_extra:
        return messages.spelled(change)
    return (
        f'{{"act":"{change.act}","base_revision":{change.base_revision},"data":{document},"entity":"{change.entity}",'
        f'"entity_id":"{change.entity_id}","id":"{change.id}","recorded_at":{encode_basestring(change.recorded_at)},'
        f'"recorded_by":{encode_basestring(change.recorded_by)},"revision":{change.revision}}}'
    )
