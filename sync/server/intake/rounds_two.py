"""One round in protocol 2: a request that comes again is recognised by its number, edits are completed from what is
here, and the answer is as short as it can be."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session, col, select

from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Change
from sync.protocol.received import BadChange, read_changes
from sync.protocol.standing import NOTHING, Standing
from sync.protocol.two import body, cells, envelope, reply, shapes
from sync.protocol.two.edits import NEED_WHOLE, Edit, Item, whole
from sync.protocol.two.envelope import Head
from sync.server.database.store import Store, chunks
from sync.server.database.tables import Device, Inbox
from sync.server.devices import pairing, standing
from sync.server.intake import rounds
from vclinic.domain import json_text

_MOST_GENERATIONS = 200
_REPLAYED = "这一次的编号卫生院已经用过，没有接收。资料都在本机，会换一个编号再报。"
_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class _Chained:
    batch: int
    prev: str
    count: int
    made_at: str


def answer(store: Store, content: bytes, now: datetime, stands: Standing = NOTHING, *, alone: bool = False) -> bytes:
    """Open an envelope, file what it holds, and say what the clinic has not heard yet.

    Args:
        stands: what the clinic told of itself beside the envelope.
        alone: as for `rounds.filed`.

    Raises:
        ProtocolError: as `rounds.answer`.
    """

    def key(device_id: str) -> Ed25519PublicKey:
        return pairing.public_key_of(store, device_id)

    head, text = envelope.open_envelope(content, key)
    items = body.read(text, shapes.edition(head.edition), head.made_at) if text else []
    made_at = cells.moment_text(head.made_at)

    def begin(session: Session) -> pairing.Caller:
        who = pairing.caller(session, head.device)
        _count_round(who.device, head, hashlib.sha256(content).hexdigest())
        if items:
            place = _Chained(head.batch, head.prev, len(items), made_at)
            rounds.chain(session, who.device, place, link=envelope.link_of(content), size=len(content), now=now)
        rounds.contact(who.device, made_at, now, protocol=2)
        standing.keep(session, who.device.id, stands, now)
        return who

    def documents(session: Session, clinic_id: str, part: Sequence[Item]) -> Iterable[Change | BadChange]:
        return read_changes(_completed(session, clinic_id, part))

    said = rounds.filed(store, items, begin, documents, cursor=head.cursor, want=head.want, now=now, alone=alone)
    return reply.write(said, head.known, head.edition)


def _count_round(device: Device, head: Head, seal: str) -> None:
    """Take a number that was not there before, or the very last request again, whose answer may have been lost."""
    former = device.former_generations.split()
    if head.generation != device.generation:
        if head.generation in former:
            raise ProtocolError("replayed", _REPLAYED)
        if device.generation:
            device.former_generations = " ".join([*former, device.generation][-_MOST_GENERATIONS:])
        device.generation, device.last_round = head.generation, 0
    again = head.round == device.last_round and seal == device.last_seal
    if head.round <= device.last_round and not again:
        raise ProtocolError("replayed", _REPLAYED)
    device.last_round, device.last_seal = head.round, seal


def _completed(session: Session, clinic_id: str, items: Sequence[Item]) -> Iterable[Any]:
    """The documents of all changes; an edit of what is not here is asked for whole."""
    keys = [_base_of(item) for item in items if isinstance(item, Edit)]
    bases = _bases(session, clinic_id, [key for key in keys if key is not None])
    for item in items:
        if not isinstance(item, Edit):
            yield item.document
            continue
        key = _base_of(item)
        document = whole(item, json_text.parsed(bases[key])["data"] if key in bases else None)
        yield document or BadChange(str(item.document.get("id", ""))[:64], "", "", NEED_WHOLE)


def _base_of(item: Edit) -> _Key | None:
    entity, entity_id = str(item.document.get("entity")), str(item.document.get("entity_id"))
    revision = item.document.get("base_revision")
    return (entity, entity_id, revision) if isinstance(revision, int) else None


def _bases(session: Session, clinic_id: str, keys: Sequence[_Key]) -> dict[_Key | None, str]:
    """The payloads of the stored revisions that edits were made from."""
    bases: dict[_Key | None, str] = {}
    wanted = set(keys)
    for part in chunks({entity_id for _, entity_id, _ in wanted}):
        statement = select(Inbox.entity, Inbox.entity_id, Inbox.revision, Inbox.payload).where(
            Inbox.clinic_id == clinic_id, Inbox.state == "stored", col(Inbox.entity_id).in_(part)
        )
        for entity, entity_id, revision, payload in session.exec(statement):
            if (entity, entity_id, revision) in wanted:
                bases[entity, entity_id, revision] = payload
    return bases
