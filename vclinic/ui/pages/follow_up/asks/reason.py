"""Why an implausible value stays."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal

from vclinic.domain.problem import Problem
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class ReasonAsk(Note):
    """An implausible value stays only with a reason.

    Signals:
        given(str, str): field and reason, as typed. left(): Enter, the reason is complete.
    """

    given = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("warn")
        self._field = ""
        self._edit = LineEdit()
        self._edit.setPlaceholderText(tr("核对过，理由"))
        self._edit.setFixedWidth(260)
        self._edit.setAccessibleName(tr("核对过，理由"))
        self._edit.textEdited.connect(lambda: self.given.emit(self._field, self._edit.text()))
        self._edit.returnPressed.connect(self.left)
        self.row.addWidget(self._edit, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def ask(self, implausible: Sequence[Problem], reasons: Mapping[str, str]) -> None:
        """Ask about the first value without a reason; the one being typed stays until it is finished."""
        waiting = [problem for problem in implausible if not reasons.get(problem.field, "").strip()]
        if self._edit.hasFocus() and any(problem.field == self._field for problem in implausible):
            return
        if not waiting:
            self._field = ""
            self.say("warn", "")
            return
        if waiting[0].field != self._field:
            self._field = waiting[0].field
            self._edit.setText(reasons.get(self._field, ""))
        self.say("warn", tr("请核对："), waiting[0].text)

    def take_focus(self) -> None:
        """Put the focus on the reason."""
        self._edit.setFocus()
