"""A record is closed: the day, and one key for the reason; closed by mistake, it is opened again."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from vclinic.domain import codes
from vclinic.domain.problem import Problem
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.escape import ClosedByEsc
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class Closing(ClosedByEsc):
    """A line over the record; Enter goes from the day to the reason and closes, Esc leaves the record open.

    Signals:
        wanted(str, str): the day as typed, and the code of the reason.
    """

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.note = Note("warn")
        column.addWidget(self.note)
        self.day = LineEdit()
        self.day.setProperty("boxed", True)
        self.day.setAccessibleName(tr("注销日期"))
        self.day.setFixedWidth(110)
        self.reason = OptionGroup(codes.CLOSED_REASON, name=tr("注销原因"))
        self.close_it = KeyButton(tr("注销"), "Ctrl+S", self._want, self, "danger")
        for widget in (self.day, self.reason, self.close_it):
            self.note.row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.wrong = label("", "caption", "danger", wrap=True)
        column.addWidget(self.wrong)
        self.day.returnPressed.connect(self.reason.setFocus)
        self.reason.entered.connect(lambda forward: self._want() if forward else self.day.setFocus())
        self.hide()

    def ask(self, name: str, today: date) -> None:
        """Ask about somebody, from today on; the cursor stands on the reason."""
        told = tr("哪一天、为什么？专档一并终止，随访名单里不再有；记录都留着，错了可以恢复。")
        self.note.say("warn", f"{tr('注销')}{name}{tr('的档案')}", told)
        self.day.setText(today.isoformat())
        self.reason.show_codes(())
        self.show_problems([])
        self.show()
        self.reason.setFocus()

    def show_problems(self, problems: list[Problem]) -> None:
        """What is wrong, with the cursor on it; nothing for none."""
        relabel(self.wrong, " ".join(problem.text for problem in problems))
        self.wrong.setVisible(bool(problems))
        if problems:
            (self.day if problems[0].field == "closed_on" else self.reason).setFocus()

    def _want(self) -> None:
        self.wanted.emit(self.day.text(), next(iter(self.reason.codes_on()), ""))
