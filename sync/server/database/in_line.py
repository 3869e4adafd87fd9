"""A lock that is given in the order it was asked for: whoever files a long batch part by part stands behind those who came
in the meantime. A plain lock goes to whoever asks first after it is free, which is nearly always its last holder."""

import threading
from collections import deque
from types import TracebackType


class InLine:
    """Used with ``with``; not to be taken again by the thread that holds it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            place = threading.Lock()
            place.acquire()
            self._line.append(place)
        place.acquire()  # released by whoever held the lock before

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            if self._line:
                self._line.popleft().release()
            else:
                self._held = False

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)
