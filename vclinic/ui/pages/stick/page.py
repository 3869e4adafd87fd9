"""Reporting by USB stick: choose the stick, write and check the package, take it to the township, read its receipts."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from vclinic.services.stick_status import StickStatus, stick_status
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenStick, OpenSyncCentre
from vclinic.ui.pages.page import Page
from vclinic.ui.pages.stick.carried import Answered, Carried, Carry, ReadBack
from vclinic.ui.pages.stick.drives import Drive, Drives, drives as plugged_in
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.scrolling import plain_page
from vclinic.ui.words import tr

_MOST_ROWS, _ROW_HEIGHT = 3, 35
_TO_DO = "请把U盘带到卫生院，请他们在“村卫生室”里点“收U盘包”，再把回执存在U盘上带回来，在这里点“读回执”。"
_STAYS = "没读回执以前仍算待上报；这期间有了网络照常上报，两边不会重复。"


class StickPage(Page[OpenStick]):
    """``carry`` writes a package into a folder, ``read_back`` takes receipts in; both are handed in by main.

    Attributes:
        list: the sticks. told: what became of the package. answered: what became of the receipts.

    Signals:
        progressed(int, int): from the working thread.
    """

    name = "stick"
    opens = (OpenStick,)
    behind = "sync"
    shows_reporting = True
    hints = (("Ctrl+Enter", "写到U盘"), ("Ctrl+O", "读回执"), ("Esc", "返回"))
    progressed = Signal(int, int)

    def __init__(self, station: Workstation, carry: Carry, read_back: ReadBack, drives: Drives = plugged_in) -> None:
        super().__init__(station)
        self._carry, self._read_back, self._look = carry, read_back, drives
        self._drives: list[Drive] = []
        self._chosen: Path | None = None
        self._busy = self._to_restore = self._may = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside, scroll = plain_page()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        outer.addWidget(scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        self._headline, self._last = label("", "title"), label("", "second", wrap=True)
        column.addWidget(self._headline)
        column.addWidget(self._last)
        self.hindrance = Note("warn")
        column.addWidget(self.hindrance)
        column.addWidget(self._out())
        column.addWidget(self._back())
        column.addStretch(1)
        self.setFocusProxy(self.list)

    def _out(self) -> QWidget:
        card, column = _card(tr("去：写到U盘"))
        text = tr("没上报的资料写成一个加密的上报包，写好后读一遍核对。U盘丢了，别人也打不开。")
        column.addWidget(label(text, "second", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("U盘"))
        self.list.itemActivated.connect(self._activated)
        self.list.itemSelectionChanged.connect(self._picked)
        column.addWidget(self.list)
        self._where = label("", wrap=True)
        column.addWidget(self._where)
        row = QHBoxLayout()
        row.addWidget(KeyButton(tr("刚插上，再找"), "F5", self._find, self))
        row.addWidget(KeyButton(tr("选文件夹"), "", self._choose, self))
        row.addStretch(1)
        self.write_button = KeyButton(tr("写到U盘"), "Ctrl+Return", self.write, self, "primary")
        row.addWidget(self.write_button)
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.progressed.connect(self._progress)
        column.addWidget(self.bar)
        self.told = Note("info")
        self.restore_button = KeyButton(tr("回到恢复"), "", self.restore_wanted.emit, self)
        self.told.row.addWidget(self.restore_button)
        column.addWidget(self.told)
        return card

    def _back(self) -> QWidget:
        card, column = _card(tr("回：读回执"))
        row = QHBoxLayout()
        text = tr("卫生院收下后给的回执，文件名以 .vcr 结尾。读过了这里才算收到；再读一次也不要紧。")
        row.addWidget(label(text, "second", wrap=True), 1)
        self.read_button = KeyButton(tr("读回执"), "Ctrl+O", self._ask_receipts, self)
        row.addWidget(self.read_button)
        column.addLayout(row)
        self.answered = Note("info")
        self.door = KeyButton(tr("去看未接收的"), "", lambda: self.navigate.emit(OpenSyncCentre()), self)
        self.answered.row.addWidget(self.door)
        column.addWidget(self.answered)
        return card

    def open(self, destination: OpenStick) -> None:
        """What waits, and the sticks there are."""
        self.titled.emit([tr("上报中心"), tr("用U盘上报")])
        self._to_restore = destination.back_to_restore
        self._show(stick_status(self.station))
        self._find()

    def leave(self) -> None:
        """What was said of the last step is not said again; a round in between leaves it."""
        if not self._busy:
            for note in (self.told, self.answered):
                note.say("info", "")

    def _show(self, now: StickStatus) -> None:
        relabel(self._headline, f"{now.pending} {tr('条待上报')}" if now.pending else tr("没有待上报的资料"))
        relabel(self._last, self._told_last(now))
        reveal(self._last, bool(self._last.text()))
        if not now.paired:
            self.hindrance.say("warn", tr("还没有接入卫生院。"), tr("请先在上报中心填接入文字，接入一次后才能用U盘。"))
        elif not now.has_key:
            text = tr("有网络时上报一次就有了；一直没有，请联系卫生院升级程序。")
            self.hindrance.say("warn", tr("本机还没有卫生院的上报包密钥。"), text)
        elif now.revoked:
            text = tr("没上报的还能用U盘交：带上U盘去卫生院，由管理员核对后收下。资料都在本机。")
            self.hindrance.say("warn", tr("卫生院已停用这台电脑，联网报不上去。"), text)
        else:
            self.hindrance.say("warn", "")
        self._may = now.paired and now.has_key
        self._allow()

    def _told_last(self, now: StickStatus) -> str:
        if now.out_at is None:
            return ""
        out = f"{tr('上次')} {now.out_at:%m-%d %H:%M} {tr('写过')} {now.out_changes} {tr('条')}"
        return f"{out}，{tr('回执还没有读。')}" if now.awaits_receipts else f"{out}，{tr('回执已读。')}"

    def _find(self) -> None:
        before = self._place()
        self._drives = self._look()
        self.list.clear()
        self.list.addItems([_line(drive) for drive in self._drives])
        self.list.setFixedHeight(min(_MOST_ROWS, max(1, len(self._drives))) * _ROW_HEIGHT + 2)
        reveal(self.list, bool(self._drives))
        roots = [drive.root for drive in self._drives]
        if self._chosen is None and self._drives:
            self.list.setCurrentRow(roots.index(before) if before in roots else 0)
        self._say_where()

    def _say_where(self) -> None:
        if self._chosen is not None:
            relabel(self._where, f"{tr('写到文件夹')}：{self._chosen}")
        elif not self._drives:
            relabel(self._where, tr("没有找到U盘。插上后按“刚插上，再找”，或者按“选文件夹”自己指。"))
        else:
            relabel(self._where, "")
        reveal(self._where, bool(self._where.text()))
        self._allow()

    def _place(self) -> Path | None:
        row = self.list.currentRow()
        if self._chosen is not None:
            return self._chosen
        return self._drives[row].root if 0 <= row < len(self._drives) else None

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("上报包写到哪里"), str(self._place() or ""))
        if folder:
            self.choose(Path(folder))

    def choose(self, folder: Path) -> None:
        """Write into this folder, whatever is plugged in, until a stick is picked."""
        self.list.clearSelection()
        self._chosen = folder
        self._say_where()

    def _picked(self) -> None:
        if self.list.selectedItems():
            self._chosen = None
            self._say_where()

    def _activated(self, _item: object) -> None:
        self.write()

    def write(self) -> None:
        """Ctrl+Enter: write the package and read it back."""
        place = self._place()
        if place is None or not self.write_button.isEnabled():
            return
        self._set_busy(True)
        self.told.say("info", tr("正在写，先不要拔U盘。"))
        reveal(self.restore_button, False)
        self.bar.setRange(0, 0)
        reveal(self.bar, True)
        tasks.later(lambda: self._carry(place, self.progressed.emit), self._written, self._not_written)

    def _written(self, made: Carried) -> None:
        self._set_busy(False)
        self._show(stick_status(self.station))
        names = "、".join(path.name for path in made.files)
        has = (
            f"{tr('里面有')} {made.changes} {tr('条')}" if made.changes else tr("没有待上报的，只用来带回卫生院的消息")
        )
        several = tr("，都要带去") if len(made.files) > 1 else ""
        strong = f"{tr('已写好并核对')}：{names}（{_size(made.size)}）{several}，{has}。{tr('可以拔U盘了。')}"
        notes = [tr(_TO_DO), tr(_STAYS) if made.changes else ""]
        if made.renamed:
            notes.insert(0, tr("U盘上已有同名的上报包，没有动它，这一份另取了名。"))
        if made.older:
            notes.append(
                f"{tr('U盘上还有以前的上报包')} {made.older} {tr('个，没有动；一起交也可以，重复的不会算两次。')}"
            )
        self.told.say("ok", strong, "".join(notes))
        reveal(self.restore_button, self._to_restore)
        self._in_sight(self.told)
        self.stored.emit()

    def _not_written(self, sentence: str) -> None:
        self._set_busy(False)
        self.told.say("danger", "", sentence)
        reveal(self.restore_button, False)
        self._find()
        self._in_sight(self.told)

    def _ask_receipts(self) -> None:
        start = str(self._place() or "")
        name, _ = QFileDialog.getOpenFileName(self, tr("选回执"), start, tr("卫生院的回执 (*.vcr)"))
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Take in the receipts of a package."""
        self._set_busy(True)
        reveal(self.door, False)
        self.answered.say("info", tr("正在读…"))
        tasks.later(lambda: self._read_back(path), self._read, self._not_read)

    def _read(self, told: Answered) -> None:
        self._set_busy(False)
        self._show(stick_status(self.station))
        counted = f"{tr('卫生院收下')} {told.stored} {tr('条，未接收')} {told.refused} {tr('条')}"
        heard = f"，{tr('新通知')} {told.notices} {tr('条')}" if told.notices else ""
        if not told.news:
            self.answered.say("ok", tr("这份回执里没有新的，以前都知道了，什么都没有变。"), f"{counted}。")
        else:
            more = tr("未接收的要改好再报。") if told.refused else ""
            self.answered.say("warn" if told.refused else "ok", f"{counted}{heard}。", more)
        reveal(self.door, told.refused > 0)
        self._in_sight(self.answered)
        self.stored.emit()

    def _not_read(self, sentence: str) -> None:
        self._set_busy(False)
        self.answered.say("danger", "", sentence)
        self._in_sight(self.answered)

    def _in_sight(self, note: Note) -> None:
        """On a small screen what was just said may stand below its edge."""
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(note, 0, 12))

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        if not busy:
            self.bar.hide()
        self._allow()

    def _allow(self) -> None:
        why = tr("请等一等") if self._busy else "" if self._may else tr("先看上面的说明")
        self.write_button.set_enabled(not why and self._place() is not None, why or tr("先插上U盘，或者选文件夹"))
        self.read_button.set_enabled(not why, why)


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    made = QFrame()
    made.setObjectName("card")
    column = QVBoxLayout(made)
    column.setContentsMargins(16, 10, 16, 12)
    column.setSpacing(8)
    column.addWidget(label(title, "name"))
    return made, column


def _line(drive: Drive) -> str:
    tail = tr("写保护，写不进去") if drive.read_only else f"{tr('剩余')} {_size(drive.free)}"
    return f"{drive.name}　{tail}"


def _size(count: int) -> str:
    """Bytes as people read them."""
    for unit, name in ((10**9, "GB"), (10**6, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{max(1, round(count / 1000))} KB"
