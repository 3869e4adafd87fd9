"""Packages that clinics without a network send by stick: the same batches, filed as a round files them, in any order and
any number of times. They say nothing about where the chain of rounds stands. A stopped computer's package is taken only
when an administrator says so."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol import envelope, package, package_receipts, received
from sync.protocol.closed_stream import DAMAGED
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Receipt, RoundReply
from sync.protocol.package import Closed
from sync.protocol.package_receipts import Answer
from sync.protocol.received import ReceivedBatch
from sync.server.database.store import Store, chunks
from sync.server.database.tables import Clinic, Device, Package, Staff, Township
from sync.server.devices import pairing
from sync.server.identity import Identity
from sync.server.intake import known, receipts
from sync.server.intake.rounds import MAX_NOTICES, notices_after
from sync.server.staff import audit

MAX_FILE = 256 * 1024 * 1024
REVOKED = "卫生院已停用这台电脑。里面的资料还能收：请管理员核对来人和电脑后，选“停用的电脑也收”再收一次。"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a package brought; ``stored`` without the ``duplicate`` ones. ``more``: another part follows."""

    package: str
    part: int
    clinic: str
    device: str
    revoked: bool
    made_at: str
    changes: int
    stored: int
    duplicate: int
    refused: int
    more: bool


@dataclass(slots=True)
class _Tally:
    changes: int = 0
    stored: int = 0
    duplicate: int = 0
    refused: int = 0

    def count(self, answered: list[Receipt]) -> None:
        self.changes += len(answered)
        for receipt in answered:
            setattr(self, receipt.state, getattr(self, receipt.state) + 1)


def take(
    store: Store,
    identity: Identity,
    file: BinaryIO,
    back: BinaryIO,
    *,
    now: datetime,
    staff: Staff | None,
    revoked_too: bool = False,
) -> Taken:
    """File what a package holds and write its receipts into ``back``. Everything is read once before anything is filed.

    Args:
        file, back: opened for reading, and for writing and reading, in bytes.
        revoked_too: an administrator has said that a stopped computer's package is taken.

    Raises:
        ProtocolError: nothing was filed; ``revoked`` when somebody has to say so first.
    """
    size = file.seek(0, 2)
    if size > MAX_FILE:
        raise ProtocolError("too_large", "这个文件太大，什么都没有收。请在村里分几次做上报包。")
    closed = package.look(file, size, lambda device_id: pairing.public_key_of(store, device_id), _own(identity))
    device, clinic = _sender(store, closed)
    key = pairing.public_key_of(store, device.id)
    end = _read_through(file, closed, identity, key)
    if device.revoked_at is not None and not revoked_too:
        raise ProtocolError("revoked", REVOKED)
    writing = package_receipts.Writing(
        back,
        package_receipts.Head(
            package=closed.head.package, part=closed.head.part, reply="0" * 16, ephemeral=closed.head.ephemeral,
            made_at=now.isoformat(timespec="seconds"),
        ),
        package.public_key(closed.head.reply_key),
        identity.package_private,
    )  # fmt: skip
    tally, cursor = _Tally(), 0
    for content in package.opened(file, closed, identity.package_private):
        if isinstance(content, package.End):
            continue
        batch = _batch(content, closed, key)
        with store.write() as session:
            answered = receipts.take(session, device.id, clinic.id, batch.changes, now)
        store.arrived.set()
        tally.count(answered)
        cursor = batch.cursor
        writing.add(Answer(after=cursor, reply=_reply(store, now, tuple(answered), cursor=cursor)))
    for answer in _news(store, clinic.id, cursor, now):
        writing.add(answer)
    with store.read() as session:
        row = session.get(Township, "epoch")
    epoch, told = row.value if row is not None else "", closed.head.epoch
    since = told if told != epoch else None
    if since is not None:
        for answer in _everything(store, clinic.id, now):
            writing.add(answer)
    writing.end(epoch, since)
    taken = Taken(
        closed.head.package, closed.head.part, clinic=clinic.name, device=device.id, revoked=device.revoked_at is not None,
        made_at=closed.head.made_at, changes=tally.changes, stored=tally.stored, duplicate=tally.duplicate,
        refused=tally.refused, more=end.more,
    )  # fmt: skip
    _keep(store, taken, clinic, back=back, now=now, staff=staff)
    return taken


