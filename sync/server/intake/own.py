"""What a clinic sent itself, given back to it: a restored computer lacks what came after its backup, a new one lacks all."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select as columns
from sqlmodel import Session, col, select

from sync.protocol import envelope, messages
from sync.protocol.messages import Change, OwnAsk, OwnReply, Receipt
from sync.protocol.two import own_page, shapes
from sync.protocol.two.own_page import OwnPage
from sync.server.database.store import Store, chunks
from sync.server.database.tables import Device, Inbox
from sync.server.devices import pairing

_TAG = 6
_Which = Sequence[Any]  # conditions on `Inbox`; always its clinic
_Row = tuple[int, str, str, str, str, str, str]
_TOLD: tuple[Any, ...] = (
    Inbox.seq, Inbox.change_id, Inbox.payload, Inbox.state, Inbox.code, Inbox.field, Inbox.text
)  # fmt: skip
_LAST_OF_A_TAG = "Z" * 16  # behind every id of a tag, also where a database sorts by another alphabet
_PAGE_BYTES = 4_000_000  # of plain text; packed it is a tenth


def answer(store: Store, content: bytes) -> OwnReply | bytes:
    """Open an ask and give the next page; as bytes of protocol 2 to who can read them.

    Raises:
        ProtocolError: the ask cannot be read, or is of no device of ours.
    """

    def key(device_id: str) -> Ed25519PublicKey:
        return pairing.public_key_of(store, device_id)

    header, body = envelope.open_envelope(content, key)
    ask = messages.decode(OwnAsk, body)
    with store.read() as session:
        who = pairing.caller(session, header.device)
        mine = [Inbox.clinic_id == who.clinic.id]
        if ask.others:
            mine.append(Inbox.device_id != who.device.id)
        page = _page(session, mine, ask)
    if ask.edition:
        return own_page.write(page, min(ask.edition, shapes.NEWEST))
    return _as_message(page)


def newest_of_others(session: Session, clinic_id: str, device_id: str) -> int:
    """The number of the last change that another computer of a clinic sent; 0 for none."""
    query = select(func.max(Device.newest)).where(Device.clinic_id == clinic_id, Device.id != device_id)
    return session.exec(query).one() or 0


def _page(session: Session, mine: _Which, ask: OwnAsk) -> OwnPage:
    seqs, left = _lacking(session, mine, ask)
    changes: list[str] = []
    receipts: dict[int, Receipt] = {}
    upto, size = ask.after, 0
    for seq, change_id, payload, state, code, field, text in _rows(session, seqs):
        size += len(payload)
        if changes and size > _PAGE_BYTES:
            break
        if state == "refused" or code:
            told = "refused" if state == "refused" else "stored"
            receipts[len(changes)] = Receipt(change_id=change_id, state=told, code=code, field=field, text=text)
        changes.append(payload)
        upto = seq
    left -= len(changes)
    if not left:  # what is left out because it is known is not asked about again
        upto = max(upto, session.exec(select(func.max(Inbox.seq)).where(*mine)).one() or 0)
    kinds = _kinds(session, mine) if not ask.after and not ask.others else {}
    return OwnPage(changes, upto=upto, left=left, receipts=receipts, kinds=kinds)


def _rows(session: Session, seqs: Sequence[int]) -> Iterable[_Row]:
    """What is told of some numbers, in their order, a few hundred at once; no objects, of which a page would be made of
    thousands."""
    for part in chunks(seqs):
        query: Any = columns(*map(col, _TOLD)).where(col(Inbox.seq).in_(part)).order_by(col(Inbox.seq))
        yield from cast("Iterable[_Row]", session.exec(query))


def _lacking(session: Session, mine: _Which, ask: OwnAsk) -> tuple[list[int], int]:
    """The numbers of the next changes to be told, and how many are to be told in all."""
    after = [*mine, Inbox.seq > ask.after]
    known = _known(session, after, ask)
    query = select(Inbox.seq).where(*after).order_by(col(Inbox.seq)).limit(ask.want + len(known))
    lacking = [seq for seq in session.exec(query) if seq not in known]
    count = session.exec(select(func.count()).select_from(Inbox).where(*after)).one()
    return lacking[: ask.want], count - len(known)


def _known(session: Session, after: _Which, ask: OwnAsk) -> set[int]:
    """The numbers of those that the clinic has. They are looked for by what their ids begin with: a new computer has
    next to nothing, and a page must not read all that follows."""
    known: set[int] = set()
    for tag in ask.known:
        ids = select(Inbox.seq, Inbox.change_id).where(
            *after, Inbox.change_id >= tag, Inbox.change_id <= tag + _LAST_OF_A_TAG
        )
        known.update(seq for seq, change_id in session.exec(ids) if not _is_lacking(ask, change_id))
    return known


def _kinds(session: Session, mine: _Which) -> dict[str, int]:
    counted = select(Inbox.entity, func.count(col(Inbox.entity_id).distinct())).where(*mine, Inbox.state == "stored")
    return dict(session.exec(counted.group_by(Inbox.entity)).all())


def _as_message(page: OwnPage) -> OwnReply:
    changes = tuple(messages.decode(Change, change.encode("utf-8")) for change in page.changes)
    receipts = tuple(
        page.receipts.get(place, Receipt(change_id=change.id, state="stored")) for place, change in enumerate(changes)
    )
    return OwnReply(changes=changes, receipts=receipts, upto=page.upto, left=page.left, kinds=dict(page.kinds))


def _is_lacking(ask: OwnAsk, change_id: str) -> bool:
    newest = ask.known.get(change_id[:_TAG], "")
    return (len(change_id), change_id) > (len(newest), newest)
