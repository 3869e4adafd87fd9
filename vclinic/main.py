"""Wires everything: paths, log, clock, store, windows, sync. The window comes first, the heavy imports after it."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from vclinic import log
from vclinic.clock import SystemClock
from vclinic.collecting import Collecting
from vclinic.coming_forward import ComingForward
from vclinic.copies import Copies
from vclinic.domain.problem import Expected, WorldFault
from vclinic.ending import Running
from vclinic.files import open_lock, show_asked
from vclinic.gate import Gate
from vclinic.leaving import Leaving
from vclinic.loading import Loading
from vclinic.paths import default_data_dir
from vclinic.restoring import Restoring
from vclinic.ui import letters, theme
from vclinic.ui.own_font import add_own_font
from vclinic.ui.window import Window
from vclinic.updating import Updating

if TYPE_CHECKING:  # at run time they come after the window
    from datetime import datetime

    from vclinic.services.clock_trust import ClockDoubt
    from vclinic.services.workstation import Clock, Workstation
    from vclinic.ui.pages.pages import Pages
    from vclinic.ui.shell import Shell

_SHOWS_WITHIN = 3.0  # seconds; a window that does not answer by then hangs or is closing
_LOOK_AT_DAY_MS = 60_000
_READ_MS = 6_000  # for a sentence before the program ends by itself
_NOBODY_ACTS_MS = 20_000  # after a lock that was put off by a question
_ACTIVITY = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


def make_application() -> QApplication:
    """The dressed application; the one already there when tests have made one.

    Raises:
        WorldFault: there is no screen to open a window on; Qt would end the process without a word of ours.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform == "linux" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        raise WorldFault("no_screen", "这里没有屏幕，窗口打不开。请在桌面上运行；命令行的用法见 vclinic --help。")
    theme.prepare_scaling()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("vclinic")
    theme.apply_theme(app)
    return app


def open_program(data_dir: Path | None) -> int:
    """Open the program; returns when it is closed. A window that is open already is shown instead of a second one."""
    folder = data_dir or default_data_dir()
    log.start(folder)
    letters.prepare(folder)
    app = make_application()
    clock = SystemClock()
    lock: open_lock.OpenLock | Expected
    try:
        lock = open_lock.take(folder, open_lock.WINDOW, clock.now())
    except open_lock.WindowOpen as refused:
        if show_asked.ask(folder, refused.process, _SHOWS_WITHIN):
            return 0
        lock = refused
    except Expected as fault:
        lock = fault
    window = Window()
    window.fit(app.primaryScreen().availableSize())
    window.show()
    app.processEvents()
    program = Program(window, folder, clock)
    if isinstance(lock, Expected):
        program.gate.say_why_not(lock.sentence)
        return app.exec()
    told = program.updating.at_start()
    if told is not None and told.leave:
        program.gate.say_why_not(told.sentence)
        QTimer.singleShot(_READ_MS, app.quit)
        try:
            return app.exec()
        finally:
            lock.release()
    ComingForward(window, folder)
    running = Running(folder, clock.now(), program.say_bug)
    if running.before is not None:
        program.last_end = running.before.sentence
    running.begin()
    QTimer.singleShot(0, program.start)
    QTimer.singleShot(0, program.updating.reached)
    QTimer.singleShot(0, add_own_font)
    try:
        code = app.exec()
        running.end()
        return code
    finally:
        lock.release()


