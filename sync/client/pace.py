"""How large batches may be on this line and how hard they are packed, by what the requests before took."""

from sync.client.batches import PACKED_LIMIT
from sync.protocol.two import packing

MOST = 64_000  # bytes of a packed batch on a good line
LEAST = 2_000  # bytes of one on a line that is cut all the time
STEP = 1_000  # bytes by which a batch may be larger after one that went through
_SECONDS = 2.0  # a batch should be through after about so long
_TELLING = 4_000  # bytes below which a request says more about waiting than about speed
_FAST = 30_000.0  # bytes a second from which packing harder takes longer than it saves
_MANY = 100  # changes from which it matters


class Pace:
    """What is known of the line; it begins as a bad one.

    After a cut half as much goes at once, and a little more after each batch that went through: half of what is under
    way when a line is cut was sent in vain.
    """

    def __init__(self, most: int = MOST) -> None:
        """``most`` is `most` of the round before."""
        self.most = max(LEAST, min(MOST, most))
        self._wished = PACKED_LIMIT
        self._speed = 0.0

    @property
    def limit(self) -> int:
        """Bytes a packed batch should stay under."""
        return min(self._wished, self.most)

    def note(self, size: int, seconds: float) -> None:
        """A request of ``size`` bytes was answered after ``seconds``."""
        if 2 * size >= self.limit:  # less says nothing about how long the line holds
            self.most = min(MOST, self.most + STEP)
        if size < min(_TELLING, self.most):
            return
        self._speed = size / max(seconds, 0.001)
        self._wished = max(PACKED_LIMIT, min(MOST, int(self._speed * _SECONDS)))

    def cut(self) -> None:
        """The line was cut under way."""
        self.most = max(LEAST, self.limit // 2)

    def level(self, changes: int) -> int:
        """How hard to pack so many changes."""
        return packing.FAST if changes >= _MANY and self._speed > _FAST else packing.SMALL
