"""Wires everything that works around one window: gate, pages, lock, day, rounds, backups, an update."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from vclinic.collecting import Collecting
from vclinic.copies import Copies
from vclinic.day_watch import DayWatch
from vclinic.gate import Gate
from vclinic.greeting import greet, warn_of_upkeep
from vclinic.loading import Loading
from vclinic.locking import Locking
from vclinic.restoring import Restoring
from vclinic.rounds import Rounds
from vclinic.ui import letters
from vclinic.ui.window import Window
from vclinic.updating import Updating

if TYPE_CHECKING:  # at run time they come after the window
    from vclinic.services.workstation import Clock, Workstation
    from vclinic.ui.pages.pages import Pages
    from vclinic.ui.shell import Shell


class Program(QObject):
    """A doctor logs in, works and goes.

    Attributes:
        logged_in: whether there is a shell.
        updating: the update that is under way, if any.
        locking: what covers the work. day: tells of a new day. rounds: the program's own with the township.
        last_end: what is to be said of how the last run ended, until it is said.
        shell: the frame with the pages, from log-in to log-out.
    """

    def __init__(self, window: Window, data_dir: Path, clock: "Clock") -> None:
        super().__init__(window)
        self.window = window
        self.data_dir = data_dir
        self.clock = clock
        self.last_end = ""
        self._shell: Shell | None = None
        self._loading = Loading(self)
        self._collecting = Collecting(self)
        self._copies = Copies(self)
        self.updating = Updating(self, data_dir, clock, window.close)
        self.gate = Gate(
            window,
            data_dir,
            clock,
            self._loading,
            self.updating,
            enter=self.enter,
            restore=self.restore,
            carry=self._carry,
        )
        self.restoring = Restoring(
            self,
            data_dir,
            clock,
            work=lambda: self._shell,
            back=self._back_to_work,
            show=self.gate.show,
            let_go=self._let_go,
            enter=self.enter,
            start=self.gate.start,
        )
        self.locking = Locking(
            window,
            data_dir,
            clock,
            opened=lambda: self._shell,
            locked=self._locked,
            uncovered=self._uncovered,
            active=self._collecting.put_off,
            switched=self.log_out,
        )
        self.day = DayWatch(self, work=self.locking.work, doubted=self.locking.ask_day, come=self._new_day)
        self.rounds = Rounds(self, lambda: self._shell)
        leaving = self.locking.leaving
        window.stays_open = lambda: leaving.stays_open(self._shell.station if self._shell is not None else None)
        window.closing.connect(self._end)

    @property
    def logged_in(self) -> bool:
        """Whether a doctor is at work, be it behind the lock."""
        return self._shell is not None

    @property
    def shell(self) -> "Shell":
        """The frame of the doctor who has logged in."""
        assert self._shell is not None, "nobody has logged in"
        return self._shell

    def start(self) -> None:
        """The wizard for a new clinic, login for a known one."""
        self.gate.start()

    def say_bug(self) -> None:
        """Something went wrong that nobody foresaw; the window goes on."""
        from vclinic.ui import tasks
        from vclinic.ui.messages import MESSAGES

        MESSAGES.danger(tasks.BUG)

    def restore(self) -> None:
        """The card to bring a backup back; whoever gives up stands where they stood."""
        self._loading.finish()
        self.restoring.begin()

    def _back_to_work(self) -> None:
        self.window.put(self.shell)
        self.gate.drop()

    def enter(self, station: "Workstation") -> None:
        """Somebody has logged in: show the program."""
        self._loading.finish()
        from vclinic.services import clock_trust
        from vclinic.services.settings import read
        from vclinic.ui.destinations import OpenToday
        from vclinic.ui.shell import Shell
        from vclinic.wiring import sync_device

        if (doubt := clock_trust.look(station)) is not None:
            from vclinic.ui.pages.gate.clock import ClockCard

            asked = ClockCard(station, doubt)
            asked.confirmed.connect(lambda: self.enter(station))
            self.gate.show(asked)
            return
        settings = read(station)
        letters.keep(self.data_dir, settings.font_px)
        self._shell = Shell(station, self._pages(station), lambda progress: sync_device(station, progress))
        self.window.setWindowTitle(f"{self.tr('村医工作站')} — {station.clinic.name}")
        self._back_to_work()
        self.shell.lock_wanted.connect(self.locking.leave)
        self.shell.restore_wanted.connect(self.restore)
        self.day.begin(station)
        self.shell.go(OpenToday())
        station.store.fold_when_idle()
        last_end, self.last_end = self.last_end, ""
        greet(station, last_end, self.updating.settled())
        self.locking.begin(settings.idle_minutes)
        self.rounds.begin(settings.sync_every_minutes)
        self._collecting.begin()
        self._copies.begin(station)
        self._listen()

    def _pages(self, station: "Workstation") -> "Pages":
        from vclinic.newer import Newer
        from vclinic.wiring import make_pages, pair_device

        newer = Newer(station, lambda: self.updating.install(station), self.updating.leave)
        return make_pages(station, lambda url, code: pair_device(station, url, code), self._sync_now, newer)

    def _sync_now(self) -> None:
        self.shell.sync()

    def _listen(self) -> None:
        from vclinic.services import device_settings
        from vclinic.ui.devices.listening import DEVICES

        DEVICES.follow(device_settings.read(self.shell.station))

    def _carry(self) -> None:
        from vclinic.ui.destinations import OpenStick

        if self._shell is not None:  # else the day is asked first
            self._shell.go(OpenStick())

    def _locked(self) -> None:
        """Only the password leads anywhere."""
        self.restoring.drop()
        self.gate.drop()

    def _uncovered(self) -> None:
        """Days may have passed behind the cover."""
        self.day.look()

    def _new_day(self) -> None:
        self.shell.new_day()
        warn_of_upkeep(self.shell.station)
        self._copies.begin(self.shell.station)

    def log_out(self) -> None:
        """Close this doctor's station and ask who is next; what was typed is kept as the doctor's draft."""
        self._let_go()
        self.locking.drop()
        self.window.setWindowTitle(self.tr("村医工作站"))
        self.gate.start()

    def _end(self) -> None:
        """The window closes: what came since the last backup goes into one."""
        if self._shell is not None:
            self._shell.leave_page()
            self.window.hide()
            QApplication.processEvents()
        self._copies.at_closing()
        self.close()

    def close(self) -> None:
        """Keep drafts, let background work finish, close the store."""
        self._loading.stop()
        self._let_go()

    def _let_go(self) -> None:
        from vclinic.ui import download, tasks

        for part in (self.locking, self._collecting, self._copies, self.day, self.rounds):
            part.end()
        if self._shell is None:
            return
        from vclinic.ui.devices.listening import DEVICES

        DEVICES.stop()
        shell, self._shell = self._shell, None
        shell.leave_page()
        download.end_all()
        tasks.wait()
        QApplication.processEvents()  # what the background has to say is said while its pages still stand
        shell.station.store.close()
        self.window.drop(shell)
