"""The way a doctor came, with where the hands were on each page that was left."""

from collections.abc import Callable

from vclinic.ui.destinations import Destination, OpenToday
from vclinic.ui.widgets.focus_place import FocusPlace

_LONGEST = 20


class Trail:
    """Begins nowhere; every way back ends at Today."""

    def __init__(self) -> None:
        self._way: list[Destination] = []
        self._left: list[tuple[Destination, FocusPlace]] = []

    @property
    def here(self) -> Destination | None:
        """What is open; None before anything was."""
        return self._way[-1] if self._way else None

    def go(self, destination: Destination, hands: FocusPlace | None) -> None:
        """On, from where the ``hands`` are now."""
        if hands is not None and self._way:
            self._left.append((self._way[-1], hands))
            del self._left[:-_LONGEST]
        self._way.append(destination)
        del self._way[:-_LONGEST]

    def back_past(self, passed: Callable[[Destination], bool]) -> Destination:
        """To the last one that is not ``passed`` over."""
        while len(self._way) > 1 and passed(self._way[-1]):
            self._way.pop()
        return self._way[-1] if self._way else OpenToday()

    def back(self) -> Destination:
        """One step, or to Today."""
        if len(self._way) > 1:
            self._way.pop()
        else:
            self._way = [OpenToday()]
        return self._way[-1]

    def hands(self) -> FocusPlace | None:
        """Where the hands were when `here` was left; what was left after it is forgotten."""
        while self._left:
            destination, place = self._left.pop()
            if destination is self.here:
                return place
        return None
