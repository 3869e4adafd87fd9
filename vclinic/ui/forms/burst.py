"""Keys that come quicker than anybody reads. A field that is full hands on to the next by itself; whoever presses Enter
out of habit after the last digit has not seen what stands there, and must not confirm it. How soon a habit follows is told
by the figures before it: a slow hand presses Enter as slowly as it types."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer

_READ_MS, _LONGEST_MS = 150, 1_200
_PAUSE_MS = 1_500  # who waits longer than this between two figures was not typing
_HABIT = 1.5  # of the time between two figures


class Burst:
    """On for a moment after the focus went on by itself; there is one keyboard, so there is one of these.

    ``now`` says how many milliseconds have gone by, from any beginning.
    """

    def __init__(self, now: Callable[[], int] | None = None) -> None:
        timer = QElapsedTimer()
        timer.start()
        self.now = now or timer.elapsed
        self._since: int | None = None
        self._struck: int | None = None
        self._paces = (0, 0)

    def strike(self) -> None:
        """Something is typed where the focus is now: an Enter belongs to it. Its distance to the key before is the pace
        of the hand."""
        now = self.now()
        between = _PAUSE_MS if self._struck is None else now - self._struck
        if between < _PAUSE_MS:
            self._paces = (self._paces[1], between)
        self._since, self._struck = None, now

    def begin(self) -> None:
        """The focus is going on by itself now."""
        self._since = self.now()

    def is_on(self) -> bool:
        """Whether an Enter now can only be meant for the field before."""
        habit = min(_LONGEST_MS, max(_READ_MS, round(_HABIT * max(self._paces))))
        return self._since is not None and self.now() - self._since < habit


BURST = Burst()
