"""How often somebody may ask, so that one caller does not slow the others and codes cannot be guessed."""

import threading
from collections import deque
from datetime import datetime, timedelta

from sync.protocol.errors import ProtocolError

WINDOW = timedelta(minutes=1)


class Limit:
    """At most ``count`` requests a minute for each caller."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def take(self, caller: str, now: datetime) -> None:
        """Count one request.

        Raises:
            ProtocolError: ``later``.
        """
        with self._lock:
            seen = self._seen.setdefault(caller, deque())
            while seen and not timedelta(0) <= now - seen[0] < WINDOW:
                seen.popleft()
            if len(seen) >= self.count:
                raise ProtocolError("later", "来得太快，请 1 分钟后再试。资料都在本机，没有丢。")
            seen.append(now)
