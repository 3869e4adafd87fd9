"""Reporting in full: four groups, what needs a person first, each change with its reason and the door to its field."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain.dates import short_day
from vclinic.services.answer_conflict import open_conflict
from vclinic.services.skew import sentence
from vclinic.services.support_text import support_text
from vclinic.services.sync_centre import GROUPS, CentreLine, Group, group, totals
from vclinic.services.sync_status import SyncStatus, describe, list_unread, status
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenConflict, OpenSyncCentre
from vclinic.ui.messages import MESSAGES
from vclinic.ui.opening import page_of
from vclinic.ui.pages.coming_note import ComingNote
from vclinic.ui.pages.invited import Invited
from vclinic.ui.pages.page import Page
from vclinic.ui.pages.stick.button import stick_button
from vclinic.ui.widgets.basics import clear, label, relabel, tool_button
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr

_MARKS = {"refused": "warn", "returned": "info", "accepted": "ok"}
_EMPTY = {
    "needs": "没有要您处理的。卫生院没收下的、退回的会列在这里，写明哪一项、为什么，按 Enter 就到那一项。",
    "pending": "没有待上报的，都已经报到卫生院。",
    "stored": "卫生院还没有收到过资料。",
    "accepted": "还没有审核通过的。",
}
_AGE = 3  # the column that says how long something has waited
_NAMED = 5  # unread notices named one by one
_HOW = "填接入单上的接入文字，从聊天里整段粘贴也可以；资料都在本机，接入后会自动上报。"
Pair = Callable[[str, str], str]


class SyncCentrePage(Page[OpenSyncCentre]):
    """``pair``, ``sync`` and ``read_pairing`` are handed in by main."""

    name = "sync"
    opens = (OpenSyncCentre,)
    place = Place(OpenSyncCentre(), "上报中心", "上报", "sync", "Alt+0", rank=10, at_foot=True)
    shows_reporting = True
    hints = (("← →", "换一类"), ("↑ ↓", "选一条"), ("Enter", "打开，到那一项"), ("Ctrl+R", "现在上报"))

    def __init__(
        self, station: Workstation, pair: Pair, sync: Callable[[], None], read_pairing: Callable[[str], Invited | None]
    ) -> None:
        super().__init__(station)
        self._pair_device = pair
        self._read_pairing = read_pairing
        self._group = ""  # chosen by hand; "" shows what needs a person, else what waits
        self._shown = "pending"
        self._again = False
        self._lines: tuple[CentreLine, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        top = QHBoxLayout()
        self._headline = label("", "title", wrap=True)
        top.addWidget(self._headline, 1)
        self._township = label("", "second")
        top.addWidget(self._township)
        self.again_button = KeyButton(tr("重新接入"), "", self._ask_again, self)
        top.addWidget(self.again_button)
        top.addWidget(stick_button(self))
        self.now_button = KeyButton(tr("现在上报"), "Ctrl+R", sync, self, "primary")
        top.addWidget(self.now_button)
        column.addLayout(top)
        column.addWidget(self._first_connection())
        self.coming = ComingNote(station)
        column.addWidget(self.coming)
        self.unread = Note("plain")
        column.addWidget(self.unread)
        self.clock = Note("warn")
        column.addWidget(self.clock)
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(4)
        column.addLayout(self._tabs)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        heads = [tr(heading) for heading in ("居民或药品", "内容", "记录时间", "等了", "说明")]
        self.table = ListTable(heads, (190, 190, 110, 90, 0))
        self.table.opened.connect(self._open_row)
        self.table.currentCellChanged.connect(self._chosen)
        inside.addWidget(self.table)
        column.addWidget(card, 1)
        self.detail = Note("plain")
        column.addWidget(self.detail)
        self.setFocusProxy(self.table)
        self.copy_button = KeyButton(tr("复制给技术支持"), "Ctrl+Shift+C", self._copy, self)
        for key, step in (("Left", -1), ("Right", 1)):
            action = QAction(self.table)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _on=False, step=step: self._step(step))
            self.table.addAction(action)

    def _first_connection(self) -> QWidget:
        self._connect = Note("plain", tr("还没有接入卫生院"), tr(_HOW))
        self.url, self.code = LineEdit(), LineEdit()
        self.url.setPlaceholderText(tr("接入文字，https 开头，带 #"))
        self.code.setPlaceholderText(tr("一次性接入码"))
        for edit, width in ((self.url, 280), (self.code, 170)):
            edit.setFixedWidth(width)
            edit.setProperty("boxed", True)
            self._connect.row.addWidget(edit)
        self.pair_button = KeyButton(tr("接入"), "", self._pair, self)
        self.code.returnPressed.connect(self._pair)
        self.url.returnPressed.connect(self._after_address)
        self.url.textChanged.connect(self._understand)
        self._connect.row.addWidget(self.pair_button)
        return self._connect

    def _ask_again(self) -> None:
        """The township was stopped, replaced or has another address: a new pairing text, and nothing recorded changes."""
        self._again = True
        self.again_button.hide()
        self._understand()
        self._connect.show()
        self.url.setFocus()

    def _after_address(self) -> None:
        if self._read_pairing(self.url.text()) is None and not self.code.text().strip():
            self.code.setFocus()
        else:
            self._pair()

    def _understand(self) -> None:
        """Show what a pairing text says before it is used; a bare address wants its code beside it."""
        invited = self._read_pairing(self.url.text())
        self.code.setVisible(invited is None)
        if invited is None:
            self._connect.say("plain", tr("重新接入" if self._again else "还没有接入卫生院"), tr(_HOW))
        elif invited.problem:
            self._connect.say("warn", tr("接入文字还不完整"), invited.problem)
        else:
            code = "-".join(invited.code[start : start + 4] for start in range(0, len(invited.code), 4))
            known = tr("会核对卫生院的证书") if invited.known else tr("用公共证书或只在本机")
            text = f"{tr('地址')} {invited.url}，{tr('接入码')} {code}，{known}。"
            self._connect.say("ok", tr("接入文字看懂了，按“接入”"), text)

    def open(self, destination: OpenSyncCentre) -> None:
        """Read the counts and the list again."""
        self.titled.emit([tr("上报中心")])
        tasks.now(lambda: status(self.station), self._show)

    def _show(self, now: SyncStatus) -> None:
        relabel(self._headline, describe(now, self.station.clock.now()).text)
        relabel(self._township, f"{tr('上报到')} {now.township}" if now.paired else "")
        self._connect.setVisible(not now.paired or self._again)
        self.again_button.setVisible(now.paired and not self._again)
        self.now_button.set_enabled(now.paired, tr("先接入卫生院"))
        self.coming.look()
        self._show_unread(now.unread)
        self.clock.say("warn", sentence(self.station))
        counted = totals(self.station)
        shown = self._shown = self._group or ("needs" if counted["needs"] else "pending")
        self._tabs.removeWidget(self.copy_button)
        clear(self._tabs)
        for name, text in GROUPS.items():
            button = tool_button(f"{tr(text)} {counted[name]}")
            button.setObjectName("tab")
            button.setCheckable(True)
            button.setChecked(name == shown)
            button.clicked.connect(lambda _on=False, name=name: self._choose(name))
            self._tabs.addWidget(button)
        self._tabs.addStretch(1)
        self._tabs.addWidget(self.copy_button)
        self.table.say_when_empty(tr(_EMPTY[shown]))
        tasks.now(lambda: group(self.station, shown), self._show_lines)

    def _show_unread(self, count: int) -> None:
        """Notices of a newer township are named; they wait for a newer program and hold up nothing."""
        if not count:
            self.unread.say("plain", "")
            return
        lines = [f"{line.received_at:%m-%d} {line.title}" for line in list_unread(self.station, _NAMED)]
        text = "；".join(lines) + (tr(" 等") if count > len(lines) else "")
        self.unread.say("plain", f"{tr('读不懂的通知')} {count} {tr('条，升级程序后再读')}", text)

    def _choose(self, name: str) -> None:
        self._group = name
        self.open(OpenSyncCentre())
        self.table.setFocus()

    def _step(self, step: int) -> None:
        """← and →: the group beside the one that is shown."""
        names = list(GROUPS)
        self._choose(names[(names.index(self._shown) + step) % len(names)])

    def _show_lines(self, shown: Group) -> None:
        lines = self._lines = shown.lines
        today = self.station.clock.today()
        rows = [[line.whose, _what(line), _moment(line.recorded_at, today), line.age, line.reason] for line in lines]
        inks = {(row, _AGE): line.level for row, line in enumerate(lines) if line.level}
        self.table.show_rows(rows, [_mark(line) for line in lines], inks=inks)
        self._show_detail(self.table.currentRow())

    def _chosen(self, row: int, _column: int, _old_row: int, _old_column: int) -> None:
        self._show_detail(row)

    def _show_detail(self, row: int) -> None:
        """The whole reason of the row that is chosen: a cell may be too narrow for it."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        if line is None or not line.mend:
            self.detail.say("plain", "")
            return
        self.detail.say(_MARKS[line.state], f"{line.whose} {line.what}", line.reason)

    def _open_row(self, row: int) -> None:
        line = self._lines[row]
        if line.state == "refused" and open_conflict(self.station, line.entity_id) is not None:
            self.navigate.emit(OpenConflict(line.entity_id))
            return
        field = line.field if line.mend else ""
        page = page_of(line.entity, line.entity_id, line.resident_id, mend=line.mend, field=field)
        if page is not None:
            self.navigate.emit(page)
        else:
            MESSAGES.info(tr("这一条没有自己的页面：它随别的资料一起上报。"))

    def _copy(self) -> None:
        """What somebody who helps from afar needs, without any resident."""
        QGuiApplication.clipboard().setText(support_text(self.station))
        MESSAGES.ok(tr("复制好了，可以粘贴到聊天里发给技术支持。里面没有居民的资料。"))

    def _pair(self) -> None:
        if not self.pair_button.isEnabled():
            return
        url = self.url.text().strip()
        code = self.code.text().strip() if self._read_pairing(url) is None else ""
        self.pair_button.set_enabled(False, tr("正在接入…"))

        def done(_township: str) -> None:
            self._again = False
            self.url.clear()
            self.code.clear()
            self.pair_button.set_enabled(True)
            MESSAGES.ok(tr("已接入卫生院，开始上报。"))
            self.stored.emit()
            self.open(OpenSyncCentre())
            self.now_button.action.trigger()

        def failed(sentence: str) -> None:
            self.pair_button.set_enabled(True)
            tasks.tell(sentence)
            self.url.setFocus()

        tasks.later(lambda: self._pair_device(url, code), done, failed)


def _moment(at: datetime, today: date) -> str:
    """When something was recorded; what is older than a year has no room for its hour beside its year."""
    day = short_day(at.date(), today)
    return f"{day} {at:%H:%M}" if len(day) < len("2026-11-24") else day


def _what(line: CentreLine) -> str:
    return f"{line.what} {tr('第')} {line.revision} {tr('版')}" if line.revision > 1 else line.what


def _mark(line: CentreLine) -> str:
    settled = line.state in ("refused", "returned") and not line.mend
    return "" if settled else _MARKS.get(line.state, "")
