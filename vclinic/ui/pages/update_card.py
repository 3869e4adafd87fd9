"""The settings' card about newer programs: whether there is one, what is new, fetched over the line or from a stick, installed."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from vclinic.services import newer_program
from vclinic.services.newer_program import Noticed
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.download import Download, Progress
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_MB = 1_000_000


class Newer(Protocol):
    """Where newer programs come from; handed in by main. Faults are `Expected`."""

    install: Callable[[], object]
    leave: Callable[[], object]

    def ask(self) -> str: ...
    def from_township(self, progress: Progress) -> None: ...
    def from_folder(self, folder: Path, progress: Progress) -> None: ...
    def ready(self) -> Noticed | None: ...


class UpdateCard(QFrame):
    """Signals:
    news(): there is something newer, or no more.

    Attributes:
        has_news: whether something waits to be fetched or installed.
        download: what is under way.
    """

    news = Signal()

    def __init__(self, station: Workstation, newer: Newer) -> None:
        super().__init__()
        self._station, self._newer = station, newer
        self.has_news = False
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(tr("程序更新"), "name"))
        self._state = label("", "strong", wrap=True)
        self._notes = label("", wrap=True)
        self._how = label("", "second", wrap=True)
        for line in (self._state, self._notes, self._how):
            column.addWidget(line)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("下载进度"))
        column.addWidget(self.bar)
        self._told = label("", "caption", wrap=True)
        column.addWidget(self._told)
        row = QHBoxLayout()
        self.ask_button = KeyButton(tr("看有没有新版本"), "", self._ask, self)
        self.stick_button = KeyButton(tr("从U盘更新"), "", self._choose, self)
        self.fetch_button = KeyButton(tr("下载"), "", self._fetch, self, "primary")
        self.stop_button = KeyButton(tr("停下"), "", self._stop, self)
        self.install_button = KeyButton(tr("安装"), "", self._install, self, "primary")
        row.addWidget(self.ask_button)
        row.addWidget(self.stick_button)
        row.addStretch(1)
        for button in (self.stop_button, self.fetch_button, self.install_button):
            row.addWidget(button)
        column.addLayout(row)
        self.download = Download(self)
        self.download.progressed.connect(self._progress)
        self.download.done.connect(self._fetched)
        self.download.failed.connect(self._ended)
        self.download.stopped.connect(lambda: self._ended(tr("停下了，已下载的留着，再按“下载”会接着取。")))
        self._show()

    def show_state(self) -> None:
        """What there is."""
        if not self.download.running:
            relabel(self._told, "")
        self._show()

    def _show(self) -> None:
        noticed, ready = newer_program.noticed(self._station), self._newer.ready()
        if ready is not None and noticed is not None and noticed.sequence > ready.sequence:
            ready = None
        running = self.download.running
        newer = ready or (noticed if noticed is not None and noticed.version else None)
        relabel(self._state, self._sentence(noticed, ready), "info" if newer is not None else "")
        relabel(self._notes, newer.notes if newer is not None else "")
        relabel(self._how, self._explained(newer, ready))
        for part, shown in (
            (self._notes, newer is not None),
            (self._told, bool(self._told.text())),
            (self.bar, running),
            (self.stop_button, running),
            (self.ask_button, not running),
            (self.stick_button, not running),
            (self.fetch_button, newer is not None and ready is None and not running),
            (self.install_button, ready is not None and not running),
        ):
            reveal(part, shown)
        before, self.has_news = self.has_news, newer is not None
        if before != self.has_news:
            self.news.emit()

    def _sentence(self, noticed: Noticed | None, ready: Noticed | None) -> str:
        if ready is not None:
            return f"{ready.version} {tr('已取到，签名核对过了，可以安装。')}"
        if noticed is None:
            return tr("还没有问过卫生院有没有新版本。")
        if noticed.version:
            size = f"{noticed.size / _MB:.1f} MB"
            return f"{tr('有新版本')} {noticed.version}（{noticed.released} {tr('发布')}，{size}）"
        return f"{noticed.on:%m-%d} {tr('看过，没有更新的版本。')}"

    @staticmethod
    def _explained(newer: Noticed | None, ready: Noticed | None) -> str:
        if ready is not None:
            return tr("安装时先备份，程序自己关闭，两分钟左右装好后自动打开。装不成就还是现在的版本，资料不变。")
        if newer is not None:
            return tr("可以边下载边接诊；断网、关机都不要紧，下次接着取。")
        return tr("每天上报后会问一次卫生院；没有网络的，从卫生院拿U盘来更新。")

    def _ask(self) -> None:
        relabel(self._told, tr("正在问卫生院…"))
        reveal(self._told, True)
        tasks.later(self._newer.ask, self._ended, self._ended)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("更新包所在的文件夹"))
        if folder:
            self.take_from(Path(folder))

    def take_from(self, folder: Path) -> None:
        """Take over what lies in a folder."""
        self._begin(lambda progress: self._newer.from_folder(folder, progress))

    def _fetch(self) -> None:
        self._begin(self._newer.from_township)

    def _begin(self, operation: Callable[[Progress], None]) -> None:
        self.bar.setRange(0, 0)
        relabel(self._told, tr("正在取…"))
        self.download.start(operation)
        self._show()

    def _progress(self, here: int, whole: int) -> None:
        self.bar.setRange(0, whole)
        self.bar.setValue(here)
        relabel(self._told, f"{tr('已取')} {here / _MB:.1f} / {whole / _MB:.1f} MB")

    def _stop(self) -> None:
        relabel(self._told, tr("正在停下…"))
        self.download.stop()

    def _fetched(self) -> None:
        self._ended("")

    def _ended(self, sentence: str) -> None:
        relabel(self._told, sentence)
        self._show()

    def _install(self) -> None:
        relabel(self._told, tr("正在备份，然后开始安装…"))
        reveal(self._told, True)
        self.install_button.action.setEnabled(False)
        tasks.later(self._newer.install, lambda _plan: self._newer.leave(), self._not_installed)

    def _not_installed(self, sentence: str) -> None:
        self.install_button.action.setEnabled(True)
        self._ended(sentence)
