"""A page of a clinic's own changes as protocol 2 tells it: ``VO2``, the edition of shapes and dictionary, then as in
`varint` what to ask after next, how many follow and the moment that distances are counted from. The rest is packed as a
batch's body: a line with a JSON object (``k`` records by kind, ``r`` receipts that are not plainly `stored`, by the place
of their change, ``h`` half the SHA-256 of all that, the first two numbers
and the changes as they are spelled) and, behind it, the body.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sync.protocol import wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Change, OwnReply, Receipt
from sync.protocol.two import body, packing, shapes, varint
from sync.protocol.two.edits import Item, Whole
from vclinic.domain import json_text

MAGIC = b"VO2"
_HALF = 32  # hexadecimal digits
_STORED = "stored"


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What `OwnReply` says, with each change as it is spelled in JSON.

    Attributes:
        receipts: by the place of the change, those that are not plainly stored.
    """

    changes: Sequence[str]
    upto: int
    left: int
    receipts: Mapping[int, Receipt] = field(default_factory=dict[int, Receipt])
    kinds: Mapping[str, int] = field(default_factory=dict[str, int])


def is_page(content: bytes) -> bool:
    """Whether bytes claim to be such a page."""
    return content.startswith(MAGIC)


def write(page: OwnPage, edition: int) -> bytes:
    """The bytes of a page, for a clinic that has an edition of shapes and dictionary."""
    items = [Whole(json_text.parsed(change)) for change in page.changes]
    made_at = _moment(items[-1]) if items else 0
    told = {
        str(place): [receipt.state, receipt.code, receipt.field, receipt.text]
        for place, receipt in page.receipts.items()  # in the order of their text, as the reader has them
    }
    said = {"k": page.kinds, "r": told}
    line = wire.compact(said | {"h": _digest(items, [page.upto, page.left, said])})
    text = body.write(items, shapes.edition(edition), made_at, grouped=True) if items else b""
    numbers = b"".join(varint.write(number) for number in (page.upto, page.left, made_at))
    packed = packing.pack(line.encode("utf-8") + b"\n" + text, edition, packing.FAST)
    return MAGIC + bytes((edition,)) + numbers + packed


def read(content: bytes) -> OwnReply:
    """What a page says.

    Raises:
        ProtocolError: ``malformed``, also when the changes are not what their hash says, or ``too_large``.
    """
    try:
        reader = varint.Reader(content)
        if reader.take(len(MAGIC)) != MAGIC:
            raise ValueError("no page")
        (edition,) = reader.take(1)
        upto, left, made_at = (reader.number() for _ in range(3))
        if not shapes.known(edition):
            raise ValueError("an edition nobody asked for")
        line, _, text = packing.unpack(content[reader.place :], edition).partition(b"\n")
        head = cast("dict[str, Any]", wire.read(line))
        items = body.read(text, shapes.edition(edition), made_at) if text else []
        if head.pop("h") != _digest(items, [upto, left, head]):
            raise ValueError("not what was sent")
        changes = tuple(Change.model_validate(item.document) for item in items)
        told = cast("dict[str, list[str]]", head["r"])
        receipts = tuple(
            _receipt(change.id, told[str(place)])
            if str(place) in told
            else Receipt.model_construct(change_id=change.id, state=_STORED)
            for place, change in enumerate(changes)
        )
        return OwnReply(changes=changes, receipts=receipts, upto=upto, left=left, kinds=head["k"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault


def _receipt(change_id: str, told: Sequence[str]) -> Receipt:
    state, code, name, text = told
    return Receipt.model_validate({"change_id": change_id, "state": state, "code": code, "field": name, "text": text})


def _digest(items: Sequence[Item], beside: object) -> str:
    spelled = [wire.compact(beside), *(wire.compact(item.document) for item in items)]
    return hashlib.sha256("\n".join(spelled).encode("utf-8")).hexdigest()[:_HALF]


def _moment(item: Whole) -> int:
    return max(0, int(datetime.fromisoformat(str(item.document["recorded_at"])).timestamp()))
