"""The roster comes in: choose a file, see what would happen, accept, take the refused rows back as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout

from vclinic.forms.roster_header import UNDERSTOOD, find_header
from vclinic.forms.roster_questions import RosterQuestion
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenImport
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import Page
from vclinic.ui.pages.residents.question_card import QuestionCard
from vclinic.ui.pages.residents.unread_columns import UnreadColumns
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr

if TYPE_CHECKING:  # most days end without a roster: its readers are loaded when one comes
    from vclinic.forms.roster_rows import RefusedRow
    from vclinic.services.import_roster import ImportReport, RosterPreview


class ImportPage(Page[OpenImport]):
    """`open` may take path, else asks for one."""

    name = "import"
    opens = (OpenImport,)
    behind = "residents"
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self.preview: RosterPreview | None = None
        self._asked = 0  # place of the question shown
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
        self.columns = UnreadColumns(self)
        self.columns.named.connect(self._name_column)
        column.addWidget(self.columns)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        columns = [tr("行号"), tr("姓名"), tr("哪一栏"), tr("现在写的"), tr("为什么退回、要看什么")]
        self.table = ListTable(columns, (72, 130, 130, 230, 0))
        inside.addWidget(self.table)
        self.question = QuestionCard((tr("档案里"), tr("名册里")))
        self.question.answered.connect(self._answer)
        self.question.turned.connect(self._turn)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.stack.addWidget(self.question)
        column.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.addWidget(
            label(tr("好的行一次全部写入；退回的行可另存成文件，改好再导入。重复导入不会变多。"), "caption", wrap=True),
            1,
        )
        self.ask_button = KeyButton(tr("问题"), "Ctrl+J", self._switch, self)
        self.all_button = KeyButton(tr("同类的都这样"), "Ctrl+Return", self._answer_all, self)
        foot.addWidget(self.all_button)
        foot.addWidget(self.ask_button)
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
        self.stack.setCurrentIndex(0)
        self.summary.say("plain", "")
        self.columns.show_columns(())
        self._say_what_it_reads()
        self.table.show_rows([])
        self._enable()
        if destination.path is not None:
            self.look_at(destination.path)

    def new_day(self, destination: OpenImport) -> None:
        """A preview and its answers stand; the day is taken when it is imported."""

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
        from vclinic.services.import_roster import preview_roster

        relabel(self._file, path.name)
        self._busy.show()
        tasks.later(lambda: preview_roster(self.station, path), self._show, self._failed)

    def _failed(self, sentence: str) -> None:
        self._busy.hide()
        self.preview = None
        self.stack.setCurrentIndex(0)
        self.columns.show_columns(())
        self._say_what_it_reads()
        self.summary.say("danger", sentence, tr("没有导入任何内容。"))
        self.table.show_rows([])
        self._enable()

    def _show(self, preview: "RosterPreview") -> None:
        self._asked = 0
        self._tell(preview)
        if preview.questions:
            self._ask(0)

    def _tell(self, preview: "RosterPreview") -> None:
        """What would happen now, under the answers given so far."""
        self._busy.hide()
        self.preview = preview
        strong = f"{tr('可导入')} {preview.accepted} {tr('行')}（{tr('新建')} {len(preview.new)}，{tr('补充')} {len(preview.changed)}）"
        plain = f"{tr('没有变化')} {preview.unchanged} {tr('行，退回')} {len(preview.refused)} {tr('行')}"
        if preview.unread:
            plain += f"；{len(preview.unread)} {tr('行有认不出的字，照样导入，请人工看')}"
        if preview.row_notes:
            plain += f"；{len(preview.row_notes)} {tr('行有没记下的内容，照样导入')}"
        if preview.questions:
            plain += f"；{len(preview.questions)} {tr('个问题')}"
            if preview.open_questions:
                plain += f"{tr('，还有')} {len(preview.open_questions)} {tr('个没回答，先按稳妥的做')}"
        plain = "；".join((plain, *(note.rstrip("。") for note in preview.notes)))
        self.summary.say(
            "warn"
            if preview.refused
            or preview.notes
            or preview.unread
            or preview.row_notes
            or preview.columns_unread
            or preview.open_questions
            else "ok",
            strong,
            plain,
        )
        self.columns.show_columns(preview.columns_unread)
        self.table.say_when_empty(tr("没有退回的行。"))
        told = [_told(preview, row) for row in preview.refused]
        told += [[str(row.number), row.name, "", "、".join(row.texts), row.sentence] for row in preview.unread]
        told += [[str(note.number), note.name, "", "", text] for note in preview.row_notes for text in note.texts]
        self.table.show_rows(told)
        self._enable()

    def _name_column(self, heading: str, meaning: str) -> None:
        """Read the file again with a column named, and remember it for the next one."""
        preview = self.preview
        if preview is not None:
            self._busy.show()
            tasks.later(lambda: _named(self.station, preview, heading, meaning), self._show, self._failed)

    def _ask(self, place: int) -> None:
        """Show one question; beyond the last one the refused rows."""
        preview = self.preview
        if preview is None or place >= len(preview.questions):
            self.stack.setCurrentIndex(0)
            self.table.setFocus()
        else:
            self._asked = max(0, place)
            question = preview.questions[self._asked]
            count = f"{tr('问题')} {self._asked + 1} / {len(preview.questions)}"
            done = tr("，已回答") if question.is_answered(preview.answers) else ""
            shown, more = question.rows[:12], tr("等") if len(question.rows) > 12 else ""
            rows = f" · {tr('第')} {'、'.join(map(str, shown))} {tr('行')}{more}" if shown else ""
            self.question.show_question(question, question.answer(preview.answers), f"{count}{done}{rows}")
            self.stack.setCurrentIndex(1)
            self.question.setFocus()
        self._enable()

    def _turn(self, step: int) -> None:
        if self.preview is not None and 0 <= self._asked + step < len(self.preview.questions):
            self._ask(self._asked + step)

    def _switch(self) -> None:
        """Between the questions and the refused rows."""
        if self.stack.currentIndex() == 1:
            self._ask(len(self.preview.questions) if self.preview is not None else 0)
        elif self.preview is not None and self.preview.questions:
            self._ask(self._next_open() if self.preview.open_questions else 0)

    def _answer(self, choice: str) -> None:
        question = self.question.question
        if question is not None:
            self._take({question.key: choice})

    def _answer_all(self) -> None:
        """The choice marked, for this question and all open ones of its kind that offer it."""
        question, preview = self.question.question, self.preview
        if question is None or preview is None:
            return
        choice = question.choices[self.question.marked].key
        alike = [other for other in preview.open_questions if _same_kind(other, question)]
        self._take({other.key: choice for other in (*alike, question)})

    def _take(self, answers: dict[str, str]) -> None:
        preview = self.preview
        if preview is not None:
            self._tell(preview.answered(answers))
            self._ask(self._next_open())

    def _next_open(self) -> int:
        """Place of the next question nobody has answered, from the one shown on and round; the end when there is none."""
        assert self.preview is not None, "a preview asks"
        questions = self.preview.questions
        order = [*range(self._asked, len(questions)), *range(min(self._asked, len(questions)))]
        answers = self.preview.answers
        return next((place for place in order if not questions[place].is_answered(answers)), len(questions))

    def _enable(self) -> None:
        preview = self.preview
        asking, questions = self.stack.currentIndex() == 1, preview.questions if preview is not None else ()
        self.ask_button.setVisible(bool(questions))
        self.ask_button.set_enabled(bool(questions))
        self.ask_button.set_text(tr("看退回的行") if asking else f"{tr('问题')} {len(questions)}")
        shown = self.question.question if asking else None
        several = (
            shown is not None
            and preview is not None
            and sum(_same_kind(other, shown) for other in preview.open_questions) > 1
        )
        self.all_button.setVisible(several)
        self.all_button.set_enabled(several)
        self.accept_button.set_enabled(preview is not None and preview.accepted > 0, tr("没有可导入的行"))
        self.save_button.set_enabled(preview is not None and bool(preview.refused), tr("没有退回的行"))

    def accept(self) -> None:
        """Write the good rows, all in one commit, in the background."""
        from vclinic.services.import_roster import accept_roster

        preview = self.preview
        if preview is not None:
            self._busy.show()
            self.accept_button.set_enabled(False, tr("已经导入"))
            tasks.later(lambda: accept_roster(self.station, preview), self._accepted, self._failed)

    def _accepted(self, report: "ImportReport") -> None:
        self._busy.hide()
        self._ask(len(self.preview.questions) if self.preview is not None else 0)
        self.ask_button.hide()
        self.ask_button.set_enabled(False)
        self.accept_button.set_enabled(False, tr("已经导入"))
        self.stored.emit()
        text = f"{tr('已导入')} {report.accepted} {tr('人')}"
        self.summary.say(
            "ok", text, f"{tr('没有变化')} {report.unchanged} {tr('行，退回')} {report.refused} {tr('行')}"
        )
        MESSAGES.ok(f"{text}。")

    def _save_refused(self) -> None:
        from vclinic.services.import_roster import save_refused

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


def _named(station: Workstation, preview: "RosterPreview", heading: str, meaning: str) -> "RosterPreview":
    from vclinic.services import roster_columns

    roster_columns.remember(station, heading, meaning)
    return preview.with_column(station, heading, meaning)


def _same_kind(one: RosterQuestion, other: RosterQuestion) -> bool:
    return one.code == other.code and [choice.key for choice in one.choices] == [choice.key for choice in other.choices]


def _told(preview: "RosterPreview", row: "RefusedRow") -> list[str]:
    """A refused row as the doctor finds it again: who it is, which column, what stands there, and why not."""
    _, columns = find_header((preview.header,), preview.source.told)

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
