"""What is asked when the window is closed or the doctor leaves it: what cannot be kept, and what was never sent."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:  # at run time they come after the window
    from vclinic.services.workstation import Workstation
    from vclinic.ui.shell import Shell


class Leaving(QObject):
    """Puts off once, never for good.

    Args:
        shell: the work that is open, None while there is none or it is locked.
    """

    def __init__(self, parent: QObject, shell: Callable[[], "Shell | None"]) -> None:
        super().__init__(parent)
        self._shell = shell
        self._warned = ""
        self._asked = ""  # how many unsent changes closing was put off for
        self._asked_on: date | None = None

    def stays_open(self, station: "Workstation | None") -> bool:
        """Whether closing is put off once: what is on the screen cannot be kept as a draft now, or something was never
        sent: it can go up now, or by stick. A machine that is shut down is not held up, nor a window that is locked."""
        from vclinic.ui.messages import MESSAGES

        trouble = station.store.trouble() if station is not None else ""
        if not trouble:
            return self._asks_to_report(self.tr("再关一次就关掉"))
        if trouble == self._warned:
            return False
        self._warned = trouble
        MESSAGES.danger(f"{trouble}{self.tr('再关一次就关掉，屏幕上没存的不会留下。')}")
        return True

    def puts_off_lock(self) -> bool:
        """Whether the doctor who locks by hand, to go or to make room for a colleague, is asked first: once a day."""
        shell = self._shell()
        if shell is None or shell.station.store.trouble() or self._asked_on == shell.station.clock.today():
            return False
        return self._asks_to_report(self.tr("再按一次 Ctrl+L 就锁屏或换人"))

    def _asks_to_report(self, otherwise: str) -> bool:
        from vclinic.services.sync_status import status
        from vclinic.ui.destinations import OpenSyncCentre
        from vclinic.ui.messages import MESSAGES

        shell, app = self._shell(), QApplication.instance()
        going_down = isinstance(app, QApplication) and app.isSavingSession()
        if shell is None or going_down:
            return False
        now = status(shell.station)
        asked = f"{now.pending}"
        if not now.paired or not now.pending or asked == self._asked:
            return False
        self._asked, self._asked_on = asked, shell.station.clock.today()
        shell.go(OpenSyncCentre())
        MESSAGES.warn(
            f"{self.tr('还有')} {now.pending} {self.tr('条没上报：按 Ctrl+R 现在上报，按 Ctrl+U 用U盘上报；')}{otherwise}{self.tr('，资料留在本机。')}"
        )
        return True

    def locked_title(self, station: "Workstation") -> str:
        """Whoever leaves, for a while or for good, sees what was never sent."""
        from vclinic.services.sync_status import status

        locked = self.tr("已锁屏")
        if station.store.trouble():
            return locked
        now = status(station)
        return (
            f"{locked}，{self.tr('还有')} {now.pending} {self.tr('条没上报')}" if now.paired and now.pending else locked
        )
