"""A township that came back from a backup has another epoch. The clinic then takes back the receipts of what it no longer
knows, so that those changes wait again; the rest is not sent twice.

All of it and the new epoch are kept in one transaction: cut off on the way, the next round begins anew.
"""

from collections.abc import Callable, Iterable, Set as AbstractSet
from datetime import datetime

from sync.client.asking import sealed
from sync.client.device import Device
from sync.client.transport import Transport
from sync.protocol import known
from sync.protocol.known import KnownReply, KnownRequest
from vclinic.domain.problem import WorldFault
from vclinic.storage import changes, own_progress
from vclinic.storage.rounds import EPOCH
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta


def settle(store: Store, transport: Transport, device: Device, epoch: str, now: Callable[[], datetime]) -> int:
    """Make the receipts agree with a township of this epoch, unless they do already. Returns how many changes wait again.

    Raises:
        Refused, WorldFault: as a round; nothing is taken back.
    """
    if not epoch or store.meta(EPOCH).get(EPOCH) == epoch:
        return 0
    with store.read() as session:
        stored = changes.stored_ids(session)

    def ask(request: KnownRequest) -> KnownReply:
        reply = transport.known(sealed(device, request, now()))
        if reply.epoch != epoch:
            raise WorldFault("restored_again", "卫生院的资料正在恢复，这一次先不报。资料都在本机，稍后会自动再报。")
        return reply

    lost = [change_id for part in known.unknown(stored, ask) for change_id in part]
    return _take_back(store, lost, epoch, now())


def agree(store: Store, epoch: str, at: datetime, stored: AbstractSet[str]) -> int:
    """As `settle`, by a list of everything a township of this epoch has stored of the clinic: it came by stick."""
    with store.read() as session:
        lost = [change_id for change_id in changes.stored_ids(session) if change_id not in stored]
    return _take_back(store, lost, epoch, at)


def _take_back(store: Store, lost: Iterable[str], epoch: str, at: datetime) -> int:
    with store.local() as session:
        taken = changes.take_back(session, lost, at)
        session.merge(Meta(key=EPOCH, value=epoch))
        own_progress.forget_place(session)
    return taken
