"""A program that is left open meets another day: after midnight, after sleep, after days behind the lock."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:  # at run time they come after the window
    from datetime import datetime

    from vclinic.services.clock_trust import ClockDoubt
    from vclinic.services.workstation import Workstation
    from vclinic.ui.shell import Shell

_LOOK_MS = 60_000


class DayWatch(QObject):
    """Looks once a minute, from `begin` to `end`.

    Args:
        work: the work that is open, None while there is none or it is covered.
        doubted: the clock has jumped, and somebody must say what day it is. come: another day has.
    """

    def __init__(
        self,
        parent: QObject,
        *,
        work: Callable[[], "Shell | None"],
        doubted: Callable[["ClockDoubt"], None],
        come: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._work, self._doubted, self._come = work, doubted, come
        self._looked: tuple[datetime, float] | None = None
        self._watched: QApplication | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self, station: "Workstation") -> None:
        """The day is that of ``station``'s clock."""
        self._looked = station.clock.now(), station.clock.monotonic()
        self._timer.start()
        app = QApplication.instance()
        if isinstance(app, QApplication) and self._watched is None:
            self._watched = app
            app.applicationStateChanged.connect(self._woken)

    def end(self) -> None:
        """Nobody is at work."""
        self._timer.stop()
        if self._watched is not None:
            self._watched.applicationStateChanged.disconnect(self._woken)
            self._watched = None

    def _woken(self, state: Qt.ApplicationState) -> None:
        """A machine that slept has missed its midnight: the day is looked for as soon as somebody is back."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def look(self) -> None:
        """Tell of a new day, or of a clock that jumped. While it cannot be told, it is looked for again later."""
        from vclinic.services import clock_trust

        shell = self._work()
        if shell is None or QApplication.activeModalWidget() is not None or shell.station.store.trouble():
            return
        clock = shell.station.clock
        before, self._looked = self._looked, (clock.now(), clock.monotonic())
        in_doubt = bool(shell.station.store.stopped)
        if before is None or (clock_trust.same_day(before, self._looked) and not in_doubt):
            return
        if (doubt := clock_trust.look(shell.station)) is not None:
            self._doubted(doubt)
        else:
            self._come()
