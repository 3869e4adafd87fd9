"""The settings' card about safety copies: how old the last one is, how many stay, the second place, by hand, and back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from vclinic.services import auto_backup
from vclinic.services.auto_backup import BackupState
from vclinic.services.backup import backup, check
from vclinic.services.settings import Settings
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_KEPT = (("backup_days", "天"), ("backup_weeks", "周"), ("backup_months", "月"))


class BackupCard(QFrame):
    """Signals:
    typed(): something that has to be saved stands there. saved(): Enter in one of its lines. restore_wanted().

    Attributes:
        numbers: the lines by the names of the settings. place: the second place.
    """

    typed = Signal()
    saved = Signal()
    restore_wanted = Signal()

    def __init__(self, station: Workstation, save_path: Callable[[], str]) -> None:
        super().__init__()
        self._station, self._save_path = station, save_path
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(tr("备份和检查"), "name"))
        text = tr("每天第一次打开和关闭时自动备份。备份是加密的文件，写好后会打开核对一遍；存到 U 盘也看不到内容。")
        column.addWidget(label(text, "second", wrap=True))
        self._state = label("", "strong", wrap=True)
        column.addWidget(self._state)
        self._fault = label("", "", "danger", wrap=True)
        column.addWidget(self._fault)
        column.addLayout(self._kept())
        column.addLayout(self._second_place())
        self._copied = label("", "caption", wrap=True)
        column.addWidget(self._copied)
        rows = (
            ((tr("现在备份"), "", self._now), (tr("另存一份"), "Ctrl+B", self._backup)),
            ((tr("检查数据库"), "", self._check), (tr("从备份恢复"), "", self.restore_wanted.emit)),
        )
        for buttons in rows:
            row = QHBoxLayout()
            for text, key, call in buttons:
                row.addWidget(KeyButton(text, key, call, self))
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)

    def _kept(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(tr("留最近")))
        self.numbers: dict[str, QLineEdit] = {}
        for name, unit in _KEPT:
            edit = LineEdit()
            edit.setFixedWidth(46)
            edit.setAccessibleName(f"{tr('备份留最近几')}{tr(unit)}")
            self.numbers[name] = edit
            row.addWidget(edit)
            row.addWidget(label(tr(unit)))
        row.addWidget(label(tr("各一份"), "second"))
        row.addStretch(1)
        for edit in self.numbers.values():
            self._watch(edit)
        return row

    def _second_place(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(tr("第二位置")))
        self.place = LineEdit()
        self.place.setPlaceholderText(tr("U 盘或网络上的文件夹，可以不填"))
        self.place.setAccessibleName(tr("第二个备份位置"))
        self._watch(self.place)
        row.addWidget(self.place, 1)
        row.addWidget(KeyButton(tr("选"), "", self._choose, self))
        return row

    def _watch(self, edit: QLineEdit) -> None:
        edit.returnPressed.connect(self.saved)
        edit.textEdited.connect(lambda _text="": self.typed.emit())

    def show_settings(self, kept: Settings) -> None:
        """What is kept."""
        for name, edit in self.numbers.items():
            edit.setText(str(getattr(kept, name)))
        self.place.setText(kept.backup_to)

    def show_state(self) -> None:
        """How old the last one is, and what did not work."""
        self._tell(auto_backup.state(self._station))

    def _tell(self, state: BackupState) -> None:
        age = auto_backup.age(state, self._station.clock.now())
        size = f"，{tr('居民')} {state.residents} {tr('人')}，{state.size / 1_048_576:.1f} MB" if state.made_at else ""
        second = ""
        if self.place.text() and state.second_at and not state.second_fault:
            second = f"；{tr('第二位置也有')}"
        relabel(self._state, f"{age.text}{size}{second}", age.level)
        faults = (state.fault, state.second_fault)
        relabel(self._fault, "".join(fault for fault in faults if fault))
        self._fault.setVisible(any(faults))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("第二个备份位置"), self.place.text())
        if folder:
            self.place.setText(str(Path(folder)))
            self.typed.emit()

    def _now(self) -> None:
        relabel(self._copied, tr("正在备份…"))
        tasks.later(
            lambda: auto_backup.run(self._station), self._made, lambda sentence: relabel(self._copied, sentence)
        )

    def _made(self, state: BackupState) -> None:
        relabel(self._copied, "" if state.fault else tr("备份完成并已核对。"))
        self._tell(state)

    def _backup(self) -> None:
        name = self._save_path()
        if name:
            self.backup_to(Path(name))

    def backup_to(self, path: Path) -> None:
        """Write a backup in the background."""
        relabel(self._copied, tr("正在备份…"))
        tasks.later(
            lambda: backup(self._station, path),
            lambda report: relabel(
                self._copied,
                f"{tr('备份完成并已核对')}：{report.path.name}，{tr('居民')} {report.counts['resident']} {tr('人')}",
            ),
            lambda sentence: relabel(self._copied, sentence),
        )

    def _check(self) -> None:
        relabel(self._copied, tr("正在检查…"))
        tasks.later(
            lambda: check(self._station),
            lambda report: relabel(self._copied, "；".join(report.problems) or tr("检查完毕，没有问题。")),
            lambda sentence: relabel(self._copied, sentence),
        )
