"""The roster comes in: choose a file, see what would happen, accept, take the refused rows back as a file."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from vclinic.forms.roster import RefusedRow
from vclinic.forms.roster_header import UNDERSTOOD, find_header
from vclinic.services.import_roster import ImportReport, RosterPreview, accept_roster, preview_roster, save_refused
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenImport
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import Page
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr


class ImportPage(Page[OpenImport]):
    """`open` may take path, else asks for one."""

    name = "import"
    opens = (OpenImport,)
    behind = "residents"
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self.preview: RosterPreview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        bar = QHBoxLayout()
        self._file = label(tr("选一个花名册：Excel（.xlsx、.xls）或 .csv，表头的次序和叫法不限。"), "second")
        bar.addWidget(self._file, 1)
        bar.addWidget(KeyButton(tr("选文件"), "Ctrl+O", self._choose, self))
        column.addLayout(bar)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        column.addWidget(self._busy)
        self.summary = Note("plain")
        column.addWidget(self.summary)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        columns = [tr("行号"), tr("姓名"), tr("哪一栏"), tr("现在写的"), tr("为什么退回、要看什么")]
        self.table = ListTable(columns, (72, 130, 130, 230, 0))
        inside.addWidget(self.table)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.addWidget(
            label(tr("好的行一次全部写入；退回的行可另存成文件，改好再导入。重复导入不会变多。"), "caption", wrap=True),
            1,
        )
        self.save_button = KeyButton(tr("退回的行另存为"), "Ctrl+E", self._save_refused, self)
        self.accept_button = KeyButton(tr("导入好的行"), "Ctrl+S", self.accept, self, "primary")
        foot.addWidget(self.save_button)
        foot.addWidget(self.accept_button)
        column.addLayout(foot)
        self._enable()

    def open(self, destination: OpenImport) -> None:
        """Show nothing yet, or the preview of a file."""
        self.titled.emit([tr("居民"), tr("导入花名册")])
        self.preview = None
        self.summary.say("plain", "")
        self._say_what_it_reads()
        self.table.show_rows([])
        self._enable()
        if destination.path is not None:
            self.look_at(destination.path)

    def _say_what_it_reads(self) -> None:
        relabel(self._file, tr("选一个花名册：Excel（.xlsx、.xls）或 .csv，表头的次序和叫法不限。"))
        needed = tr("至少要有“姓名”，以及“身份证号”或“出生日期”；叫法相近的也认得，别的栏不看。")
        self.table.say_when_empty(
            f"{tr('认得的表头')}：{'、'.join(UNDERSTOOD)}。\n{needed}\n{tr('按 Ctrl+O 选文件。')}"
        )

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("选花名册"), "", tr("花名册 (*.xlsx *.xls *.et *.csv *.txt);;所有文件 (*)")
        )
        if name:
            self.look_at(Path(name))

    def look_at(self, path: Path) -> None:
        """Read a file in the background and show what importing it would do."""
        relabel(self._file, path.name)
        self._busy.show()
        tasks.later(lambda: preview_roster(self.station, path), self._show, self._failed)

    def _failed(self, sentence: str) -> None:
        self._busy.hide()
        self.preview = None
        self._say_what_it_reads()
        self.summary.say("danger", sentence, tr("没有导入任何内容。"))
        self.table.show_rows([])
        self._enable()

    def _show(self, preview: RosterPreview) -> None:
        self._busy.hide()
        self.preview = preview
        strong = f"{tr('可导入')} {preview.accepted} {tr('行')}（{tr('新建')} {len(preview.new)}，{tr('补充')} {len(preview.changed)}）"
        plain = f"{tr('没有变化')} {preview.unchanged} {tr('行，退回')} {len(preview.refused)} {tr('行')}"
        if preview.unread:
            plain += f"；{len(preview.unread)} {tr('行有认不出的字，照样导入，请人工看')}"
        plain = "；".join((plain, *(note.rstrip("。") for note in preview.notes)))
        self.summary.say("warn" if preview.refused or preview.notes or preview.unread else "ok", strong, plain)
        self.table.say_when_empty(tr("没有退回的行。"))
        told = [_told(preview, row) for row in preview.refused]
        told += [[str(row.number), row.name, "", "、".join(row.texts), row.sentence] for row in preview.unread]
        self.table.show_rows(told)
        self._enable()

    def _enable(self) -> None:
        preview = self.preview
        self.accept_button.set_enabled(preview is not None and preview.accepted > 0, tr("没有可导入的行"))
        self.save_button.set_enabled(preview is not None and bool(preview.refused), tr("没有退回的行"))

    def accept(self) -> None:
        """Write the good rows, all in one commit, in the background."""
        preview = self.preview
        if preview is not None:
            self._busy.show()
            self.accept_button.set_enabled(False, tr("已经导入"))
            tasks.later(lambda: accept_roster(self.station, preview), self._accepted, self._failed)

    def _accepted(self, report: ImportReport) -> None:
        self._busy.hide()
        self.stored.emit()
        text = f"{tr('已导入')} {report.accepted} {tr('人')}"
        self.summary.say(
            "ok", text, f"{tr('没有变化')} {report.unchanged} {tr('行，退回')} {report.refused} {tr('行')}"
        )
        MESSAGES.ok(f"{text}。")

    def _save_refused(self) -> None:
        preview = self.preview
        if preview is None:
            return
        start = str(preview.path.with_name(f"{preview.path.stem}-退回.xlsx"))
        name, _ = QFileDialog.getSaveFileName(self, tr("退回的行另存为"), start, "Excel (*.xlsx);;CSV (*.csv)")
        if name:
            tasks.now(
                lambda: save_refused(preview, Path(name)),
                lambda _none: MESSAGES.ok(f"{tr('退回的行已存到')} {Path(name).name}{tr('，里面写着每行的原因。')}"),
            )


def _told(preview: RosterPreview, row: RefusedRow) -> list[str]:
    """A refused row as the doctor finds it again: who it is, which column, what stands there, and why not."""
    _, columns = find_header((preview.header,))

    def cell(field: str) -> str:
        place = columns.get(field)
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""

    fields = [problem.field for problem in row.problems if problem.field in columns]
    return [
        str(row.number),
        cell("name"),
        "、".join(preview.header[columns[field]] for field in fields),
        "、".join(cell(field) or tr("（空）") for field in fields),
        " ".join(problem.text for problem in row.problems),
    ]
