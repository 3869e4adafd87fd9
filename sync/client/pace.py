"""How large batches may be on this line and how hard they are packed, by what the requests before took."""

from sync.client.batches import PACKED_LIMIT
from sync.protocol.two import packing

MOST = 64_000  # bytes of a packed batch on a good line
_SECONDS = 2.0  # a batch should be through after about so long
_TELLING = 4_000  # bytes below which a request says more about waiting than about speed
_FAST = 30_000.0  # bytes a second from which packing harder takes longer than it saves
_MANY = 100  # changes from which it matters


class Pace:
    """What is known of the line; it begins as a bad one."""

    def __init__(self) -> None:
        self.limit = PACKED_LIMIT
        self._speed = 0.0

    def note(self, size: int, seconds: float) -> None:
        """A request of ``size`` bytes was answered after ``seconds``."""
        if size < _TELLING:
            return
        self._speed = size / max(seconds, 0.001)
        self.limit = max(PACKED_LIMIT, min(MOST, int(self._speed * _SECONDS)))

    def level(self, changes: int) -> int:
        """How hard to pack so many changes."""
        return packing.FAST if changes >= _MANY and self._speed > _FAST else packing.SMALL
