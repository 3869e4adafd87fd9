"""An update as the program meets it at a start and at a log-in: how it went, the way back, and its installation asked for in
the window. All of it costs one look for a file where no update is under way."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from vclinic import __version__
from vclinic.domain.problem import Expected

if TYPE_CHECKING:  # at run time they come with an update only
    from vclinic.delivery.applying import Told
    from vclinic.delivery.runner import Runner
    from vclinic.services.workstation import Clock, Workstation

_PLAN = ("updates", "plan.json")
_LOG = logging.getLogger(__name__)


def here() -> "Runner | None":
    """What installs on this machine."""
    from vclinic.delivery.runner import of_this_machine

    return of_this_machine()


class Updating(QObject):
    """One update.

    Args:
        close: ends the program, so that it can be replaced.

    Attributes:
        told: what is to be said once somebody is in, until it is said.
    """

    def __init__(self, parent: QObject, data_dir: Path, clock: "Clock", close: Callable[[], object]) -> None:
        super().__init__(parent)
        self._data_dir, self._clock, self._close = data_dir, clock, close
        self._place = data_dir / _PLAN[0]
        self.told: Told | None = None

    @property
    def under_way(self) -> bool:
        """Whether there is anything to ask."""
        return self._data_dir.joinpath(*_PLAN).exists()

    def at_start(self) -> "Told | None":
        """How the update went; what `leave`s must be said and the program ended."""
        if not self.under_way:
            return None
        from vclinic.delivery import applying

        try:
            told = applying.at_start(self._place, __version__, here())
        except (Expected, OSError):
            _LOG.exception("an update could not be looked after")
            return None
        if told is not None and not told.leave:
            self.told = told
        return told

    def reached(self) -> None:
        """The first page stands."""
        if self.under_way:
            from vclinic.delivery import applying

            applying.reached(self._place)

    def make_fit(self, key: bytes) -> None:
        """Before the data are opened: what a program that was taken back has left in them goes; raises `Expected`."""
        if self.under_way:
            from vclinic.delivery.applying import Told
            from vclinic.delivery.coming_back import come_back

            done = come_back(self._data_dir, self._place, key, self._clock)
            if done is not None:
                self.told = Told(done.sentence, well=True)

    def settled(self) -> "Told | None":
        """Somebody is in: what is to be said, once."""
        told, self.told = self.told, None
        if self.under_way:
            from vclinic.delivery import applying

            told = applying.settled(self._place, __version__) or told
        return told

    def tries(self) -> str:
        """The former version's name while the new one is tried and could be put back; else empty."""
        if not self.under_way:
            return ""
        from vclinic.delivery import applying

        plan = applying.waits(self._place, "trying")
        return plan.before if plan is not None and plan.previous and here() is not None else ""

    def install(self, station: "Workstation") -> None:
        """Back up and start the setup that was fetched last; then the program has to `leave`. Raises `Expected`."""
        from vclinic.delivery.installing import install
        from vclinic.newer import pinned

        install(station, pinned(), here())

    def leave(self) -> None:
        """End the program, so that it can be replaced."""
        self._close()

    def put_back(self) -> None:
        """Start the former version's setup and end the program; raises `Expected`."""
        from vclinic.delivery import applying

        runner = here()
        assert runner is not None, "offered where nothing can be put back"
        applying.put_back(self._place, runner)
        self._close()
