"""Visits as the township reads them, without a township around them."""

from typing import Any

from sync.protocol.messages import Change
from sync.server.database import records
from sync.server.database.records import Record
from sync.server.database.tables import Inbox
from tests.server.people import visit


def received(change: Change) -> Record:
    """What a change says, read as intake reads it."""
    row = Inbox(
        change_id=change.id, seq=1, clinic_id="c-1", device_id="d-1", entity=change.entity, entity_id=change.entity_id,
        revision=change.revision, base_revision=change.base_revision, recorded_at=change.recorded_at, recorded_by="D-1",
        payload="", digest="", state="stored", applied="yes", received_at="2026-11-25T09:20:00+08:00",
    )  # fmt: skip
    return records.read(change.entity, change.data, row)


def seen(day: str, number: str = "", **values: Any) -> Record:
    """A visit of R-1 on a day, with other values on its form than the usual ones."""
    made = visit(number or f"V-{day}", at="2026-11-16T16:40:00+08:00")
    record = made.data["record"] | {"visit_date": day} | values
    return received(made.model_copy(update={"data": made.data | {"record": record}}))
