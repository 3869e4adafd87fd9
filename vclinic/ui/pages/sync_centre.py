"""Reporting in full: how many in each state, what waits or was refused and why, first connection, report now."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.services.sync_status import STATES, ChangeLine, SyncStatus, describe, list_changes, list_unread, status
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenSyncCentre
from vclinic.ui.messages import MESSAGES
from vclinic.ui.opening import page_of
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
_NAMED = 5  # unread notices named one by one
_HOW = "填接入单上的接入文字，从聊天里整段粘贴也可以；资料都在本机，接入后会自动上报。"
Pair = Callable[[str, str], str]


class SyncCentrePage(Page[OpenSyncCentre]):
    """``pair``, ``sync`` and ``read_pairing`` are handed in by main."""

    name = "sync"
    opens = (OpenSyncCentre,)
    place = Place(OpenSyncCentre(), "上报中心", "上报", "sync", "Alt+0", rank=10, at_foot=True)
    shows_reporting = True
    hints = (("Ctrl+R", "现在上报"), ("Enter", "打开这一条"))

    def __init__(
        self, station: Workstation, pair: Pair, sync: Callable[[], None], read_pairing: Callable[[str], Invited | None]
    ) -> None:
        super().__init__(station)
        self._pair_device = pair
        self._read_pairing = read_pairing
        self._state = "pending"
        self._again = False
        self._lines: tuple[ChangeLine, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        top = QHBoxLayout()
        self._headline = label("", "title")
        top.addWidget(self._headline)
        self._township = label("", "second")
        top.addWidget(self._township, 1)
        self.again_button = tool_button(tr("重新接入"))
        self.again_button.clicked.connect(self._ask_again)
        top.addWidget(self.again_button)
        top.addWidget(stick_button(self))
        self.now_button = KeyButton(tr("现在上报"), "Ctrl+R", sync, self, "primary")
        top.addWidget(self.now_button)
        column.addLayout(top)
        column.addWidget(self._first_connection())
        self.unread = Note("plain")
        column.addWidget(self.unread)
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(4)
        column.addLayout(self._tabs)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        heads = [tr(heading) for heading in ("内容", "版次", "记录时间", "说明")]
        self.table = ListTable(heads, (300, 70, 160, 0))
        self.table.opened.connect(self._open_row)
        inside.addWidget(self.table)
        column.addWidget(card, 1)
        self.table.say_when_empty(tr("这一类现在没有。"))
        self.setFocusProxy(self.table)

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
        self._show_unread(now.unread)
        clear(self._tabs)
        for name, text in STATES.items():
            button = tool_button(f"{tr(text)} {getattr(now, name)}")
            button.setObjectName("tab")
            button.setCheckable(True)
            button.setChecked(name == self._state)
            button.clicked.connect(lambda _on=False, name=name: self._choose(name))
            self._tabs.addWidget(button)
        self._tabs.addStretch(1)
        tasks.now(lambda: list_changes(self.station, (self._state,)), self._show_lines)

    def _show_unread(self, count: int) -> None:
        """Notices of a newer township are named; they wait for a newer program and hold up nothing."""
        if not count:
            self.unread.say("plain", "")
            return
        lines = [f"{line.received_at:%m-%d} {line.title}" for line in list_unread(self.station, _NAMED)]
        text = "；".join(lines) + (tr(" 等") if count > len(lines) else "")
        self.unread.say("plain", f"{tr('读不懂的通知')} {count} {tr('条，升级程序后再读')}", text)

    def _choose(self, state: str) -> None:
        self._state = state
        self.open(OpenSyncCentre())

    def _show_lines(self, lines: tuple[ChangeLine, ...]) -> None:
        self._lines = lines
        rows = [
            [line.title, f"{tr('第')} {line.revision} {tr('版')}", f"{line.recorded_at:%m-%d %H:%M}", self._words(line)]
            for line in lines
        ]
        self.table.show_rows(rows, [_MARKS.get(line.state, "") for line in lines])

    def _words(self, line: ChangeLine) -> str:
        if line.state == "refused":
            tail = tr("（已有新版）") if not line.latest else ""
            return f"{line.text}{tail}"
        return tr("已有新版") if not line.latest else ""

    def _open_row(self, row: int) -> None:
        line = self._lines[row]
        page = page_of(line.entity, line.entity_id, line.resident_id)
        if page is not None:
            self.navigate.emit(page)

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
