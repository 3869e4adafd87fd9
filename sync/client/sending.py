"""One request: as many changes as this line takes, sealed in the protocol both sides speak, and the answer."""

import time
from collections.abc import Callable, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from sync.client import batches, batches_two, device as devices, own, standing, taken_over
from sync.client.device import Device
from sync.client.keeping import keep
from sync.client.pace import MOST, Pace
from sync.client.transport import Transport
from sync.protocol import PROTOCOL_MAX
from sync.protocol.messages import RoundReply
from sync.protocol.two.reply import facts_of
from vclinic.domain.problem import Refused, WorldFault
from vclinic.storage import changes
from vclinic.storage.changes import Logged
from vclinic.storage.store import Store

_OLD_TOWNSHIP = frozenset(("malformed", "version"))  # what it says to an envelope it does not know


@dataclass(frozen=True, slots=True)
class Sent:
    """What went up and what came back; ``notices`` counts the new ones, ``heard`` are the answers' states."""

    part: list[Logged]
    reply: RoundReply
    notices: int
    heard: list[str]


class Sender:
    """Sends one batch after the other; what it learns of line and township holds for the next."""

    def __init__(self, store: Store, transport: Transport, device: Device, now: Callable[[], datetime]) -> None:
        self._store = store
        self._transport = transport
        self._device = device
        self._now = now
        self._pace = Pace(devices.most_at_once(store) or MOST)
        self._remembered = self._pace.most
        self._ratio = batches.FIRST_RATIO if device.protocol == 1 else batches_two.FIRST_RATIO

    @property
    def device(self) -> Device:
        """The device as far as its batches have come."""
        return self._device

    @property
    def reads(self) -> int:
        """How many waiting changes could go into the next batch at most."""
        return batches.at_most(self._ratio, self._limit)

    @property
    def _limit(self) -> int:
        return min(batches.PACKED_LIMIT, self._pace.limit) if self._device.protocol == 1 else self._pace.limit

    def send(self, waiting: Sequence[Logged], cursor: int, whole: AbstractSet[str] = frozenset()) -> Sent:
        """Send the first of the waiting changes, and keep what is answered.

        Args:
            whole: changes that must not go as edits.

        Raises:
            Refused, WorldFault: as `Transport.round`.
        """
        for again in (True, True, False):
            part, sealed, raw = self._filled(waiting, cursor, whole)
            stands = standing.told(self._store, part, self._now())
            began = time.monotonic()
            try:
                reply = self._transport.round(sealed, [row.id for row in part], self._device.facts, stands)
            except Refused as fault:
                if not again or not self._otherwise(fault.code):
                    raise
                continue
            except WorldFault:
                if self._transport.was_cut:
                    self._pace.cut()
                    self._remember()
                raise
            self._pace.note(len(sealed), time.monotonic() - began)
            self._remember()
            standing.note(self._store, stands, self._now())
            return self._kept(part, sealed, raw, reply)
        raise AssertionError("the last time round raises")

    def _remember(self) -> None:
        """What was learned of the line holds for the next round, too."""
        if self._pace.most != self._remembered:
            self._remembered = self._pace.most
            devices.keep_most_at_once(self._store, self._remembered)

    def _otherwise(self, code: str) -> bool:
        """Whether the same may be sent in another way: an older township, or a number that was used before."""
        if self._device.protocol == 1:
            return False
        if code == "replayed":
            taken_over.begin_anew(self._store, self._device.id)
            own.fetch(self._store, self._transport, self._device, self._now)
            return True
        if code in _OLD_TOWNSHIP:
            devices.speak(self._store, 1)
            self._device, self._ratio = replace(self._device, protocol=1), batches.FIRST_RATIO
            return True
        return False

    def _filled(
        self, waiting: Sequence[Logged], cursor: int, whole: AbstractSet[str]
    ) -> tuple[list[Logged], bytes, int]:
        number = devices.next_round(self._store) if self._device.protocol > 1 else ("", 0)
        part = batches.fitting(waiting, self._ratio, self._limit)
        sealed, packed, raw = self._sealed(part, cursor, whole, number)
        if len(part) > 1 and packed > self._limit:
            self._ratio = max(1.0, raw / packed * 0.9)
            part = batches.fitting(waiting, self._ratio, self._limit)
            sealed, packed, raw = self._sealed(part, cursor, whole, number)
        return part, sealed, raw

    def _sealed(
        self, part: Sequence[Logged], cursor: int, whole: AbstractSet[str], number: tuple[str, int]
    ) -> tuple[bytes, int, int]:
        if self._device.protocol == 1:
            return batches.seal(self._device, part, cursor, self._now())
        with self._store.read() as session:
            bases = changes.acknowledged_bases(session, [row for row in part if row.id not in whole])
        level = self._pace.level(len(part))
        return batches_two.seal(self._device, part, cursor, self._now(), number=number, bases=bases, level=level)

    def _kept(self, part: list[Logged], sealed: bytes, raw: int, reply: RoundReply) -> Sent:
        notices, heard = keep(self._store, self._device, sealed, part=part, reply=reply, at=self._now())
        device = replace(self._device, facts=facts_of(reply))
        if part:
            self._ratio = max(1.0, 0.5 * self._ratio + 0.5 * raw / len(sealed))
            device = replace(device, batch=device.batch + 1, tip=batches.link_of(sealed))
        spoken = min(reply.protocol_max, PROTOCOL_MAX)
        if spoken != device.protocol:
            device = replace(device, protocol=spoken)
            self._ratio = batches.FIRST_RATIO if spoken == 1 else batches_two.FIRST_RATIO
        self._device = device
        return Sent(part, reply, notices, heard)
