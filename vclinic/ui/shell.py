"""The frame around every page: rail, top bar with search and reporting, one line for messages, keys at the foot."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vclinic.services import find_residents, first_fetch, sync_status
from vclinic.services.note_opened import note_opened
from vclinic.services.sync_status import PillText
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, Destination, OpenRecord, OpenStick, OpenSyncCentre, OpenToday
from vclinic.ui.devices.receiving import Receiving
from vclinic.ui.icons import icon
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.pages.pages import Pages
from vclinic.ui.widgets.basics import clear, key_cap, label, relabel, reshape, reveal, shape
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.focus_place import FocusPlace, keep_written
from vclinic.ui.widgets.nav_rail import NavRail
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.page_stack import PageStack
from vclinic.ui.widgets.search_box import SearchBox
from vclinic.ui.widgets.sync_pill import SyncPill

_MESSAGE_MS = 6_000
_OF_THIS_STEP_MS = 400  # what was said this shortly before a page opens tells how the last step ended, and stays
_ROOMY = 1280  # below this width the rail is narrow and a page's right pane closes
_LEAST_MESSAGE, _MOST_MESSAGE = 320, 720
_LOW_MESSAGE = 62  # two lines: higher, it would rather be wide
_CLEAR_OF_TITLE = 24
Progress = Callable[[int, int], None]
SyncNow = Callable[[Progress], object]


class Shell(QWidget):
    """The frame; `go` opens a page in it. ``sync_now`` is handed in by main, for the windows know no network.

    Attributes:
        pages: by name; one that was not opened yet is made when asked for.
        current: name of the page that is open.

    Signals:
        lock_wanted(): the doctor leaves the station. restore_wanted(): a backup should come back.
    """

    lock_wanted = Signal()
    restore_wanted = Signal()
    progressed = Signal(int, int)

    def __init__(self, station: Workstation, pages: Pages, sync_now: SyncNow) -> None:
        super().__init__()
        self.station = station
        self._sync_now = sync_now
        self._trail: list[Destination] = []
        self._left: list[tuple[Destination, FocusPlace]] = []
        self._noted = False
        self._unreported = ""  # why the last round failed
        self._trouble = ""  # of the store, as it was last said
        self.current = ""
        self._words: list[str] = [""]
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
        column.addWidget(self._top())
        self.message = Note(parent=self)  # over the page: a line that comes and goes must not move what is typed
        self.stack = PageStack()
        column.addWidget(self.stack, 1)
        column.addWidget(self._hints())
        self.pages = pages
        pages.when_made(self._take_in)
        keys = (
            ("Ctrl+K", self.search.start),
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
        self._said = QElapsedTimer()
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(_MESSAGE_MS)
        self._fade.timeout.connect(lambda: self.message.say("info", ""))
        MESSAGES.said.connect(self._say)
        MESSAGES.settled.connect(self._settled)
        MESSAGES.moved_on.connect(self._moved_on)
        Receiving(self, station, lambda: self.pages[self.current], self.go)

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

    def _top(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("topbar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(48)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        self._back_cap = key_cap("Esc")
        row.addWidget(self._back_cap)
        self._path, self._heading, self._aside = ElidedLabel("second"), ElidedLabel("title"), ElidedLabel("caption")
        for widget in (self._path, self._heading, self._aside):
            row.addWidget(widget)
        self._alarm_shape, self._alarm = shape("", 16), label("", "strong", "danger")
        row.addWidget(self._alarm_shape)
        row.addWidget(self._alarm)
        row.addStretch(1)
        self.search = SearchBox(lambda text: find_residents.find(self.station, text, 12), bar)
        self.search.picked.connect(lambda resident_id: self.go(OpenRecord(resident_id)))
        row.addWidget(self.search)
        self.pill = SyncPill()
        self.progressed.connect(self._progress)
        self.pill.pressed.connect(lambda: self.go(OpenSyncCentre()))
        row.addWidget(self.pill)
        self._who = QToolButton()
        self._who.setObjectName("quiet")
        self._who.setIcon(icon("person", 20, "#43515a"))
        self._who.setIconSize(QSize(20, 20))
        self._who.setText(self.station.doctor.name)
        self._who.setToolTip(self.tr("锁屏或换人（Ctrl+L）"))
        self._who.setAccessibleName(f"{self.station.doctor.name}，{self.tr('锁屏或换人')}")
        self._who.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        choices = QMenu(self._who)
        choices.addAction(f"{self.tr('锁屏或换人')}　Ctrl+L", self.lock_wanted.emit)
        choices.addAction(self.tr("用U盘上报"), lambda: self.go(OpenStick()))
        choices.addAction(f"{self.tr('帮助')}　F1", self._help)
        self._who.setMenu(choices)  # one click by mistake must not shut the doctor out
        self._who.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self._who)
        return bar

    def _help(self) -> None:
        """F1: the manual, at what it says of this page."""
        from vclinic.ui.help.opening import show_help  # many a day ends without it

        show_help(self, self.current)

    def _hints(self) -> QWidget:
        self._hint_bar = QFrame()
        self._hint_bar.setObjectName("hintbar")
        self._hint_bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hint_bar.setFixedHeight(28)
        # what F1 takes at its end must not keep the window from becoming narrow, where it is left out
        self._hint_bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self._hint_bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        self._hint_row = QHBoxLayout()
        row.addLayout(self._hint_row)
        row.addStretch(1)
        self._help_hint = (key_cap("F1"), label(self.tr("帮助")))
        for part in self._help_hint:
            row.addWidget(part)
        return self._hint_bar

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
            while len(self._trail) > 1 and self.pages.kind_for(self._trail[-1]).about_one:
                self._trail.pop()
            self._open(self._trail[-1] if self._trail else OpenToday())
            return
        page = self.pages.get(self.current)
        place = FocusPlace.of(page, QApplication.focusWidget()) if page is not None and self._trail else None
        if place is not None:
            self._left.append((self._trail[-1], place))
            del self._left[:-20]
        self._trail.append(destination)
        del self._trail[:-20]
        self._open(destination)

    def new_day(self) -> None:
        """Another day has come: the page that is shown says it, with the hands where they were."""
        if not self._trail or self._held():
            return
        place = FocusPlace.of(self.pages[self.current], QApplication.focusWidget())
        self._open(self._trail[-1], day_only=True)
        if place is None or not place.restore(self.pages[self.current]):
            self.pages[self.current].setFocus()

    def back(self) -> None:
        """Esc: a note that was said on this page goes first; then where we came from, with the hands where they were, else
        Today. A draft is kept."""
        if self._noted and self.message.isVisible():
            self._noted = False
            self.message.say("info", "")
            keep_written(QApplication.focusWidget())
            return
        if self._held():
            return
        if len(self._trail) > 1:
            self._trail.pop()
        else:
            self._trail = [OpenToday()]
        self._open(self._trail[-1])
        while self._left:
            destination, place = self._left.pop()
            if destination is self._trail[-1]:
                place.restore(self.pages[self.current])
                break

    def _open(self, destination: Destination, *, day_only: bool = False) -> None:
        if self._said.isValid() and self._said.elapsed() > _OF_THIS_STEP_MS:
            self.message.say("info", "")  # it was about the page that is left
        leaving = self.pages.get(self.current)
        if leaving is not None:
            leaving.leave()
        kind = self.pages.kind_for(destination)
        page = self.pages[kind.name]
        self.current = kind.name
        self.rail.show_place(self.pages.place_of(kind))
        self._fit(self.width() >= _ROOMY)  # before and after: a pane too many would widen the window for good
        self.stack.setCurrentWidget(page)
        self._show_hints(page)
        self._place_message()
        if day_only:
            page.new_day(destination)
        else:
            page.setFocus()
            page.open(destination)
        self._fit(self.width() >= _ROOMY)
        self._noted = False  # what was said till now tells how the last step ended, or what opens: it holds nobody
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.current and (event.size().width() >= _ROOMY) != (event.oldSize().width() >= _ROOMY):
            self._fit(event.size().width() >= _ROOMY)

    def _fit(self, roomy: bool) -> None:
        """Wide or narrow rail, and the page's right pane open or closed, as the screen allows."""
        page = self.pages[self.current]
        self.rail.show_narrow(narrow=not (page.wide_rail and roomy))
        self._show_path(roomy)
        self.search.show_narrow(narrow=not roomy)
        for part in self._help_hint:
            reveal(part, roomy)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if roomy else Qt.ToolButtonStyle.ToolButtonIconOnly
        self._who.setToolButtonStyle(style)
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
        alarm = page.alarm() if side is not None and not shown else ""
        reshape(self._alarm_shape, "danger" if alarm else "")
        relabel(self._alarm, alarm)
        self.stack.updateGeometry()

    def _show_rest(self, page: AnyPage) -> None:
        side = page.side()
        if side is not None and side.isVisible() and self.width() < _ROOMY:
            self._show_side(page, False)

    def _title(self, name: str, path: list[str]) -> None:
        if name != self.current or not path:
            return
        self._words = path
        self._show_path(self.width() >= _ROOMY)
        reveal(self._back_cap, not self.pages[name].wide_rail)
        QTimer.singleShot(0, self._place_message)  # when the title has its place: nothing is said over it

    def _show_path(self, roomy: bool) -> None:
        """Where we are; on a narrow screen the person alone, or the page."""
        shown, aside = self._words, ""
        kind = self.pages.kinds.get(self.current)
        if kind is not None and kind.ends_in_remark and len(shown) > 1:
            shown, aside = shown[:-1], shown[-1]
        if not roomy and kind is not None and kind.about_one:
            shown = shown[:1]
        relabel(self._path, " › ".join(shown[:-1]) + (" ›" if len(shown) > 1 else ""))
        relabel(self._heading, shown[-1])
        relabel(self._aside, aside)
        reveal(self._path, roomy and len(shown) > 1)
        reveal(self._aside, roomy)

    def _show_hints(self, page: AnyPage) -> None:
        clear(self._hint_row)
        for key, text in page.hints:
            self._hint_row.addWidget(key_cap(key))
            self._hint_row.addWidget(label(text))
            self._hint_row.addSpacing(12)
        self._hint_bar.setVisible(bool(page.hints))

    def _place_message(self) -> None:
        """Beside the title, where nothing is typed; where that leaves no room, over the search box and what follows it."""
        left = max(self._end_of(part) for part in (self._heading, self._aside, self._alarm)) + _CLEAR_OF_TITLE
        free = min(_MOST_MESSAGE, self._begin_of(self.search) - left - 8)
        over = [
            self._begin_of(part) - left - 8 for part in (self.pill, self._who)
        ]  # all of a part: half cannot be read
        widths = [width for width in (free, *over) if width >= _LEAST_MESSAGE] or [self.width() - left - 8]
        low = (width for width in widths if self.message.heightForWidth(width) <= _LOW_MESSAGE)
        width = next(low, widths[-1])
        self.message.setGeometry(left, 4, width, max(40, self.message.heightForWidth(width)))
        self.message.raise_()

    def _begin_of(self, part: QWidget) -> int:
        return part.mapTo(self, QPoint(0, 0)).x()

    def _end_of(self, part: QLabel) -> int:
        """Where the words of a part of the title end."""
        if part.isHidden() or not part.text():
            return self.rail.width()
        return part.mapTo(self, QPoint(0, 0)).x() + min(part.width(), part.sizeHint().width())

    def _say(self, level: str, text: str) -> None:
        self.message.say(level, "", text)
        self._place_message()
        self._said.start()
        self._noted = level != "ok"
        self._fade.start()

    def _settled(self, text: str) -> None:
        if self.message.text == text:
            self.message.say("info", "")

    def _moved_on(self) -> None:
        self.message.say("info", "")

    def refresh(self) -> None:
        """Counts in the corner and the rail, from the data; what stands there stays while they cannot be read."""
        if self.station.store.trouble():
            return
        status = sync_status.status(self.station)
        self.pill.show_text(sync_status.describe(status, self.station.clock.now()))
        for place, kind in self._placed.items():
            self.rail.show_count(place, kind.count(self.station, status))

    def sync(self, done: Callable[[], object] | None = None) -> None:
        """Report now, in the background; the corner counts along."""
        if self._held():
            return
        MESSAGES.settle(self._unreported)
        self.pill.show_progress(0, sync_status.status(self.station).pending)
        fetching = first_fetch.is_wanted(self.station)

        def finished(_report: object) -> None:
            self.refresh()
            if fetching and (told := first_fetch.end(self.station)):
                MESSAGES.ok(told)
            page = self.pages[self.current]
            if page.shows_reporting:
                page.open(self._trail[-1])
            if done is not None:
                done()

        def failed(sentence: str) -> None:
            self.refresh()
            sentence += first_fetch.goes_on(self.station)
            self._unreported = sentence
            MESSAGES.info(sentence)
            if done is not None:
                done()

        tasks.later(lambda: self._sync_now(self.progressed.emit), finished, failed)

    def _progress(self, _done: int, _total: int) -> None:
        """What comes back is counted in the corner; what goes up counts itself when it is there."""
        if told := first_fetch.in_short(self.station):
            self.pill.show_text(PillText(told, "normal"))


def _nothing(_result: object) -> None:
    """Who was opened last is not worth a line to the doctor."""
