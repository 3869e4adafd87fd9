"""What a clinic sent itself, given back to it: a restored computer lacks what came after its backup, a new one lacks all."""

from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func
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
    for row in _rows(session, seqs):
        size += len(row.payload)
        if changes and size > _PAGE_BYTES:
            break
        if row.state == "refused" or row.code:
            state = "refused" if row.state == "refused" else "stored"
            receipts[len(changes)] = Receipt(
                change_id=row.change_id, state=state, code=row.code, field=row.field, text=row.text
            )
        changes.append(row.payload)
        upto = row.seq
    left -= len(changes)
    if not left:  # what is left out because it is known is not asked about again
        upto = max(upto, session.exec(select(func.max(Inbox.seq)).where(*mine)).one() or 0)
    kinds = _kinds(session, mine) if not ask.after and not ask.others else {}
    return OwnPage(changes, upto=upto, left=left, receipts=receipts, kinds=kinds)


def _rows(session: Session, seqs: Sequence[int]) -> Iterable[Inbox]:
    """The rows of some numbers, in their order, a few hundred at once."""
    for part in chunks(seqs):
        yield from session.exec(select(Inbox).where(col(Inbox.seq).in_(part)).order_by(col(Inbox.seq)))


def _lacking(session: Session, mine: _Which, ask: OwnAsk) -> tuple[list[int], int]:
    """The numbers of the next changes to be told, and how many are to be told in all."""
    after = [*mine, Inbox.seq > ask.after]
    if ask.known:
        query = select(Inbox.seq, Inbox.change_id).where(*after).order_by(col(Inbox.seq))
        lacking = [seq for seq, change_id in session.exec(query) if _is_lacking(ask, change_id)]
        return lacking[: ask.want], len(lacking)
    query = select(Inbox.seq).where(*after).order_by(col(Inbox.seq)).limit(ask.want)
    return list(session.exec(query)), session.exec(select(func.count()).select_from(Inbox).where(*after)).one()


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
