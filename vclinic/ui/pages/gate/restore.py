"""A backup comes back, from the settings, from the log-in page or at the first start of a new computer: which one, whose it
is, what would be lost; then a password and a bar."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QToolButton,
    QWidget,
)

from vclinic.domain.problem import Expected
from vclinic.services.backup_list import OWN, SECOND, BackupFile, listed, look
from vclinic.services.restore import STEPS, Opener
from vclinic.services.restore_preview import RestorePreview, preview
from vclinic.services.workstation import Clock
from vclinic.ui import tasks
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.widgets.basics import reveal
from vclinic.ui.widgets.choice_box import ChoiceBox
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_MOST_ROWS, _ROW_HEIGHT = 4, 35
_WHERE = {OWN: "本机", SECOND: "第二位置"}


@dataclass(frozen=True, slots=True)
class RestoreWish:
    """What was decided on the card.

    Attributes:
        present: what opens the store that stands there; None to try the same.
        leave_unsent: the doctor knows what will be lost.
    """

    file: Path
    opener: Opener
    present: Opener | None
    leave_unsent: bool


class RestoreCard(Sheet):
    """Choose, look, restore.

    Args:
        key: the key of the store that is open behind this card; empty where none is.
        report_first, carry_first: what sends the changes that wait, by the network or by stick; None where nothing can be
            sent from here.

    Signals:
        decided(RestoreWish): the doctor wants it. given_up(). progressed(int, int): from the working thread.
    """

    decided = Signal(object)
    given_up = Signal()
    progressed = Signal(int, int)

    def __init__(
        self,
        data_dir: Path,
        clock: Clock,
        key: bytes = b"",
        report_first: Callable[[], None] | None = None,
        carry_first: Callable[[], None] | None = None,
    ) -> None:
        text = tr("选一份备份，看清楚它里面有什么、恢复后会少什么，再恢复。现在的资料会另放一边，不会删除。")
        super().__init__(tr("从备份恢复"), text, 660)
        self._data_dir, self._clock, self._key = data_dir, clock, key
        self._closed = False
        self._files: list[BackupFile] = []
        self._looked: tuple[RestorePreview, Opener] | None = None
        self._choose_file()
        self._opening()
        self.note = Note("info")
        self.column.addWidget(self.note)
        self.knowing = QCheckBox(tr("知道会少，仍要恢复"))
        self.knowing.toggled.connect(self._allow)
        self.column.addWidget(self.knowing)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.progressed.connect(self._progress)
        self.column.addWidget(self.bar)
        row = QHBoxLayout()
        self.back = KeyButton(tr("返回"), "Escape", self.given_up.emit, self)
        row.addWidget(self.back)
        row.addStretch(1)
        self.report = KeyButton(tr("先上报"), "", report_first or bool, self)
        self.carry = KeyButton(tr("先用U盘带走未上报的"), "", carry_first or bool, self)
        self._may_report, self._may_carry = report_first is not None, carry_first is not None
        self.look_button = KeyButton(tr("看看会少什么"), "", self.look, self)
        self.button = KeyButton(tr("恢复"), "Ctrl+Return", self.decide, self, "danger-primary")
        for widget in (self.look_button, self.button):
            row.addWidget(widget)
        first = QHBoxLayout()
        first.addStretch(1)
        for widget in (self.report, self.carry):
            first.addWidget(widget)
        self.column.addLayout(first)
        self.column.addLayout(row)
        for widget in (self.bar, self.knowing, self.report, self.carry, self.present):
            widget.hide()
        self._list()

    def _choose_file(self) -> None:
        self.files = QListWidget()
        self.files.setAccessibleName(tr("备份"))
        self.files.currentRowChanged.connect(self._chosen)
        self.column.addWidget(self.files)

    def _opening(self) -> None:
        self.people = ChoiceBox()
        self.people.setAccessibleName(tr("医生"))
        self.people.entered.connect(lambda _forward=True: self.secret.setFocus())
        self.secret, self.present = LineEdit(), LineEdit()
        for edit in (self.secret, self.present):
            edit.setProperty("boxed", True)
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.returnPressed.connect(self.look)
            edit.textEdited.connect(self._changed)
        self.present.setPlaceholderText(tr("现在用的密码（后来改过密码的才填）"))
        self.present.setAccessibleName(self.present.placeholderText())
        self.by_code = QToolButton()
        self.by_code.setObjectName("quiet")
        self.by_code.setCheckable(True)
        self.by_code.setText(tr("忘了密码，用恢复码"))
        self.by_code.toggled.connect(self._by_code)
        row = QHBoxLayout()
        row.addWidget(self.people, 1)
        row.addWidget(self.secret, 2)
        self.column.addLayout(row)
        self.column.addWidget(self.present)
        foot = QHBoxLayout()
        foot.addWidget(self.by_code)
        foot.addStretch(1)
        foot.addWidget(KeyButton(tr("选别的文件"), "Ctrl+O", self._ask_file, self))
        self.column.addLayout(foot)
        self._by_code(False)
        self.setFocusProxy(self.secret)

    def _by_code(self, wanted: bool) -> None:
        placeholder = tr("恢复码，六组四位") if wanted else tr("做这份备份那时的密码")
        self.secret.setPlaceholderText(placeholder)
        self.secret.setAccessibleName(placeholder)
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if wanted else QLineEdit.EchoMode.Password)
        self.secret.clear()
        reveal(self.people, not wanted)
        if hasattr(self, "button"):
            self._changed("")

    def _list(self) -> None:
        self._files = listed(self._data_dir)
        self._show_files(0)

    def _show_files(self, row: int) -> None:
        self.files.blockSignals(True)
        self.files.clear()
        self.files.addItems([_told(file) for file in self._files])
        self.files.blockSignals(False)
        self.files.setFixedHeight(max(1, min(_MOST_ROWS, len(self._files))) * _ROW_HEIGHT + 2)
        if self._files:
            self.files.setCurrentRow(row)
            self._chosen(row)
        else:
            self.note.say("info", "", tr("这里还没有备份。备份在 U 盘或别处的，按“选别的文件”。"))
            self._allow()

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("选一份备份"), "", tr("备份 (*.vcbak)"))
        if name:
            self.add(Path(name))

    def add(self, path: Path) -> None:
        """A file from elsewhere, in front of the list."""
        try:
            file = look(path)
        except Expected as fault:
            self.note.say("danger", "", fault.sentence)
            return
        self._files.insert(0, file)
        self._show_files(0)

    def _chosen(self, row: int) -> None:
        if not 0 <= row < len(self._files):
            return
        file = self._files[row]
        self.people.clear()
        for login, name in file.logins:
            self.people.addItem(f"{name}（{login}）" if name != login else name, login)
        self._changed("")
        if self._key and self._is_ours(file):  # the open store has the key: what would be lost is told without asking
            known = Opener(known_key=self._key)
            self._preview(file, known, known, asked=False)

    def _is_ours(self, file: BackupFile) -> bool:
        own = next((other for other in self._files if other.where == OWN), None)
        return file.where == OWN or (own is not None and own.store_id == file.store_id)

    def _changed(self, _text: str) -> None:
        self._looked = None
        self.knowing.setChecked(False)
        for widget in (self.knowing, self.report, self.carry):
            widget.hide()
        self.note.say("info", "")
        self._allow()

    def opener(self) -> Opener | None:
        """What was typed to open the backup; None when nothing was."""
        typed = self.secret.text()
        if not typed:
            return None
        if self.by_code.isChecked():
            return Opener(recovery_code=typed)
        return Opener(str(self.people.currentData() or ""), typed)

    def _present(self) -> Opener | None:
        if self._key:
            return Opener(known_key=self._key)
        return Opener("", self.present.text()) if self.present.text() else None

    def look(self) -> None:
        """Open the chosen backup and say what a restore would mean."""
        opener, row = self.opener(), self.files.currentRow()
        if not 0 <= row < len(self._files):
            self.note.say("warn", "", tr("先选一份备份。"))
        elif opener is None:
            self.note.say("warn", "", tr("请填做这份备份那时的密码，或者用恢复码。"))
            self.secret.setFocus()
        else:
            self._preview(self._files[row], opener, self._present(), asked=True)

    def _preview(self, file: BackupFile, opener: Opener, present: Opener | None, *, asked: bool) -> None:
        self.note.say("info", "", tr("正在打开这份备份核对…"))
        self._busy(True)
        tasks.later(
            lambda: preview(self._data_dir, file.path, opener, self._clock, present=present),
            lambda told: self._show(told, opener, asked),
            self._failed if asked else self._not_told,
        )

    def _not_told(self, _sentence: str) -> None:
        """Without a password it cannot be told; with one it will be."""
        if not self._closed:
            self._busy(False)
            self.note.say("info", "")

    def _failed(self, sentence: str) -> None:
        if not self._closed:
            self._busy(False)
            self.say(sentence)

    def say(self, sentence: str) -> None:
        """Why it was not done."""
        self._busy(False)
        self.note.say("danger", "", sentence)

    def _show(self, told: RestorePreview, opener: Opener, asked: bool) -> None:
        if self._closed:
            return
        self._busy(False)
        counts = told.counts
        has = f"{tr('备份里有居民')} {counts.get('resident', 0)} {tr('人，随访')} {counts.get('follow_up', 0)} {tr('次。')}"
        unsent = told.lost.unsent if told.lost is not None else 0
        grave = told.present and (told.lost is None or unsent > 0)
        level = "danger" if grave else "warn" if told.lost is not None and told.lost.changes else "ok"
        after = "" if asked else tr("要恢复，请填密码再按“看看会少什么”。")
        self.note.say(level, told.sentence, has + after)
        reveal(self.report, self._may_report and unsent > 0)
        reveal(self.carry, self._may_carry and unsent > 0)
        reveal(self.present, told.present and told.lost is None and not self._key)
        if asked:
            self._looked = told, opener
            reveal(self.knowing, grave)
        self._allow()
        self.in_sight(self.button)

    def _allow(self, _on: bool = False) -> None:
        ready = self._looked is not None and (self.knowing.isHidden() or self.knowing.isChecked())
        self.button.set_enabled(ready, tr("先看看会少什么"))

    def decide(self) -> None:
        """Ctrl+Enter: go."""
        if self._looked is None or not self.button.isEnabled():
            return
        told, opener = self._looked
        self._busy(True)
        self.note.say("info", tr("正在恢复，请不要关机。"))
        self.bar.setRange(0, STEPS)
        self.bar.setValue(0)
        self.decided.emit(RestoreWish(told.file.path, opener, self._present(), leave_unsent=self.knowing.isChecked()))

    def closing(self) -> None:
        """The card goes: what still runs has nobody to tell."""
        self._closed = True

    def _progress(self, done: int, steps: int) -> None:
        self.bar.setRange(0, steps)
        self.bar.setValue(done)

    def _busy(self, busy: bool) -> None:
        self.bar.setRange(0, 0)
        reveal(self.bar, busy)
        inputs: tuple[QWidget, ...] = (self.files, self.secret, self.people, self.present, self.by_code, self.knowing)
        for widget in inputs:
            widget.setEnabled(not busy)
        for button in (self.back, self.look_button):
            button.set_enabled(not busy, tr("请等一等"))
        if busy:
            self.button.set_enabled(False, tr("请等一等"))
        else:
            self._allow()


def _told(file: BackupFile) -> str:
    when = f"{file.made_at:%Y-%m-%d %H:%M}" if file.made_at is not None else tr("时间不明")
    where = tr(_WHERE[file.where]) if file.where in _WHERE else file.path.name
    has = ""
    if "resident" in file.counts:
        has = f"{tr('居民')} {file.counts['resident']} {tr('人，随访')} {file.counts.get('follow_up', 0)} {tr('次')}"
    parts = (when, where, has, f"{file.size / 1_048_576:.1f} MB", file.clinic)
    return "　".join(part for part in parts if part)
