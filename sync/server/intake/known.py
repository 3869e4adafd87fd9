"""Which changes a clinic holds receipts for are still here: it asks after this township came back from a backup.

Nothing is written, so that the same request may come twice."""

from sqlalchemy import select as core_select
from sqlmodel import Session, col

from sync.protocol import envelope, known, messages
from sync.protocol.known import KnownReply, KnownRequest
from sync.server.database.session import own
from sync.server.database.store import Store, chunks, table
from sync.server.database.tables import Inbox
from sync.server.devices import pairing


def answer(store: Store, content: bytes) -> KnownReply:
    """What of a sealed request is stored here, for the clinic that sealed it.

    Raises:
        ProtocolError: it is none, or of no device that may ask.
    """
    header, body = envelope.open_envelope(content, lambda device: pairing.public_key_of(store, device))
    request = messages.decode(KnownRequest, body)
    same: list[int] = []
    none: list[int] = []
    with store.read() as session:
        clinic = pairing.caller(session, header.device).clinic.id
        for place, span in enumerate(request.spans):
            ids = _between(session, clinic, span.first, span.last)
            if not ids:
                none.append(place)
            elif len(ids) == span.count and known.digest(ids) == span.digest:
                same.append(place)
        stored = _stored(session, clinic, request.ids)
    return KnownReply(
        epoch=store.epoch,
        same=tuple(same),
        none=tuple(none),
        unknown=tuple(key for key in request.ids if key not in stored),
    )


def stored_ids(session: Session, clinic: str) -> list[str]:
    """The ids of everything that is stored of a clinic."""
    ids = table(Inbox).c.change_id
    wanted = core_select(ids).where(own(session, Inbox), col(Inbox.clinic_id) == clinic, col(Inbox.state) == "stored")
    return list(session.connection().execute(wanted.order_by(ids)).scalars())


def _between(session: Session, clinic: str, first: str, last: str) -> list[str]:
    ids = table(Inbox).c.change_id
    wanted = core_select(ids).where(
        own(session, Inbox), col(Inbox.clinic_id) == clinic, col(Inbox.state) == "stored", ids.between(first, last)
    )
    return list(session.connection().execute(wanted.order_by(ids)).scalars())


def _stored(session: Session, clinic: str, asked: tuple[str, ...]) -> set[str]:
    ids, stored = table(Inbox).c.change_id, set[str]()
    for part in chunks(asked):
        wanted = core_select(ids).where(
            own(session, Inbox),
            col(Inbox.clinic_id) == clinic,
            col(Inbox.state) == "stored",
            col(Inbox.change_id).in_(part),
        )
        stored.update(session.connection().execute(wanted).scalars())
    return stored
