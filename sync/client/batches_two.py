"""A batch in protocol 2: edits by their changed fields where the township has what they were made from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sync.client.batches import document_of, size_of
from sync.client.device import Device
from sync.protocol.two import body, reply, shapes
from sync.protocol.two.edits import Item, Whole, edit
from sync.protocol.two.envelope import Head, seal as seal_envelope
from vclinic.domain import json_text
from vclinic.storage.changes import Logged

FIRST_RATIO = 30.0  # how much smaller packing makes a batch, before one was packed
COLUMNS_FROM = 100  # changes whose columns are as small as their rows, within a fiftieth, and take far less time


def seal(
    device: Device,
    part: Sequence[Logged],
    cursor: int,
    at: datetime,
    *,
    number: tuple[str, int],
    bases: Mapping[str, str],
    level: int,
) -> tuple[bytes, int, int]:
    """(sealed batch, its size, about the size of its changes) in bytes.

    Args:
        number: generation and round.
        bases: by change, the acknowledged record it was made from, as JSON; of others the whole record goes.
    """
    made_at = int(at.timestamp())
    generation, counted = number
    head = Head(
        device=device.id,
        batch=device.batch + 1,
        generation=generation,
        round=counted,
        made_at=made_at,
        count=len(part),
        cursor=cursor,
        prev=device.tip,
        known=reply.facts_hash(device.facts),
    )
    items = [_item(row, bases.get(row.id)) for row in part]
    grouped = len(items) >= COLUMNS_FROM
    text = body.write(items, shapes.edition(head.edition), made_at, grouped=grouped) if items else b""
    sealed = seal_envelope(text, head, device.key, level)
    return sealed, len(sealed), sum(size_of(row) for row in part)


def _item(row: Logged, base: str | None) -> Item:
    document = document_of(row)
    return Whole(document) if base is None else edit(document, json_text.parsed(base))
