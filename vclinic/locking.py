"""What covers the work: the lock, after minutes without a hand or asked for, and the question what day it is. What was typed
stays underneath."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from vclinic.leaving import Leaving
from vclinic.ui.window import Window

if TYPE_CHECKING:  # at run time they come after the window
    from vclinic.services.clock_trust import ClockDoubt
    from vclinic.services.workstation import Clock
    from vclinic.ui.shell import Shell

_NOBODY_ACTS_MS = 20_000  # after a lock that was put off by a question
_ACTIVITY = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class Locking(QObject):
    """One cover at a time, from `begin` to `end`.

    Args:
        opened: the work that is open, covered or not, if any.
        locked: a password is asked for. uncovered: the work is in front again. active: a hand moved. switched: a colleague wants to log in.

    Attributes:
        leaving: what is asked of whoever goes.
    """

    def __init__(
        self,
        window: Window,
        data_dir: Path,
        clock: "Clock",
        *,
        opened: Callable[[], "Shell | None"],
        locked: Callable[[], None],
        uncovered: Callable[[], None],
        active: Callable[[], None],
        switched: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._data_dir, self._clock = window, data_dir, clock
        self._opened, self._locked, self._uncovered = opened, locked, uncovered
        self._active, self._switched = active, switched
        self._cover: QWidget | None = None
        self.leaving = Leaving(self, self.work)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_NOBODY_ACTS_MS)
        self._soon.timeout.connect(self.lock)

    def begin(self, idle_minutes: int) -> None:
        """Somebody is at work: the lock comes when nobody has moved a hand for ``idle_minutes``."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.installEventFilter(self)  # late: a log-in alone is some eighteen thousand events
        self._idle.setInterval(idle_minutes * 60_000)
        self._idle.start()

    def end(self) -> None:
        """Nobody is at work; a cover stays until it is `drop`ped."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.removeEventFilter(self)
        self._idle.stop()
        self._soon.stop()

    def work(self) -> "Shell | None":
        """The work that is open, None while there is none or it is covered."""
        return self._opened() if self._cover is None else None

    def leave(self) -> None:
        """The doctor goes, or makes room for a colleague: asked once a day about what was never sent. Whoever has gone
        already is not waited for."""
        if self.leaving.puts_off_lock():
            self._soon.start()
        else:
            self.lock()

    def lock(self) -> None:
        """Cover everything until the doctor's password is given."""
        from vclinic.services import unlock
        from vclinic.ui.pages.gate.login import LoginCard

        asked, shell = self._cover, self._opened()
        if shell is None or isinstance(asked, LoginCard):
            return
        shell.leave_page()
        doctor = shell.station.doctor
        card = LoginCard(
            self.leaving.locked_title(shell.station),
            [(doctor.login, doctor.name)],
            lambda login, password: unlock.verify_password(self._data_dir, login, password, self._clock),
            lambda: unlock.wait_seconds(self._data_dir, self._clock),
            may_switch=True,
        )
        card.entered.connect(self.uncover)
        card.switched.connect(self._switched)
        self._put(card)
        if asked is not None:
            self._window.drop(asked)  # the day is asked again of whoever unlocks
        self._locked()

    def ask_day(self, doubt: "ClockDoubt") -> None:
        """Cover the work until somebody has said what day it is."""
        from vclinic.ui.pages.gate.clock import ClockCard

        shell = self._opened()
        if shell is None:
            return
        shell.leave_page()
        card = ClockCard(shell.station, doubt)
        card.confirmed.connect(self.uncover)
        self._put(card)

    def _put(self, card: QWidget) -> None:
        self._cover = card
        self._window.put(card)

    def uncover(self, _checked: object = None) -> None:
        """The work is in front again."""
        cover, self._cover = self._cover, None
        shell = self._opened()
        if cover is not None and shell is not None:
            self._window.put(shell)
            self._window.drop(cover)
        self._idle.start()
        self._uncovered()

    def drop(self) -> None:
        """The cover goes, whatever is in front."""
        cover, self._cover = self._cover, None
        if cover is not None:
            self._window.drop(cover)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in _ACTIVITY and self._cover is None and self._idle.isActive():
            self._idle.start()
            self._soon.stop()
            self._active()
        return False