def take_bytes(
    store: Store, identity: Identity, file: BinaryIO, *, now: datetime, staff: Staff | None, revoked_too: bool = False
) -> tuple[Taken, bytes]:
    """`take`, with the receipts in memory."""
    with TemporaryFile() as back:
        taken = take(store, identity, file, back, now=now, staff=staff, revoked_too=revoked_too)
        back.seek(0)
        return taken, back.read()


def _own(identity: Identity) -> str:
    return package.key_name(identity.package_public)


def _sender(store: Store, closed: Closed) -> tuple[Device, Clinic]:
    with store.read() as session:
        device = session.get_one(Device, closed.head.device)
        return device, session.get_one(Clinic, device.clinic_id)


def _read_through(file: BinaryIO, closed: Closed, identity: Identity, key: Ed25519PublicKey) -> package.End:
    """The end of a package of which everything can be read."""
    changes = 0
    for content in package.opened(file, closed, identity.package_private):
        if isinstance(content, package.End):
            if content.changes != changes:
                raise ProtocolError("damaged", DAMAGED)
            return content
        changes += len(_batch(content, closed, key).changes)
    raise AssertionError("a package without an end is damaged")


def _batch(content: bytes, closed: Closed, key: Ed25519PublicKey) -> ReceivedBatch:
    """A batch as it was sealed, by the device that signed the package."""

    def signer(device_id: str) -> Ed25519PublicKey:
        if device_id != closed.head.device:
            raise ProtocolError("bad_signature", "上报包里混进了另一台电脑的资料，什么都没有收。")
        return key

    _, body = envelope.open_envelope(content, signer)
    return received.read_batch(body)


def _reply(
    store: Store, now: datetime, answered: tuple[Receipt, ...] = (), *, cursor: int, more: bool = False
) -> RoundReply:
    stamp = now.isoformat(timespec="seconds")
    return RoundReply(receipts=answered, notices=(), cursor=cursor, more=more, server_time=stamp, township=store.name)


def _everything(store: Store, clinic_id: str, now: datetime) -> Iterator[Answer]:
    """What is stored of a clinic that has not heard of a restore: what else it holds receipts for was forgotten here."""
    with store.read() as session:
        stored = known.stored_ids(session, clinic_id)
    for part in chunks(stored):
        again = tuple(Receipt(change_id=change_id, state="duplicate") for change_id in part)
        yield Answer(after=0, reply=_reply(store, now, again, cursor=0))


def _news(store: Store, clinic_id: str, cursor: int, now: datetime) -> Iterator[Answer]:
    """What the clinic has not heard yet, with the verdicts on what it brought just now."""
    while True:
        with store.read() as session:
            notices = notices_after(session, clinic_id, cursor, MAX_NOTICES)
        if not notices:
            return
        reply = _reply(store, now, cursor=notices[-1].seq).model_copy(update={"notices": tuple(notices)})
        yield Answer(after=cursor, reply=reply)
        cursor = notices[-1].seq


def _keep(store: Store, taken: Taken, clinic: Clinic, back: BinaryIO, now: datetime, staff: Staff | None) -> None:
    back.seek(0)
    with store.write() as session:
        before = session.get(Package, (taken.package, taken.part))
        session.merge(
            Package(
                id=taken.package, part=taken.part, device_id=taken.device, clinic_id=clinic.id,
                changes=taken.changes, stored=taken.stored, duplicate=taken.duplicate, refused=taken.refused,
                more=int(taken.more), made_at=taken.made_at, received_at=now.isoformat(timespec="seconds"),
                received_by=staff.login if staff is not None else "", times=1 + (before.times if before else 0),
                receipts=b64encode(back.read()).decode("ascii"),
            )
        )  # fmt: skip
        act = "package_of_revoked" if taken.revoked else "package"
        audit.note(session, staff, act, entity="device", entity_id=taken.device, now=now, detail=str(taken.changes))
