"""Keys that come quicker than anybody reads. A field that is full hands on to the next by itself; whoever presses Enter
out of habit after the last digit has not seen what stands there, and must not confirm it."""

from PySide6.QtCore import QElapsedTimer

_READ_MS = 150


class Burst:
    """On for a moment after the focus went on by itself; there is one keyboard, so there is one of these."""

    def __init__(self) -> None:
        self._since = QElapsedTimer()

    def begin(self) -> None:
        """The focus is going on by itself now."""
        self._since.start()

    def is_on(self) -> bool:
        """Whether an Enter now can only be meant for the field before."""
        return self._since.isValid() and self._since.elapsed() < _READ_MS


BURST = Burst()
