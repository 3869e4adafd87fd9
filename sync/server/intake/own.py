"""What a clinic sent itself, given back to it: a restored computer lacks what came after its backup, a new one lacks all."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session, col, select

from sync.protocol import envelope, messages
from sync.protocol.messages import Change, OwnAsk, OwnReply, Receipt
from sync.server.database.store import Store, chunks
from sync.server.database.tables import Inbox
from sync.server.devices import pairing

_TAG = 6
_PAGE_BYTES = 4_000_000  # of plain text; packed it is a tenth


def answer(store: Store, content: bytes) -> OwnReply:
    """Open an ask and give the next page.

    Raises:
        ProtocolError: the ask cannot be read, or is of no device of ours.
    """

    def key(device_id: str) -> Ed25519PublicKey:
        return pairing.public_key_of(store, device_id)

    header, body = envelope.open_envelope(content, key)
    ask = messages.decode(OwnAsk, body)
    with store.read() as session:
        who = pairing.caller(session, header.device)
        return _page(session, who.clinic.id, ask)


def _page(session: Session, clinic_id: str, ask: OwnAsk) -> OwnReply:
    lacking = [
        (seq, change_id) for seq, change_id in _after(session, clinic_id, ask.after) if _is_lacking(ask, change_id)
    ]
    numbers = {change_id: seq for seq, change_id in lacking[: ask.want]}
    changes: list[Change] = []
    receipts: list[Receipt] = []
    size = 0
    rows: dict[str, Inbox] = {}
    for part in chunks(numbers):
        rows.update((row.change_id, row) for row in session.exec(select(Inbox).where(col(Inbox.change_id).in_(part))))
    for change_id in numbers:
        row = rows[change_id]
        size += len(row.payload)
        if changes and size > _PAGE_BYTES:
            break
        changes.append(messages.decode(Change, row.payload.encode("utf-8")))
        state = "refused" if row.state == "refused" else "stored"
        receipts.append(Receipt(change_id=change_id, state=state, code=row.code, field=row.field, text=row.text))
    upto = numbers[changes[-1].id] if changes else ask.after
    return OwnReply(changes=tuple(changes), receipts=tuple(receipts), upto=upto, left=len(lacking) - len(changes))


def _after(session: Session, clinic_id: str, seq: int) -> list[tuple[int, str]]:
    wanted = select(Inbox.seq, Inbox.change_id).where(Inbox.clinic_id == clinic_id, Inbox.seq > seq)
    return [(number, change_id) for number, change_id in session.exec(wanted.order_by(col(Inbox.seq)))]


def _is_lacking(ask: OwnAsk, change_id: str) -> bool:
    newest = ask.known.get(change_id[:_TAG], "")
    return (len(change_id), change_id) > (len(newest), newest)
