"""This clinic's own changes come back from the township, page by page, before anything is sent: after a restore, and on a
new computer. Each page is kept with how far it came, so that a line that breaks costs one page; while it is taken in, the
next one is on its way."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from sync.client.asking import sealed
from sync.client.device import Device
from sync.client.transport import Transport
from sync.protocol import wire
from sync.protocol.messages import OwnAsk, OwnReply
from sync.protocol.two import shapes
from vclinic.domain.problem import WorldFault
from vclinic.storage import own_progress, own_records
from vclinic.storage.own_progress import PageFacts
from vclinic.storage.own_records import Taken
from vclinic.storage.own_writing import OwnChange
from vclinic.storage.store import Store

_KNOWN = "own_known"
_OLD_TOWNSHIP = frozenset(("nonsense_404", "nonsense_405"))
Progress = Callable[[int, int], None]


def fetch(
    store: Store, transport: Transport, device: Device, now: Callable[[], datetime], progress: Progress | None = None
) -> Taken:
    """Take in what the township knows of this clinic and this store does not, where that is wanted.

    An older township cannot give it; it is asked again in later rounds, and its receipts say what collides until then.

    Raises:
        Refused, WorldFault: as a round; what came before stays.
    """
    total = Taken()
    if not own_progress.wanted(store):
        return total
    known, began = _known(store), now()

    def asked(after: int) -> Future[OwnReply]:
        ask = OwnAsk(own=True, after=after, known=known, edition=shapes.NEWEST)
        return ahead.submit(transport.own, sealed(device, ask, now()))

    with ThreadPoolExecutor(1) as ahead:
        coming = asked(own_progress.cursor(store))
        while own_progress.wanted(store):
            try:
                reply = coming.result()
            except WorldFault as fault:
                if fault.code in _OLD_TOWNSHIP:
                    return total
                raise
            if reply.left:
                coming = asked(reply.upto)
            told = PageFacts(reply.left, reply.kinds, began)
            place = own_progress.place(store) if not reply.left else None
            upto = reply.upto if place is None else min(place, reply.upto)
            taken = own_records.take(store, _changes(reply), upto, now(), last=not reply.left, told=told)
            total = Taken(total.new + taken.new, total.known + taken.known, taken.aside)
            if progress is not None:
                done = total.new + total.known
                progress(done, done + reply.left)
    return total


def fetch_others(store: Store, transport: Transport, device: Device, now: Callable[[], datetime], newest: int) -> Taken:
    """Take in what other computers of this clinic sent since it was last asked, at the end of a round whose answer said
    up to which number there is something; raises as `fetch`."""
    total = Taken()
    while not own_progress.wanted(store) and own_progress.cursor(store) < newest:
        after = own_progress.cursor(store)
        ask = OwnAsk(own=True, after=after, others=True, edition=shapes.NEWEST)
        reply = transport.own(sealed(device, ask, now()))
        if reply.upto <= after:  # it says one thing in a round and another here: nothing to wait for
            break
        taken = own_records.take(store, _changes(reply), reply.upto, now(), last=True)
        total = Taken(total.new + taken.new, total.known + taken.known, taken.aside)
    return total


def _known(store: Store) -> dict[str, str]:
    """What was here when the asking began, also when it goes on after a break: later pages leave gaps below new ids."""
    if own_progress.wanted(store) == own_progress.WHOLE:
        return {}
    if own_progress.cursor(store):
        return dict(wire.read((store.meta(_KNOWN).get(_KNOWN) or "{}").encode("utf-8")))
    with store.read() as session:
        known = own_progress.newest_of_each_tag(session)
    store.set_meta({_KNOWN: wire.compact(known)})
    return known


def _changes(reply: OwnReply) -> list[OwnChange]:
    receipts = {receipt.change_id: receipt for receipt in reply.receipts}
    changes: list[OwnChange] = []
    for change in reply.changes:
        receipt = receipts.get(change.id)
        changes.append(
            OwnChange(
                id=change.id,
                act=change.act,
                entity=change.entity,
                entity_id=change.entity_id,
                revision=change.revision,
                base_revision=change.base_revision,
                recorded_at=change.recorded_at,
                recorded_by=change.recorded_by,
                data=change.data,
                state=receipt.state if receipt is not None else "stored",
                code=receipt.code if receipt is not None else "",
                field=receipt.field if receipt is not None else "",
                text=receipt.text if receipt is not None else "",
            )
        )
    return changes
