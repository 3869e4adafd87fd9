"""A stored visit that is opened again says that it is a correction, of what, asks why, and what becomes of all that hangs
on it."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from vclinic.domain import codes
from vclinic.services.corrections import USUAL_OF_VISIT
from vclinic.services.hangs_on_correction import Hanging
from vclinic.ui.pages.follow_up.asks.hanging_row import HangingRow
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.reason_line import ReasonLine
from vclinic.ui.words import tr

KEYS = ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5")  # a question each, in their order


class CorrectionBar(Note):
    """Over the form of a stored visit; nothing over a new one.

    Signals:
        given(str): the reason, as typed. left(): Enter, it is complete.
        answered(str, str): another answer to what hangs on it: the question, the answer.
    """

    given = Signal(str)
    left = Signal()
    answered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("info")
        self.reason = ReasonLine(USUAL_OF_VISIT)
        self.reason.given.connect(self.given)
        self.reason.returnPressed.connect(self.left)
        head, texts = QHBoxLayout(), QVBoxLayout()
        texts.setSpacing(0)
        for text in (self._strong, self._plain):
            self._column.removeWidget(text)
            texts.addWidget(text)
        head.addLayout(texts, 1)
        head.addWidget(self.reason, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)  # the questions below it have the whole width
        self.rows: list[HangingRow] = []
        self.hide()

    def show_part(self, part: Part) -> None:
        """Show what is corrected, and what hangs on it as it stands now."""
        sheet = part.sheet
        if not sheet.corrects or sheet.stored_on is None:
            self._ask([])
            self.say("info", "")
            return
        title = f"{tr('更正')} {sheet.stored_on} {tr('的')}{part.label}{tr('随访，第')} {sheet.base_revision + 1} {tr('版')}"
        self.reason.show_reason(part.decided.correction)
        before, now = sheet.stored_class, part.visit_class
        unprescribed = bool(before and now and before != now) and not sheet.has_orders
        plain = ""
        if unprescribed:
            named = [f"{code} {codes.VISIT_CLASS.label(code)}" for code in (before, now)]
            plain = f"　{tr('分类由')} {named[0]} {tr('变成')} {named[1]}{tr('；还没有开三处方。')}"
        asked = [(question, question.answer_of(part.decided.answers)) for question in part.hangs]
        self._ask(asked)
        self.say("warn" if unprescribed or asked else "info", title, plain)

    @property
    def text(self) -> str:
        """All its words, the questions and the answers that stand."""
        texts = [f"{row.question.text}：{dict(row.question.options)[row.answer]}" for row in self.rows]
        return "\n".join((super().text, *texts))

    def switch(self, place: int) -> None:
        """Choose the other answer of the question at ``place``; nothing where there is none."""
        if place < len(self.rows):
            self.rows[place].switch()

    def _ask(self, asked: list[tuple[Hanging, str]]) -> None:
        if [(row.question, row.answer) for row in self.rows] == asked:
            return
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [
            HangingRow(question, answer, KEYS[place], self.answered.emit)
            for place, (question, answer) in enumerate(asked)
        ]
        for row in self.rows:
            self._column.addWidget(row)
