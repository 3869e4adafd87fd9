"""A round with the township in the background, counted in the corner and told when it ends."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from vclinic.services import first_fetch, sync_status
from vclinic.services.sync_status import PillText
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.messages import MESSAGES
from vclinic.ui.widgets.sync_pill import SyncPill

Progress = Callable[[int, int], None]
SyncNow = Callable[[Progress], object]


class Reporting(QObject):
    """One round at a time.

    Args:
        sync_now: one round; handed in by main, for the windows know no network.
        changed: counts are to be read again. came: what a page shows of it may be another.
    """

    _progressed = Signal(int, int)

    def __init__(
        self,
        parent: QObject,
        station: Workstation,
        pill: SyncPill,
        sync_now: SyncNow,
        *,
        changed: Callable[[], None],
        came: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._station, self._pill, self.sync_now = station, pill, sync_now
        self._changed, self._came = changed, came
        self._unreported = ""  # why the last round failed
        self._progressed.connect(self._progress)

    def start(self, done: Callable[[], object] | None = None) -> None:
        """Begin a round; ``done`` is called when it has ended, well or not."""
        MESSAGES.settle(self._unreported)
        self._pill.show_progress(0, sync_status.status(self._station).pending)
        fetching = first_fetch.is_wanted(self._station)

        def finished(_report: object) -> None:
            self._changed()
            if fetching and (told := first_fetch.end(self._station)):
                MESSAGES.ok(told)
            self._came()
            if done is not None:
                done()

        def failed(sentence: str) -> None:
            self._changed()
            sentence += first_fetch.goes_on(self._station)
            self._unreported = sentence
            MESSAGES.info(sentence)
            if done is not None:
                done()

        tasks.later(lambda: self.sync_now(self._progressed.emit), finished, failed)

    def _progress(self, _done: int, _total: int) -> None:
        """What comes back is counted in the corner; what goes up counts itself when it is there."""
        if told := first_fetch.in_short(self._station):
            self._pill.show_text(PillText(told, "normal"))
