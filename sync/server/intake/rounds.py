"""One round with a clinic: its batch in, receipts and notices out; a long batch part by part."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session, col, select

from sync.protocol import PROTOCOL_MAX, envelope, received
from sync.protocol.messages import Change, Notice, Receipt, RoundReply
from sync.protocol.received import BadChange
from sync.protocol.standing import NOTHING, Standing
from sync.server.database.store import Store, numbers
from sync.server.database.tables import BatchLog, Device, Outbox
from sync.server.devices import pairing, standing
from sync.server.intake import own, receipts

MAX_NOTICES = 200
PART = 100  # changes filed in one transaction: about a clinic's day, for whose end another clinic waits
ALONE = 500  # the first one while nobody else asks: a part costs two dozen statements and a commit however long it is
LONGEST_PART = 1000  # of those that follow while nobody waits
_SHORT_LINK = 32  # hexadecimal digits of a link as protocol 2 tells it
T = TypeVar("T")


class Chained(Protocol):
    """What an envelope of either protocol says about its place in the chain."""

    @property
    def batch(self) -> int: ...
    @property
    def prev(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def made_at(self) -> str: ...


def answer(
    store: Store, content: bytes, now: datetime, stands: Standing = NOTHING, *, alone: bool = False
) -> RoundReply:
    """Open an envelope, file what it holds, and say what the clinic has not heard yet.

    Args:
        stands: what the clinic told of itself beside the envelope.
        alone: as for `filed`.

    Raises:
        ProtocolError: nothing of the batch was filed; of a long one, when its device is revoked meanwhile, what was
            filed before stays, and is a duplicate when it comes again.
    """

    def key(device_id: str) -> Ed25519PublicKey:
        return pairing.public_key_of(store, device_id)

    header, body = envelope.open_envelope(content, key)
    batch = received.read_batch(body)

    def begin(session: Session) -> pairing.Caller:
        who = pairing.caller(session, header.device)
        if batch.changes:
            chain(session, who.device, header, link=envelope.header_hash(content), size=len(content), now=now)
        contact(who.device, header.made_at, now, protocol=1)
        standing.keep(session, who.device.id, stands, now)
        return who

    def as_they_are(
        _session: Session, _clinic_id: str, part: Sequence[Change | BadChange]
    ) -> Iterable[Change | BadChange]:
        return part

    return filed(store, batch.changes, begin, as_they_are, cursor=batch.cursor, want=batch.want, now=now, alone=alone)


def filed(
    store: Store,
    items: Sequence[T],
    begin: Callable[[Session], pairing.Caller],
    documents: Callable[[Session, str, Sequence[T]], Iterable[Change | BadChange]],
    *,
    cursor: int,
    want: int,
    now: datetime,
    alone: bool = False,
) -> RoundReply:
    """File a batch part by part, each in a transaction of its own between which others get in; answer it whole.

    What was filed before a fault is a duplicate when the batch comes again.

    Args:
        begin: says whose batch it is and notes it, in the first transaction.
        documents: the changes of a part, for a clinic.
        alone: nobody else asked lately, here or in another process: parts are long, and grow, until somebody waits.
    """
    answered: list[Receipt] = []
    device_id = ""
    said: RoundReply | None = None
    start, size = 0, ALONE if alone else PART
    while said is None:
        with store.write() as session:
            who = pairing.caller(session, device_id) if device_id else begin(session)
            device_id = who.device.id
            changes = list(documents(session, who.clinic.id, items[start : start + size]))
            answered += receipts.take(session, device_id, who.clinic.id, changes, now)
            start += size
            if start >= len(items):
                said = told(session, store, who, answered, cursor=cursor, want=want, now=now)
        if answered:
            store.arrived.set()
        alone = alone and not store.writing.waiting
        size = min(LONGEST_PART, 2 * size) if alone else PART
    return said


def told(
    session: Session,
    store: Store,
    who: pairing.Caller,
    answered: Sequence[Receipt],
    *,
    cursor: int,
    want: int,
    now: datetime,
) -> RoundReply:
    """The answer to a round, with what the clinic has not heard after its cursor."""
    limit = min(want, MAX_NOTICES)
    notices = notices_after(session, who.clinic.id, cursor, limit + 1)
    kept = notices[:limit]
    return RoundReply(
        receipts=tuple(answered),
        notices=tuple(kept),
        cursor=kept[-1].seq if kept else cursor,
        more=len(notices) > limit,
        server_time=now.isoformat(timespec="seconds"),
        township=store.name,
        epoch=store.epoch,
        protocol_max=PROTOCOL_MAX,
        others=own.newest_of_others(session, who.clinic.id, who.device.id),
    )


def notices_after(session: Session, clinic_id: str, cursor: int, limit: int) -> list[Notice]:
    """A clinic's notices after a cursor, in order."""
    statement = (
        select(Outbox.payload)
        .where(Outbox.clinic_id == clinic_id, Outbox.seq > cursor)
        .order_by(col(Outbox.seq))
        .limit(limit)
    )
    return [Notice.model_validate_json(payload) for payload in session.exec(statement)]


def chain(session: Session, device: Device, header: Chained, link: str, size: int, now: datetime) -> None:
    """Record where a batch stands in its device's chain. A gap is shown to staff; it refuses nothing."""
    before = select(BatchLog.seq).where(BatchLog.device_id == device.id, BatchLog.header_hash == link).limit(1)
    replayed = session.exec(before).first() is not None
    if _same_link(header.prev, device.tip_hash) and not replayed:
        place = "ok"
    elif replayed or (header.batch == device.last_batch and _same_link(header.prev, device.tip_prev)):
        place = "resend"
    else:
        place = "gap"
    session.add(
        BatchLog(
            seq=numbers(session, "batch_log", 1)[0],
            device_id=device.id,
            batch=header.batch,
            prev=header.prev,
            header_hash=link,
            chain=place,
            count=header.count,
            bytes=size,
            made_at=header.made_at,
            received_at=now.isoformat(timespec="seconds"),
        )
    )
    if not replayed:  # an old batch that comes again says nothing about where the chain stands
        device.last_batch, device.tip_hash, device.tip_prev = header.batch, link, header.prev


def _same_link(one: str, other: str) -> bool:
    return one[:_SHORT_LINK] == other[:_SHORT_LINK]


def contact(device: Device, made_at: str, now: datetime, protocol: int) -> None:
    """Note when a device was heard of, what its clock showed and which protocol it spoke."""
    device.last_contact_at = now.isoformat(timespec="seconds")
    device.skew_seconds = round((datetime.fromisoformat(made_at) - now).total_seconds())
    device.protocol = protocol
