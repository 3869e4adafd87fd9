"""What goes into one batch: few enough changes to get through a link that breaks every few kilobytes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sync.client.device import Device
from sync.protocol import envelope, messages
from sync.protocol.envelope import Header
from sync.protocol.messages import Batch, Change
from sync.protocol.two import envelope as two
from vclinic.domain import json_text
from vclinic.storage.changes import Logged

PACKED_LIMIT = 16_000  # bytes a sealed batch should stay under
FIRST_RATIO = 6.0  # how much smaller packing makes a batch, before one was packed
_LINK = 64  # digits of a link of protocol 1
_FRAME = 200  # bytes of a change besides its record


def at_most(ratio: float, limit: int = 0) -> int:
    """How many of the smallest changes a batch of ``limit`` bytes (`PACKED_LIMIT` if none is given) could hold; more need not be read for it."""
    return min(messages.MAX_CHANGES, int((limit or PACKED_LIMIT) * ratio / _FRAME) + 1)


def size_of(row: Logged) -> int:
    """About how many bytes a change is before it is packed."""
    return len(row.payload.encode("utf-8")) + _FRAME


def fitting(waiting: Sequence[Logged], ratio: float, limit: int = 0) -> list[Logged]:
    """The first of the waiting changes that fit into a batch packed by ``ratio``; one always does."""
    part: list[Logged] = []
    raw = 0
    for row in waiting:
        raw += size_of(row)
        if len(part) == messages.MAX_CHANGES or (part and raw > (limit or PACKED_LIMIT) * ratio):
            break
        part.append(row)
    return part


def seal(device: Device, part: Sequence[Logged], cursor: int, at: datetime) -> tuple[bytes, int, int]:
    """(sealed batch, its size, size of the plain body) in bytes."""
    body = messages.encode(Batch(changes=tuple(Change(**document_of(row)) for row in part), cursor=cursor))
    header = Header(
        device=device.id,
        batch=device.batch + 1,
        prev=device.tip if device.protocol > 1 or len(device.tip) == _LINK else "",  # an old one knows no short links
        count=len(part),
        made_at=at.isoformat(timespec="seconds"),
    )
    sealed = envelope.seal(body, header, device.key)
    return sealed, len(sealed), len(body)


def link_of(sealed: bytes) -> str:
    """What the next batch names as the one before it, whichever protocol sealed it."""
    return two.link_of(sealed) if two.is_sealed(sealed) else envelope.header_hash(sealed)


def document_of(row: Logged) -> dict[str, Any]:
    """A change as it travels. Spelled out: to dump the row takes longer than to pack it."""
    return {
        "id": row.id,
        "act": row.act,
        "entity": row.entity,
        "entity_id": row.entity_id,
        "revision": row.revision,
        "base_revision": row.base_revision,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
        "data": json_text.parsed(row.payload),
    }
