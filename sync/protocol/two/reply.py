"""The township's answer of protocol 2: ``VR2``, a byte of marks, its time, the cursor, and what else there is to say.

Marks: 1 more notices wait, 2 every change is stored and has no receipt of its own here. Then, as in `varint`, seconds
of the township's clock and the cursor. What else there is is a JSON object, packed as a batch's body: ``r`` receipts as
runs (n: so many stored, -n: so many had before, [code, field, text]: refused), ``n`` notices, ``f`` facts about the
township, told when the device does not know them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sync.protocol import messages, wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Receipt, RoundReply
from sync.protocol.two import cells, packing, varint

MAGIC = b"VR2"
MORE, ALL_STORED = 1, 2
_TOLD_BY_ITSELF = frozenset(("receipts", "notices", "cursor", "more", "server_time"))
_MOST = 8_000_000
NONE_KNOWN = "00000000"


def facts_of(reply: RoundReply) -> dict[str, Any]:
    """What an answer says about the township itself, which seldom changes."""
    return {
        name: value
        for name, value in reply.model_dump(mode="json").items()
        if name not in _TOLD_BY_ITSELF and value not in ("", None, 0)
    }


def facts_hash(facts: Mapping[str, Any]) -> str:
    """A short hash of facts, 8 hexadecimal digits; noughts for none."""
    if not facts:
        return NONE_KNOWN
    return hashlib.sha256(wire.compact(dict(facts)).encode("utf-8")).hexdigest()[:8]


def write(reply: RoundReply, known: str, edition: int) -> bytes:
    """An answer as it travels to a device that knows the facts of hash ``known``."""
    stored = all(receipt.state == "stored" for receipt in reply.receipts)
    facts = facts_of(reply)
    document: dict[str, Any] = {}
    if not stored:
        document["r"] = list(_runs(reply.receipts))
    if reply.notices:
        document["n"] = [notice.model_dump(mode="json") for notice in reply.notices]
    if facts_hash(facts) != known:
        document["f"] = facts
    marks = (MORE if reply.more else 0) | (ALL_STORED if stored else 0)
    seconds = int(datetime.fromisoformat(reply.server_time).timestamp())
    head = MAGIC + bytes((marks,)) + varint.write(seconds) + varint.write(reply.cursor)
    return head + (packing.pack(wire.compact(document).encode("utf-8"), edition, packing.SMALL) if document else b"")


def read(content: bytes, change_ids: Sequence[str], edition: int, facts: Mapping[str, Any]) -> RoundReply:
    """An answer about changes that were sent, in the order sent.

    Args:
        facts: what is known of the township; it holds where the answer tells nothing else.

    Raises:
        ProtocolError: ``malformed`` or ``too_large``.
    """
    try:
        reader = varint.Reader(content)
        if reader.take(len(MAGIC)) != MAGIC:
            raise ValueError("no answer")
        (marks,) = reader.take(1)
        seconds, cursor = reader.number(), reader.number()
        moment = cells.moment_text(seconds)
        packed = content[reader.place :]
        document: Any = wire.read(packing.unpack(packed, edition, _MOST)) if packed else {}
        if not isinstance(document, dict):
            raise TypeError("no object")
        said = cast("dict[str, Any]", document)
        runs = [len(change_ids)] if marks & ALL_STORED and change_ids else said.get("r", [])
        receipts = list(_receipts(runs, change_ids))
        told = cast("dict[str, Any]", said.get("f", facts))
        frame = {
            "township": "",
            **told,
            "receipts": receipts,
            "notices": said.get("n", []),
            "cursor": cursor,
            "more": bool(marks & MORE),
            "server_time": moment,
        }
    except (ValueError, TypeError, OverflowError) as fault:
        raise ProtocolError("malformed", wire.MALFORMED) from fault
    return messages.validated(RoundReply, frame)


def _runs(receipts: Sequence[Receipt]) -> Iterable[Any]:
    length = 0
    for receipt in receipts:
        step = {"stored": 1, "duplicate": -1, "refused": 0}[receipt.state]
        if length * step <= 0 and length:
            yield length
            length = 0
        length += step
        if not step:
            yield [receipt.code, receipt.field, receipt.text]
    if length:
        yield length


def _receipts(runs: Iterable[Any], change_ids: Sequence[str]) -> Iterable[dict[str, Any]]:
    waiting = iter(change_ids)
    for run in runs:
        if type(run) is int:
            state = "stored" if run > 0 else "duplicate"
            for _ in range(min(abs(run), len(change_ids) + 1)):
                yield {"change_id": _next(waiting), "state": state}
        else:
            code, field, text = run
            yield {"change_id": _next(waiting), "state": "refused", "code": code, "field": field, "text": text}


def _next(change_ids: Iterable[str]) -> str:
    change_id = next(iter(change_ids), None)
    if change_id is None:
        raise ValueError("more receipts than changes")
    return change_id
