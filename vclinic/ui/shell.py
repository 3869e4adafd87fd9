"""The frame around every page: rail, top bar, a line for messages, keys at the foot; and which page is open in it."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.services import sync_status
from vclinic.services.note_opened import note_opened
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, Destination, OpenRecord, OpenStick, OpenSyncCentre
from vclinic.ui.devices.receiving import Receiving
from vclinic.ui.frame.hint_bar import HintBar
from vclinic.ui.frame.message_line import MessageLine
from vclinic.ui.frame.reporting import Reporting, SyncNow
from vclinic.ui.frame.top_bar import TopBar
from vclinic.ui.frame.trail import Trail
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.pages.pages import Pages
from vclinic.ui.widgets.focus_place import FocusPlace, keep_written
from vclinic.ui.widgets.nav_rail import NavRail
from vclinic.ui.widgets.page_stack import PageStack

_ROOMY = 1280  # below this width the rail is narrow and a page's right pane closes


class Shell(QWidget):
    """The frame; `go` opens a page in it. ``sync_now``: one round with the township.

    Attributes:
        pages: by name; one that was not opened yet is made when asked for.
        current: name of the page that is open.

    Signals:
        lock_wanted(): the doctor leaves the station. restore_wanted(): a backup should come back.
    """

    lock_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, station: Workstation, pages: Pages, sync_now: SyncNow) -> None:
        super().__init__()
        self.station = station
        self._trail = Trail()
        self._trouble = ""  # of the store, as it was last said
        self.current = ""
        self.setObjectName("window")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._placed = {kind.place: kind for kind in pages.kinds.values() if kind.place is not None}
        self.rail = NavRail(self._placed, self)
        self.rail.chosen.connect(self.go)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        self.bar = TopBar(station)
        self.bar.search.picked.connect(lambda resident_id: self.go(OpenRecord(resident_id)))
        self.bar.pill.pressed.connect(lambda: self.go(OpenSyncCentre()))
        self.bar.stick_wanted.connect(lambda: self.go(OpenStick()))
        self.bar.lock_wanted.connect(self.lock_wanted)
        self.bar.help_wanted.connect(self._help)
        column.addWidget(self.bar)
        self.message = MessageLine(self.bar, self)
        self.stack = PageStack()
        column.addWidget(self.stack, 1)
        self._hints = HintBar()
        column.addWidget(self._hints)
        self.pages = pages
        pages.when_made(self._take_in)
        self.reporting = Reporting(
            self, station, self.bar.pill, sync_now, changed=self.refresh, came=self._show_reporting
        )
        self._take_keys()
        Receiving(self, station, lambda: self.pages[self.current], self.go)

    def _take_keys(self) -> None:
        keys = (
            ("Ctrl+K", self.bar.search.start),
            ("Escape", self.back),
            ("F11", self.toggle_side),
            ("Ctrl+L", self.lock_wanted.emit),
            ("F1", self._help),
        )
        for key, call in keys:
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setAutoRepeat(False)  # Esc held down goes one page back
            action.triggered.connect(call)
            self.addAction(action)

    def _take_in(self, page: AnyPage) -> None:
        page.navigate.connect(self.go)
        page.titled.connect(lambda path: self._title(page.name, path))
        page.stored.connect(self.refresh)
        page.person_opened.connect(self._note_opened)
        page.rest_wanted.connect(lambda: self._show_rest(page))
        page.restore_wanted.connect(self.restore_wanted)
        self.stack.addWidget(page)

    def _note_opened(self, resident_id: str) -> None:
        """Off the window's thread: it waits for the disk, and nobody waits for it."""
        tasks.later(lambda: note_opened(self.station, resident_id), _nothing, _nothing)

    def _help(self) -> None:
        """F1: the manual, at what it says of this page."""
        from vclinic.ui.help.opening import show_help  # many a day ends without it

        show_help(self, self.current)

    def _held(self) -> bool:
        """Whether the store can be neither read nor written now. No page is left then: what stands on it could not be
        kept, and another could not be read."""
        trouble = self.station.store.trouble()
        if trouble:
            self._trouble = trouble
            MESSAGES.danger(trouble)
        elif self._trouble:
            MESSAGES.settle(self._trouble)
            self._trouble = ""
        return bool(trouble)

    def go(self, destination: Destination) -> None:
        """Open a page; `Back` leads to the list that a finished visit came from, never to its own prescriptions."""
        if self._held():
            return
        if isinstance(destination, Back):
            self._open(self._trail.back_past(lambda passed: self.pages.kind_for(passed).about_one))
            return
        page = self.pages.get(self.current)
        self._trail.go(destination, FocusPlace.of(page, QApplication.focusWidget()) if page is not None else None)
        self._open(destination)

    def new_day(self) -> None:
        """Another day has come: the page that is shown says it, with the hands where they were."""
        here = self._trail.here
        if here is None or self._held():
            return
        place = FocusPlace.of(self.pages[self.current], QApplication.focusWidget())
        self._open(here, day_only=True)
        if place is None or not place.restore(self.pages[self.current]):
            self.pages[self.current].setFocus()

    def back(self) -> None:
        """Esc: a note that was said on this page goes first; then where we came from, with the hands where they were, else
        Today. A draft is kept."""
        if self.message.gives_way():
            keep_written(QApplication.focusWidget())
            return
        if self._held():
            return
        self._open(self._trail.back())
        if (place := self._trail.hands()) is not None:
            place.restore(self.pages[self.current])

    def _open(self, destination: Destination, *, day_only: bool = False) -> None:
        self.message.page_is_left()
        self.leave_page()
        kind = self.pages.kind_for(destination)
        page = self.pages[kind.name]
        self.current = kind.name
        self.rail.show_place(self.pages.place_of(kind))
        self._fit(self.width() >= _ROOMY)  # before and after: a pane too many would widen the window for good
        self.stack.setCurrentWidget(page)
        self._hints.show_hints(page.hints)
        self.message.place()
        if day_only:
            page.new_day(destination)
        else:
            page.setFocus()
            page.open(destination)
        self._fit(self.width() >= _ROOMY)
        self.message.page_is_open()
        self.refresh()

    def leave_page(self) -> None:
        """What is written on the page that is open is kept."""
        page = self.pages.get(self.current)
        if page is not None:
            page.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.current and (event.size().width() >= _ROOMY) != (event.oldSize().width() >= _ROOMY):
            self._fit(event.size().width() >= _ROOMY)

    def _fit(self, roomy: bool) -> None:
        """Wide or narrow rail, and the page's right pane open or closed, as the screen allows."""
        page = self.pages[self.current]
        self.rail.show_narrow(narrow=not (page.wide_rail and roomy))
        self.bar.fit(type(page), roomy=roomy)
        self._hints.fit(roomy=roomy)
        self._show_side(page, roomy)

    def toggle_side(self) -> None:
        """F11: the right pane in or out."""
        page = self.pages[self.current]
        side = page.side()
        if side is not None:
            self._show_side(page, side.isHidden())

    def _show_side(self, page: AnyPage, shown: bool) -> None:
        side = page.side()
        if side is not None:
            alone = shown and self.width() < _ROOMY
            if alone:
                page.make_room(alone=True)  # before: both at once would widen the window for good
            side.setVisible(shown)
            if not alone:
                page.make_room(alone=False)
        self.bar.show_alarm(page.alarm() if side is not None and not shown else "")
        self.stack.updateGeometry()

    def _show_rest(self, page: AnyPage) -> None:
        side = page.side()
        if side is not None and side.isVisible() and self.width() < _ROOMY:
            self._show_side(page, False)

    def _title(self, name: str, path: list[str]) -> None:
        if name != self.current or not path:
            return
        self.bar.show_path(path, self.pages.kinds[name], roomy=self.width() >= _ROOMY)
        QTimer.singleShot(0, self.message.place)  # when the title has its place: nothing is said over it

    def refresh(self) -> None:
        """Counts in the corner and the rail, from the data; what stands there stays while they cannot be read."""
        if self.station.store.trouble():
            return
        status = sync_status.status(self.station)
        self.bar.pill.show_text(sync_status.describe(status, self.station.clock.now()))
        for place, kind in self._placed.items():
            self.rail.show_count(place, kind.count(self.station, status))

    def sync(self, done: Callable[[], object] | None = None) -> None:
        """Report now, in the background; the corner counts along."""
        if not self._held():
            self.reporting.start(done)

    def _show_reporting(self) -> None:
        page, here = self.pages[self.current], self._trail.here
        if page.shows_reporting and here is not None:
            page.open(here)


def _nothing(_result: object) -> None:
    """Who was opened last is not worth a line to the doctor."""
