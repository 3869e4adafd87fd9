"""One round: changes go up in order in small sealed batches, each receipt is kept as it comes, notices come down.

No database transaction is open while the network is in use. Acknowledged is what has a receipt by its change id,
nothing else; sending again is always safe.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sync.client import device as devices
from sync.client.device import BATCH, TIP, TOWNSHIP, Device
from sync.client.transport import AskedToWait, Transport
from sync.protocol import envelope, messages
from sync.protocol.envelope import Header
from sync.protocol.messages import Batch, Change, RoundReply
from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.storage import changes, notices
from vclinic.storage.store import Store
from vclinic.storage.tables import ChangeRow, Meta, SyncRoundRow

PACKED_LIMIT = 16_000  # bytes a sealed batch should stay under, to survive a link that is cut every few kilobytes
_FIRST_RATIO = 6.0
_FRAME = 200  # bytes of a change besides its record
_RETRY_REFUSED = timedelta(hours=1)
_MOST_ASKS = 200  # requests for nothing but notices in one round; the rest waits for the next
LAST_SUCCESS = "last_sync_success"
REST = "sync_rest"  # "since seconds": since when, by the monotonic clock, the township wants to be left alone


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a round did; counts of changes, requests and bytes on the wire."""

    pushed: int = 0
    stored: int = 0
    refused: int = 0
    notices: int = 0
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0


Progress = Callable[[int, int], None]


def sync(
    store: Store,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    steady: Callable[[], float] = time.monotonic,
) -> RoundReport:
    """Push everything that waits and take what the township has to say.

    Args:
        now: wall time, for audit and the envelope.
        progress: called with (changes acknowledged, changes there were to send).
        steady: seconds nobody can set back, to note from when the township wants to be left alone.

    Raises:
        Refused: not enrolled, revoked, or refused as a whole.
        WorldFault: the network or the server; whatever was acknowledged before stays acknowledged.
    """
    device = devices.load(store)
    if device is None:
        raise Refused("not_enrolled", "还没有接入卫生院。请在上报中心填写卫生院给的地址和接入码。")
    report = RoundReport()
    with Transport(device.url) as transport:
        try:
            report = _push(store, transport, device, now, progress)
        except Expected as fault:
            if isinstance(fault, AskedToWait):
                store.set_meta({REST: f"{steady()} {fault.seconds}"})
            _note(store, replace(report, **_cost(transport)), now(), fault.code)
            raise
        report = replace(report, **_cost(transport))
    _note(store, report, now(), "")
    return report


def _push(
    store: Store, transport: Transport, device: Device, now: Callable[[], datetime], progress: Progress | None
) -> RoundReport:
    report, after, ratio, more, tries = RoundReport(), 0, _FIRST_RATIO, True, True
    asks, unanswered = 0, 0
    with store.read() as session:
        total = changes.counts(session)["pending"]
    while True:
        with store.read() as session:
            waiting = changes.pending(session, after, _at_most(ratio))
            if not waiting and tries:
                waiting, tries = changes.refused_before(session, now() - _RETRY_REFUSED, 50), False
            cursor = notices.cursor(session)
        if not waiting and (not more or asks >= _MOST_ASKS):
            break
        part = _fitting(waiting, ratio)
        sealed, packed, raw = _seal(device, part, cursor, now())
        if len(part) > 1 and packed > PACKED_LIMIT:
            ratio = max(1.0, raw / packed * 0.9)
            part = _fitting(waiting, ratio)
            sealed, packed, raw = _seal(device, part, cursor, now())
        reply = transport.round(sealed)
        kept, heard = _keep(store, device, sealed, part=part, reply=reply, at=now())
        device = replace(device, batch=device.batch + 1, tip=envelope.header_hash(sealed)) if part else device
        if part:
            ratio = max(1.0, 0.5 * ratio + 0.5 * raw / packed)
            after = max(after, *(row.seq or 0 for row in part)) if tries else after
        asks += not part
        unanswered += len(part) - len(heard)
        refused = heard.count("refused")
        report = replace(
            report,
            pushed=report.pushed + len(part),
            stored=report.stored + len(heard) - refused,
            refused=report.refused + refused,
            notices=report.notices + kept,
        )
        more = reply.more and kept > 0
        if progress is not None:
            progress(report.pushed, max(total, report.pushed))
    if unanswered:
        raise _missing(unanswered)
    return report


