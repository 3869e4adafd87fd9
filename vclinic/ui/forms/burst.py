"""Keys that come quicker than anybody reads. A field that is full hands on to the next by itself; whoever presses Enter
out of habit after the last digit has not seen what stands there, and must not confirm it. How soon a habit follows is told
by the figures before it: a slow hand presses Enter as slowly as it types."""

from PySide6.QtCore import QElapsedTimer

_READ_MS, _LONGEST_MS = 150, 1_200
_PAUSE_MS = 1_500  # who waits longer than this between two figures was not typing
_HABIT = 1.5  # of the time between two figures


class Burst:
    """On for a moment after the focus went on by itself; there is one keyboard, so there is one of these."""

    def __init__(self) -> None:
        self._since = QElapsedTimer()
        self._struck = QElapsedTimer()
        self._paces = (0, 0)

    def strike(self) -> None:
        """Something is typed where the focus is now: an Enter belongs to it. Its distance to the key before is the pace
        of the hand."""
        self._since.invalidate()
        between = self._struck.elapsed() if self._struck.isValid() else _PAUSE_MS
        if between < _PAUSE_MS:
            self._paces = (self._paces[1], between)
        self._struck.start()

    def begin(self) -> None:
        """The focus is going on by itself now."""
        self._since.start()

    def is_on(self) -> bool:
        """Whether an Enter now can only be meant for the field before."""
        habit = min(_LONGEST_MS, max(_READ_MS, round(_HABIT * max(self._paces))))
        return self._since.isValid() and self._since.elapsed() < habit


BURST = Burst()
