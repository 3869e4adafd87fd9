"""The program's own rounds with the township: every so many minutes, while nothing else is done in the background."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:  # at run time it comes after the window
    from vclinic.ui.shell import Shell


class Rounds(QObject):
    """From `begin` to `end`.

    Args:
        shell: the work that is open, covered or not, if any.
    """

    def __init__(self, parent: QObject, shell: Callable[[], "Shell | None"]) -> None:
        super().__init__(parent)
        self._shell = shell
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.go)

    def begin(self, every_minutes: int) -> None:
        """Somebody has logged in."""
        self._timer.setInterval(every_minutes * 60_000)
        self._timer.start()

    def end(self) -> None:
        """Nobody is at work."""
        self._timer.stop()

    def go(self) -> None:
        """One round, unless there is no township, it asked to be left alone, or something else is under way."""
        from vclinic.services.sync_status import resting, status
        from vclinic.ui import tasks

        shell = self._shell()
        if shell is None or tasks.busy() or shell.station.store.trouble():
            return
        if status(shell.station).paired and not resting(shell.station):
            shell.sync()