def _missing(count: int) -> WorldFault:
    sentence = f"卫生院有 {count} 条没有给回执，没有回执的会再报。资料都在本机。"
    return WorldFault("receipts_missing", sentence)


def _at_most(ratio: float) -> int:
    """How many of the smallest changes a batch could hold; more need not be read for it."""
    return min(messages.MAX_CHANGES, int(PACKED_LIMIT * ratio / _FRAME) + 1)


def _fitting(waiting: Sequence[ChangeRow], ratio: float) -> list[ChangeRow]:
    part: list[ChangeRow] = []
    raw = 0
    for row in waiting:
        raw += len(row.payload.encode("utf-8")) + _FRAME
        if part and raw > PACKED_LIMIT * ratio:
            break
        part.append(row)
    return part


def _seal(device: Device, part: Sequence[ChangeRow], cursor: int, at: datetime) -> tuple[bytes, int, int]:
    """(sealed batch, its size, size of the plain body) in bytes."""
    body = messages.encode(Batch(changes=tuple(_change(row) for row in part), cursor=cursor))
    header = Header(
        device=device.id,
        batch=device.batch + 1,
        prev=device.tip,
        count=len(part),
        made_at=at.isoformat(timespec="seconds"),
    )
    sealed = envelope.seal(body, header, device.key)
    return sealed, len(sealed), len(body)


def _change(row: ChangeRow) -> Change:
    data: dict[str, Any] = json.loads(row.payload)
    return Change(
        id=row.id,
        act=row.act,
        entity=row.entity,
        entity_id=row.entity_id,
        revision=row.revision,
        base_revision=row.base_revision,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        data=data,
    )


def _keep(
    store: Store, device: Device, sealed: bytes, part: Sequence[ChangeRow], reply: RoundReply, at: datetime
) -> tuple[int, list[str]]:
    """Receipts, notices, cursor and the chain's tip in one transaction. Returns how many notices were new, and the
    states of the changes that were answered; one without an answer holds up nobody.

    Raises:
        WorldFault: nothing was answered, or the answers contradict each other; nothing is kept.
    """
    asked = {row.id for row in part}
    answers = {receipt.change_id: receipt for receipt in reply.receipts if receipt.change_id in asked}
    states = {name: "refused" if receipt.state == "refused" else "stored" for name, receipt in answers.items()}
    if any(
        (receipt.state == "refused") != (states.get(receipt.change_id, receipt.state) == "refused")
        for receipt in reply.receipts
    ):
        sentence = "卫生院对同一条既说收到又说没收，没有当作收到，会再报。资料都在本机。"
        raise WorldFault("contradiction", sentence)
    if asked and not answers:
        raise _missing(len(asked))
    receipts = [(name, states[name], receipt.code, receipt.field, receipt.text) for name, receipt in answers.items()]
    told = [(notice.seq, notice.kind, notice.model_dump(mode="json")) for notice in reply.notices]
    # no cursor leads past what was really told: notices between would never be heard
    upto = min(reply.cursor, max((notice.seq for notice in reply.notices), default=0))
    with store.local() as session:
        changes.keep_receipts(session, receipts, at)
        new = notices.keep(session, told, upto, at)
        if part:
            session.merge(Meta(key=BATCH, value=str(device.batch + 1)))
            session.merge(Meta(key=TIP, value=envelope.header_hash(sealed)))
        if reply.township and reply.township != device.township:
            session.merge(Meta(key=TOWNSHIP, value=reply.township))
    return new, list(states.values())


def _cost(transport: Transport) -> dict[str, int]:
    return {"requests": transport.requests, "bytes_up": transport.bytes_up, "bytes_down": transport.bytes_down}


def _note(store: Store, report: RoundReport, at: datetime, code: str) -> None:
    moment = at.isoformat(timespec="seconds")
    with store.local() as session:
        session.add(
            SyncRoundRow(
                at=moment,
                ok=int(not code),
                pushed=report.pushed,
                stored=report.stored,
                refused=report.refused,
                requests=report.requests,
                bytes_up=report.bytes_up,
                bytes_down=report.bytes_down,
                code=code,
            )
        )
        if not code:
            session.merge(Meta(key=LAST_SUCCESS, value=moment))
            session.merge(Meta(key=REST, value=""))
