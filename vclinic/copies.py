"""When the automatic backups are made: a while after the first log-in of a day, and when the window closes. Neither the
log-in nor the typing waits for them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:  # at run time it comes after the window
    from vclinic.services.auto_backup import BackupState
    from vclinic.services.workstation import Workstation

_AFTER_LOG_IN_MS = 20_000
_AGAIN_MS = 5_000
_PATIENCE_AT_CLOSING_S = 20.0


class Copies(QObject):
    """From `begin` to `end` a backup that is due is made in the background, as soon as nothing else runs there."""

    def __init__(self, parent: QObject | None = None, after_ms: int = _AFTER_LOG_IN_MS) -> None:
        super().__init__(parent)
        self._station: Workstation | None = None
        self._after_ms = after_ms
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.make)

    def begin(self, station: "Workstation") -> None:
        """Somebody has logged in, or a new day has come."""
        self._station = station
        self._timer.start(self._after_ms)

    def end(self) -> None:
        """Nobody is at work."""
        self._timer.stop()
        self._station = None

    def make(self) -> None:
        """The day's backup, unless it is there; what did not work is said once."""
        from vclinic.services import auto_backup
        from vclinic.ui import tasks

        station = self._station
        if station is None or station.store.trouble():
            return
        if tasks.busy():
            self._timer.start(_AGAIN_MS)
        elif auto_backup.is_due(station):
            tasks.later(lambda: auto_backup.run(station), _say)

    def at_closing(self) -> None:
        """What came since the last one is backed up too; why it did not work is told at the next opening."""
        from vclinic.services import auto_backup
        from vclinic.ui import tasks

        station, self._station = self._station, None
        self._timer.stop()
        if station is None:
            return
        tasks.wait()
        if not station.store.trouble() and auto_backup.is_due(station, closing=True):
            auto_backup.run(station, _PATIENCE_AT_CLOSING_S)


def _say(made: "BackupState") -> None:
    from vclinic.ui.messages import MESSAGES
    from vclinic.ui.words import tr

    fault = made.fault or made.second_fault
    if fault:
        MESSAGES.warn(f"{tr('自动备份：')}{fault}")
