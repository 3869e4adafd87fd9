"""Turn by turn: a clinic with a year's work waiting rests between its batches as long as others ask too.

One writer files at a time, and a batch of many changes takes as long as ten usual rounds. Whoever has used much lately is
therefore let in again only after a rest in proportion to what its last batch took; whoever has used little never waits
here, and nobody waits when nobody else is there.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

GRACE = 0.25  # seconds of work within `LATELY` that a clinic has free: about a month of a village
LATELY = 10.0  # seconds
REST = 4.0  # times what the last batch took
LONGEST = 2.0  # seconds; a clinic's program waits a minute for an answer
_MOST = 4096  # senders remembered
T = TypeVar("T")


@dataclass(slots=True)
class _Sender:
    """What one has used: (when, seconds of work), the oldest first."""

    used: deque[tuple[float, float]] = field(default_factory=deque[tuple[float, float]])
    free_at: float = 0.0


class Turns:
    """How much each sender has used lately. All calls come from the loop's thread."""

    def __init__(self, processes: int = 1) -> None:
        """``processes``: how many serve beside each other; who asks another one is not seen."""
        self._one = processes == 1
        self._senders: dict[str, _Sender] = {}

    def rest(self, sender: str, now: float) -> float:
        """Seconds this sender is to wait before its next batch."""
        known = self._senders.get(sender)
        if known is None or not self._others(sender, now):
            return 0.0
        return min(LONGEST, max(0.0, known.free_at - now))

    def note(self, sender: str, now: float, seconds: float) -> None:
        """A batch was answered after so many seconds of work."""
        known = self._senders.pop(sender, None) or _Sender()
        self._senders[sender] = known  # the newest last
        while known.used and now - known.used[0][0] > LATELY:
            known.used.popleft()
        known.used.append((now, seconds))
        if sum(taken for _, taken in known.used) > GRACE:
            known.free_at = now + REST * seconds
        while len(self._senders) > _MOST:
            del self._senders[next(iter(self._senders))]

    def _others(self, sender: str, now: float) -> bool:
        """Whether anybody else asked lately."""
        for name in reversed(self._senders):
            if name != sender:
                return now - self._senders[name].used[-1][0] <= LATELY
        return False

    async def run(self, sender: str, work: Callable[[bool], T]) -> T:
        """Do the work of a sender's request in a thread, when it is its turn; it is told whether nobody else asked lately."""
        clock = asyncio.get_running_loop().time
        if pause := self.rest(sender, clock()):
            await asyncio.sleep(pause)
        answered, seconds = await run_in_threadpool(_measured, work, self._one and not self._others(sender, clock()))
        self.note(sender, clock(), seconds)
        return answered


def _measured(work: Callable[[bool], T], alone: bool) -> tuple[T, float]:
    """The answer and the processor's seconds it took: what it waited for others is not held against it."""
    begun = time.thread_time()
    answered = work(alone)
    return answered, time.thread_time() - begun
