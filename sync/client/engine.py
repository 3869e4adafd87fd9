"""One round: changes go up in order in small sealed batches, each receipt is kept as it comes, notices come down.

No database transaction is open while the network is in use. Acknowledged is what has a receipt by its change id,
nothing else; sending again is always safe.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.client import device as devices, epochs, own
from sync.client.device import AUTHORITY, Device
from sync.client.keeping import keep_package_key, missing, wanted_whole
from sync.client.pin import vouches
from sync.client.sending import Sender
from sync.client.transport import AskedToWait, Transport
from vclinic.domain.problem import Expected, Refused
from vclinic.storage import change_states, changes, notices
from vclinic.storage.changes import Logged
from vclinic.storage.rounds import LAST_SUCCESS, PACKAGE_ASKED, PACKAGE_KEY, REST
from vclinic.storage.store import Store
from vclinic.storage.tables import Meta, SyncRoundRow

_RETRY_REFUSED = timedelta(hours=1)
_READ_AHEAD = 2000  # changes read at once
_MOST_ASKS = 200  # requests for nothing but notices in one round; the rest waits for the next


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a round did; counts of changes, requests and bytes on the wire. ``stored`` counts the ``duplicate`` ones,
    which the township had before; ``fetched`` are those that came from it: what other computers of the clinic sent, or
    this one before it was restored."""

    pushed: int = 0
    stored: int = 0
    duplicate: int = 0
    refused: int = 0
    notices: int = 0
    fetched: int = 0
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0


Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """How a round ended: what it did until then, and what ended it early; None when it went through."""

    report: RoundReport
    fault: Expected | None


@dataclass(slots=True)
class _Running:
    """A round under way; its report is what an end before the end has to tell."""

    report: RoundReport = RoundReport()
    others: int = 0  # the number of the last change another computer of the clinic sent, as the last answer says


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
        Refused: not paired, revoked, or refused as a whole.
        WorldFault: the network or the server; whatever was acknowledged before stays acknowledged.
    """
    ended = attempt(store, now, progress, steady)
    if ended.fault is not None:
        raise ended.fault
    return ended.report


def attempt(
    store: Store,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    steady: Callable[[], float] = time.monotonic,
) -> RoundEnd:
    """A round as `sync` does it, with what was done before a fault beside the fault."""
    device = devices.load(store)
    if device is None:
        sentence = "还没有接入卫生院。请在上报中心填写接入单上的接入文字。"
        return RoundEnd(RoundReport(), Refused("not_enrolled", sentence))
    running, ended = _Running(), None
    try:
        with Transport(device.url, device.authority, proxied=device.proxied) as transport:
            try:
                fetched = own.fetch(store, transport, device, now, progress).new
                running.report = RoundReport(fetched=fetched)
                _push(running, store, transport=transport, device=device, now=now, progress=progress)
                fetched += own.fetch_others(store, transport, device, now, running.others).new
                running.report = replace(running.report, fetched=fetched)
                _follow(store, transport)
                _ask_for_package_key(store, transport, now())
            except Expected as fault:
                ended = fault
                if isinstance(fault, AskedToWait):
                    store.set_meta({REST: f"{steady()} {fault.seconds}"})
            report = replace(running.report, **_cost(transport))
            _note(store, report, now(), ended.code if ended is not None else "")
    except Expected as fault:  # the address, or the disk when the round was to be noted
        return RoundEnd(running.report, fault)
    return RoundEnd(report, ended)


def _follow(store: Store, transport: Transport) -> None:
    """Trust the township's new authority from now on, once the one before has vouched for it on this very line."""
    if transport.has_successor:
        authority = transport.authority()
        if vouches(authority, transport.served):
            store.set_meta({AUTHORITY: authority})


def _push(
    running: _Running,
    store: Store,
    *,
    transport: Transport,
    device: Device,
    now: Callable[[], datetime],
    progress: Progress | None,
) -> None:
    after, more, tries = 0, True, True
    asks, unanswered = 0, 0
    waiting: list[Logged] = []
    again: list[Logged] = []  # went as an edit of something the township has not, and go whole now
    whole: set[str] = set()
    sender = Sender(store, transport, device, now)
    with store.read() as session:
        total = change_states.counts(session)["pending"]
    while True:
        with store.read() as session:
            if len(waiting) < sender.reads:  # what was read and did not fit is not read again
                read = waiting[-1].seq or 0 if waiting else after
                waiting += changes.pending(session, read, _READ_AHEAD)
            if not (waiting or again) and tries:
                waiting, tries = changes.refused_before(session, now() - _RETRY_REFUSED, 50), False
            cursor = notices.cursor(session)
        if not (waiting or again) and (not more or asks >= _MOST_ASKS):
            break
        sent = sender.send(again or waiting, cursor, whole)
        part, heard = sent.part, sent.heard
        running.others = sent.reply.others
        forgotten = epochs.settle(store, transport, sender.device, sent.reply.epoch, now)
        if again:
            again = again[len(part) :]
        elif part:
            after = max(after, *(row.seq or 0 for row in part)) if tries else after
            waiting = waiting[len(part) :] if tries else []
        wanted = wanted_whole(sent.reply) - whole
        again += [row for row in part if row.id in wanted]
        whole |= wanted
        asks += not part
        unanswered += len(part) - len(heard) - len(wanted)
        refused = heard.count("refused")
        report = running.report
        running.report = replace(
            report,
            pushed=report.pushed + len(part) - len(wanted),
            stored=report.stored + len(heard) - refused,
            duplicate=report.duplicate + heard.count("duplicate"),
            refused=report.refused + refused,
            notices=report.notices + sent.notices,
        )
        more = sent.reply.more and sent.notices > 0
        if forgotten:  # the township came back from a backup: what it forgot stands before what is waiting
            after, tries, total, waiting = 0, True, total + forgotten, []
        if progress is not None:
            progress(running.report.pushed, max(total, running.report.pushed))
    if unanswered:
        raise missing(unanswered)


def _ask_for_package_key(store: Store, transport: Transport, at: datetime) -> None:
    """A device paired before its township had a key for packages asks for it after a round, once a day: without it no
    stick can be written when the network is gone."""
    known, today = store.meta(PACKAGE_KEY, PACKAGE_ASKED), at.date().isoformat()
    if known.get(PACKAGE_KEY) or known.get(PACKAGE_ASKED) == today:
        return
    store.set_meta({PACKAGE_ASKED: today})
    with suppress(Expected):  # an old township has none, and the round is over anyway
        keep_package_key(store, transport.package_key().package_key)


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
