"""The recovery code, shown once: it must be on paper before the program goes on, or before it takes the place of a used one."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from vclinic.domain.problem import Problem
from vclinic.ui import tasks
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.printing.paper import to_pdf
from vclinic.ui.printing.preview import print_document
from vclinic.ui.printing.recovery_sheet import recovery_document
from vclinic.ui.widgets.basics import label
from vclinic.ui.widgets.field_form import FieldForm
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class RecoveryCodePage(Sheet):
    """Args:
    for_used: it takes the place of one that was just used; that may wait.

    Signals:
        confirmed(): the doctor has written the code down, proved by typing its last group. put_off(): not now.
    """

    confirmed = Signal()
    put_off = Signal()

    def __init__(self, clinic: str, doctor: str, code: str, day: date, *, for_used: bool = False) -> None:
        first = tr("忘了密码，只有它能打开资料；它只显示这一次。打印出来，或者抄在纸上锁好。")
        used = tr("新密码设好了。恢复码用过就换：打印出来，或者抄在纸上锁好。按“已收好”以后，原来那一张作废。")
        super().__init__(tr("换一张新的恢复码") if for_used else tr("请收好恢复码"), used if for_used else first)
        self.code = code
        self.document = recovery_document(clinic, doctor, code, day)
        groups = code.split("-")
        half = (len(groups) + 1) // 2
        for part in (groups[:half], groups[half:]):
            shown = label(" - ".join(part), "count")
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(shown)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(KeyButton(tr("打印"), "Ctrl+P", lambda: print_document(self.document, self), self))
        row.addWidget(KeyButton(tr("存成 PDF"), "Ctrl+E", self._ask_where, self))
        row.addStretch(1)
        self.column.addLayout(row)
        self.note = Note("ok")
        self.column.addWidget(self.note)
        self.form = FieldForm(220)
        self.form.add("last", tr("收好以后，输入最后 4 个字符"), width=110, length=8)
        self.form.finished.connect(self.submit)
        self.column.addWidget(self.form)
        foot = QHBoxLayout()
        if for_used:
            foot.addWidget(KeyButton(tr("以后再换，先用原来的"), "Escape", self.put_off.emit, self))
        foot.addStretch(1)
        foot.addWidget(KeyButton(tr("已收好，开始使用"), "Ctrl+S", self.submit, self, "primary"))
        self.column.addLayout(foot)
        self.setFocusProxy(self.form.edits["last"])

    def _ask_where(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("存成 PDF"), f"{self.document.title}.pdf", "PDF (*.pdf)")
        if name:
            self.save_pdf(Path(name))

    def save_pdf(self, path: Path) -> None:
        """Write the sheet as a PDF and say where it is."""
        saved = tr("已存成")
        tasks.now(
            lambda: to_pdf(path, self.document),
            lambda _none: self.note.say("ok", "", f"{saved} {path.name}{tr('。打印以后请删掉这个文件。')}"),
            lambda sentence: self.note.say("danger", sentence),
        )

    def submit(self) -> None:
        """Go on when the last group was typed from the paper."""
        typed = self.form.text("last").upper().replace("-", "")
        if typed == self.code.split("-")[-1].upper():
            self.confirmed.emit()
        else:
            self.form.show_problems([Problem("last", "differs", tr("和纸上的不一样，请再输一次。"))])
