"""Today, the first page."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain.dates import weekday
from vclinic.domain.problem import Problem
from vclinic.services import auto_backup
from vclinic.services.due_today import Worklist, worklist
from vclinic.services.emergencies import tell_outcome
from vclinic.services.find_residents import count_residents
from vclinic.services.walk_list import phones
from vclinic.services.work_row import WorkRow
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import (
    BY_PHONE,
    OpenConflict,
    OpenDocument,
    OpenRecord,
    OpenRegister,
    OpenStock,
    OpenToday,
    OpenVisit,
)
from vclinic.ui.messages import MESSAGES
from vclinic.ui.opening import page_of
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.pages.today.announcements import AnnouncementStrip
from vclinic.ui.pages.today.choice import TILES, Choice
from vclinic.ui.pages.today.doubts import TownshipDoubts
from vclinic.ui.pages.today.filters import FilterRow
from vclinic.ui.pages.today.outcome import OutcomeAsk
from vclinic.ui.pages.today.preview import PreviewPane
from vclinic.ui.pages.today.table import WorklistTable
from vclinic.ui.printing.walk_list import walk_document
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.widgets.tile import Tile
from vclinic.ui.words import tr

_REST_MS = 40  # longer than the pause between two rows while an arrow key is held
_STAY_MS = 1500  # who is looked at that long is being read


class TodayPage(Page[OpenToday]):
    """The worklist, household by household."""

    name = "today"
    opens = (OpenToday,)
    gives_way_to_card = True
    place = Place(OpenToday(), "今天", "今天", "today", "Alt+1", rank=1)
    ends_in_remark = True
    shows_reporting = True
    hints = (
        ("↑ ↓", "选人"),
        ("Enter", "随访"),
        ("空格", "勾选走访"),
        ("T", "电话随访"),
        ("R", "档案"),
        ("J", "问转诊结果"),
        ("0–6", "换一类"),
        ("Ctrl+N", "新建档案"),
    )

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._found: Worklist | None = None
        self._choice = Choice()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(12)
        tiles = QHBoxLayout()
        tiles.setSpacing(8)
        self.tiles: dict[str, Tile] = {}
        for place, name in enumerate(TILES):
            tile = Tile(str(place))
            tile.clicked.connect(lambda _on=False, name=name: self.show_tile(name))
            self.tiles[name] = tile
            tiles.addWidget(tile, 1)
        column.addLayout(tiles)
        self.announcements = AnnouncementStrip(station, self, self.stored.emit)
        column.addWidget(self.announcements)
        self.doubts = TownshipDoubts(station, self, lambda: self.navigate.emit(OpenConflict()))
        column.addWidget(self.doubts)
        self.outcome = OutcomeAsk()
        self.outcome.told.connect(self._tell_outcome)
        self.outcome.closed.connect(self.table_focus)
        column.addWidget(self.outcome)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._list(), 1)
        calls = {"start": self.start, "phone": self.phone, "record": self.record, "outcome": self.ask_outcome}
        self.preview = PreviewPane(station, self, calls)
        body.addWidget(self.preview)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._rested)
        self._stay = QTimer(self)
        self._stay.setSingleShot(True)
        self._stay.setInterval(_STAY_MS)
        self._stay.timeout.connect(self._stayed)
        column.addLayout(body, 1)
        shortcut(self, "Ctrl+N", lambda: self.navigate.emit(OpenRegister()))

    def _list(self) -> QWidget:
        made = QFrame()
        made.setObjectName("card")
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        filters = QHBoxLayout()
        filters.setContentsMargins(12, 4, 8, 4)
        filters.setSpacing(4)
        self._filters = FilterRow()
        self._filters.disease.connect(lambda code: self._choose(replace(self._choice, disease=code)))
        self._filters.group.connect(lambda group: self._choose(replace(self._choice, group=group)))
        filters.addWidget(self._filters, 1)
        self.walk = KeyButton(tr("走访单"), "Ctrl+P", self._print, self)
        filters.addWidget(self.walk)
        column.addLayout(filters)
        self.table = WorklistTable()
        self.model = self.table.people
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.doubleClicked.connect(lambda _index: self.start())
        self.table.installEventFilter(self)
        self.setFocusProxy(self.table)
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 4)
        self._done = label("", "caption")
        foot.addWidget(self._done)
        foot.addStretch(1)
        self._copied = label("", "caption")
        foot.addWidget(self._copied)
        column.addLayout(foot)
        return made

    def open(self, destination: OpenToday) -> None:
        """Read the worklist again; the person selected stays selected."""
        today = self.station.clock.today()
        day = f"{today.year} {tr('年')} {today.month} {tr('月')} {today.day} {tr('日')} {weekday(today)}"
        self.titled.emit([tr("今天"), day])
        self.announcements.refresh()
        self.doubts.refresh()
        tasks.now(lambda: worklist(self.station), self._show)

    def side(self) -> QWidget:
        """The person under the cursor."""
        return self.preview

    def make_room(self, *, alone: bool) -> None:
        """The list draws closer; who is under the cursor is told beside it."""
        self.table.close_up(alone)
        self._filters.show_chosen_only(alone)

    def _show(self, worklist: Worklist) -> None:
        self._found = worklist
        for tile in worklist.tiles:
            self.tiles[tile.key].say(tile.count, tr(tile.label), tile.caption)
        self._filters.show_choice(worklist, self._choice)
        keep = self.table.selected()
        self._show_rows(keep.resident_id if keep else "")
        done = f"{tr('今天已完成')} {worklist.done_today} {tr('人')}"
        median = f"，{tr('每人中位')} {worklist.median_seconds} {tr('秒')}" if worklist.median_seconds else ""
        relabel(self._done, done + median if worklist.done_today else tr("今天还没有随访"))
        copied = auto_backup.age(auto_backup.state(self.station), self.station.clock.now())
        relabel(self._copied, tr(copied.text), "" if copied.level == "ok" else copied.level)

    def _choose(self, choice: Choice) -> None:
        self._choice = choice
        if self._found is not None:
            self._show(self._found)

    def show_tile(self, name: str) -> None:
        """Filter by a tile; drugs and drafts count things and open their own pages."""
        if name == "drugs":
            self._choice = replace(self._choice, tile="all")
            self.navigate.emit(OpenStock())
            return
        self._choice = Choice() if name == "all" else replace(self._choice, tile=name)
        if self._found is not None:
            self._filters.show_choice(self._found, self._choice)
            self._show_rows("")

    def _show_rows(self, keep: str) -> None:
        if self._found is None:
            return
        for name, tile in self.tiles.items():
            tile.setChecked(name == self._choice.tile)
        rows = self._choice.rows(self._found)
        self.table.show_rows(rows, keep, nobody="" if rows else self._nobody())
        if not rows:
            self._rest.stop()
            self._stay.stop()
            self.preview.show_nobody()

    def _nobody(self) -> str:
        """One sentence and the next thing to do."""
        if self._choice.is_narrow:
            return tr("这一类今天没有人。按 0 看全部。")
        if count_residents(self.station):
            return tr("今天没有要随访的人。按 Ctrl+K 找人。")
        return tr("还没有居民。按 Alt+2 到“居民”页，导入花名册，或者一个一个建档。")

    def selected(self) -> WorkRow | None:
        """The row under the cursor."""
        return self.table.selected()

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Whom the cursor only passes over is neither read nor noted as seen."""
        self._stay.stop()
        if current.isValid():
            self._rest.start()

    def _rested(self) -> None:
        row = self.selected()
        if row is not None:
            self.preview.show_resident(row.resident_id, row)
            self._stay.start()

    def _stayed(self) -> None:
        row = self.selected()
        if row is not None:
            self.person_opened.emit(row.resident_id)

    def leave(self) -> None:
        """Nobody is read any more for the pane."""
        self._rest.stop()
        self._stay.stop()

    def start(self) -> None:
        """Enter: follow up, or mend what was returned."""
        row = self.selected()
        if row is not None and row.returned[0]:
            self.navigate.emit(page_of(*row.returned, row.resident_id, mend=True))
        elif row is not None:
            self.navigate.emit(OpenVisit(row.resident_id, follow_up_id=row.follow_up_id))

    def phone(self) -> None:
        """T: a follow-up by telephone."""
        row = self.selected()
        if row is not None and (row.ask_about or not row.follow_up_id) and row.returned[0] != "follow_up":
            self.navigate.emit(OpenVisit(row.resident_id, visit_way=BY_PHONE))

    def ask_outcome(self) -> None:
        """J: what became of somebody referred in an emergency."""
        row = self.selected()
        if row is not None and row.ask_about:
            self.outcome.ask(row.ask_about, row.name, self.station.clock.today())

    def table_focus(self) -> None:
        """Back to the list."""
        self.table.setFocus()

    def _tell_outcome(self, follow_up_id: str, values: dict[str, Any]) -> None:
        def told(result: int | list[Problem]) -> None:
            if isinstance(result, list):
                self.outcome.say(result)
                return
            self.outcome.hide()
            MESSAGES.ok(tr("转诊结果已记下，等待上报。"))
            self.stored.emit()
            self.open(OpenToday())
            self.table_focus()

        tasks.now(lambda: tell_outcome(self.station, follow_up_id, values), told)

    def record(self) -> None:
        """R: the resident's record."""
        row = self.selected()
        if row is not None:
            self.navigate.emit(OpenRecord(row.resident_id))

    def _print(self) -> None:
        rows = [row for row in self.model.rows if row.resident_id in self.model.ticked] or list(self.model.rows)
        if rows and self._found is not None:
            known = phones(self.station, [row.resident_id for row in rows])
            document = walk_document(self.station.clinic.name, self._found.on, rows, known)
            self.navigate.emit(OpenDocument(document))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            text = event.text().upper()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.start()
                return True
            call = {"T": self.phone, "R": self.record, "J": self.ask_outcome}.get(text)
            if call is not None:
                call()
                return True
            if text.isdecimal() and text and int(text) < len(TILES):
                self.show_tile(TILES[int(text)])
                return True
            if event.key() == Qt.Key.Key_Space and self.table.currentIndex().isValid():
                self.model.tick(self.table.currentIndex().row())
                return True
        return super().eventFilter(watched, event)