class Program(QObject):
    """Pages, lock and reporting around one window.

    Attributes:
        logged_in: whether there is a shell.
        updating: the update that is under way, if any.
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
        self.leaving = Leaving(self, lambda: self._shell if self._lock is None else None)
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
        self._lock: QWidget | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._days = QTimer(self)
        self._days.setInterval(_LOOK_AT_DAY_MS)
        self._days.timeout.connect(self.look_at_day)
        self._looked: tuple[datetime, float] | None = None
        self._rounds = QTimer(self)
        self._rounds.timeout.connect(self._round)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_NOBODY_ACTS_MS)
        self._soon.timeout.connect(self.lock)
        window.stays_open = lambda: self.leaving.stays_open(self._shell.station if self._shell is not None else None)
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
        from vclinic.ui.messages import MESSAGES
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
        self.window.put(self.shell)
        self.gate.drop()
        self.shell.lock_wanted.connect(self.leave)
        self.shell.restore_wanted.connect(self.restore)
        self._looked = station.clock.now(), station.clock.monotonic()
        self.shell.go(OpenToday())
        station.store.fold_when_idle()
        self._warn_of_upkeep()
        if self.last_end:
            MESSAGES.info(self.last_end)
            self.last_end = ""
        if (updated := self.updating.settled()) is not None:
            (MESSAGES.ok if updated.well else MESSAGES.warn)(updated.sentence)
        gone = station.store.missing()
        if gone is None:
            MESSAGES.danger(self.tr("说不准资料全不全：记着条数的文件不见了或坏了。请到“设置”里检查数据库。"))
        elif gone:
            MESSAGES.danger(
                f"{self.tr('少了最近的')} {gone} {self.tr('条变更，数据文件可能没有拷全，或换成了旧的一份。报过的联网后会取回；没报过的，请先不要录入，到“设置”里检查数据库。')}"
            )
        elif station.store.put_back == "moved":
            MESSAGES.info(
                self.tr("这份资料原来在另一台电脑上，已按恢复备份处理，编号不会重复。原来那台请不要再用这份资料。")
            )
        self._days.start()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.applicationStateChanged.connect(self._woken)
            app.installEventFilter(self)  # last: a log-in alone is some eighteen thousand events
        self._idle.setInterval(settings.idle_minutes * 60_000)
        self._idle.start()
        self._rounds.setInterval(settings.sync_every_minutes * 60_000)
        self._rounds.start()
        self._collecting.begin()
        self._copies.begin(station)
        self._listen()

    def _pages(self, station: "Workstation") -> "Pages":
        from vclinic.newer import Newer
        from vclinic.wiring import make_pages, pair_device

        newer = Newer(station, lambda: self.updating.install(station), self.updating.leave)
        return make_pages(station, lambda url, code: pair_device(station, url, code), self._sync_now, newer)

    def _listen(self) -> None:
        from vclinic.services import device_settings
        from vclinic.ui.devices.listening import DEVICES

        DEVICES.follow(device_settings.read(self.shell.station))

    def _warn_of_upkeep(self) -> None:
        from vclinic.services.upkeep import upkeep
        from vclinic.ui.messages import MESSAGES

        for warning in upkeep(self.shell.station).warnings:
            MESSAGES.warn(warning)

    def _carry(self) -> None:
        from vclinic.ui.destinations import OpenStick

        if self._shell is not None:  # else the day is asked first
            self._shell.go(OpenStick())

    def _sync_now(self) -> None:
        self.shell.sync()

    def _round(self) -> None:
        from vclinic.services.sync_status import resting, status
        from vclinic.ui import tasks

        if self._shell is None or tasks.busy() or self.shell.station.store.trouble():
            return
        if status(self.shell.station).paired and not resting(self.shell.station):
            self.shell.sync()

    def leave(self) -> None:
        """The doctor goes, or makes room for a colleague: asked once a day about what was never sent. Whoever has gone
        already is not waited for."""
        if self.leaving.puts_off_lock():
            self._soon.start()
        else:
            self.lock()

    def lock(self) -> None:
        """Cover everything until the doctor's password is given; what was typed is kept."""
        from vclinic.services import unlock
        from vclinic.ui.pages.gate.login import LoginCard

        asked = self._lock
        if self._shell is None or isinstance(asked, LoginCard):
            return
        page = self.shell.pages.get(self.shell.current)
        if page is not None:
            page.leave()
        station = self.shell.station
        card = LoginCard(
            self.leaving.locked_title(station),
            [(station.doctor.login, station.doctor.name)],
            lambda login, password: unlock.verify_password(self.data_dir, login, password, self.clock),
            lambda: unlock.wait_seconds(self.data_dir, self.clock),
            may_switch=True,
        )
        card.entered.connect(self._unlock)
        card.switched.connect(self.log_out)
        self._lock = card
        self.window.put(card)
        self.restoring.drop()
        if asked is not None:
            self.window.drop(asked)  # the day is asked again of whoever unlocks
        self.gate.drop()

    def _unlock(self, _checked: object = None) -> None:
        card, self._lock = self._lock, None
        if card is not None and self._shell is not None:
            self.window.put(self.shell)
            self.window.drop(card)
        self._idle.start()
        self.look_at_day()

    def _woken(self, state: Qt.ApplicationState) -> None:
        """A machine that slept has missed its midnight: the day is looked for as soon as somebody is back."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.look_at_day()

    def look_at_day(self) -> None:
        """After midnight, sleep or days behind the lock: the new day on what is shown; a clock that jumped is asked about."""
        from vclinic.services import clock_trust

        if self._shell is None or self._lock is not None or QApplication.activeModalWidget() is not None:
            return
        if self.shell.station.store.trouble():  # the day is looked for again when the file is back
            return
        clock = self.shell.station.clock
        before, self._looked = self._looked, (clock.now(), clock.monotonic())
        in_doubt = bool(self.shell.station.store.stopped)
        if before is None or (clock_trust.same_day(before, self._looked) and not in_doubt):
            return
        if (doubt := clock_trust.look(self.shell.station)) is not None:
            self._ask_day(doubt)
        else:
            self.shell.new_day()
            self._warn_of_upkeep()
            self._copies.begin(self.shell.station)

    def _ask_day(self, doubt: "ClockDoubt") -> None:
        """Cover the work until somebody has said what day it is; what was typed is kept."""
        from vclinic.ui.pages.gate.clock import ClockCard

        page = self.shell.pages.get(self.shell.current)
        if page is not None:
            page.leave()
        card = ClockCard(self.shell.station, doubt)
        card.confirmed.connect(self._unlock)
        self._lock = card
        self.window.put(card)

    def log_out(self) -> None:
        """Close this doctor's station and ask who is next; what was typed is kept as the doctor's draft."""
        self._let_go()
        lock, self._lock = self._lock, None
        if lock is not None:
            self.window.drop(lock)
        self.window.setWindowTitle(self.tr("村医工作站"))
        self.gate.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in _ACTIVITY and self._lock is None and self._idle.isActive():
            self._idle.start()
            self._soon.stop()
            self._collecting.put_off()
        return False

    def _end(self) -> None:
        """The window closes: what came since the last backup goes into one."""
        if self._shell is not None:
            page = self.shell.pages.get(self.shell.current)
            if page is not None:
                page.leave()
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

        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.removeEventFilter(self)
            if self._shell is not None:
                app.applicationStateChanged.disconnect(self._woken)
        self._collecting.end()
        self._copies.end()
        self._idle.stop()
        self._soon.stop()
        self._days.stop()
        self._rounds.stop()
        if self._shell is None:
            return
        from vclinic.ui.devices.listening import DEVICES

        DEVICES.stop()
        shell, self._shell = self._shell, None
        page = shell.pages.get(shell.current)
        if page is not None:
            page.leave()
        download.end_all()
        tasks.wait()
        QApplication.processEvents()  # what the background has to say is said while its pages still stand
        shell.station.store.close()
        self.window.drop(shell)
