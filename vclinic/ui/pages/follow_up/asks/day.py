"""A visit begun on one day and saved on a later one: which of them is it meant for?"""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout

from vclinic.domain.dates import weekday
from vclinic.ui.widgets.escape import ClosedByEsc
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class DayAsk(ClosedByEsc):
    """One key answers: Enter or 1 for the day it was begun, 2 for today; Esc goes back to the form.

    Signals:
        answered(date): the day it is meant for.
    """

    answered = Signal(date)

    def __init__(self) -> None:
        super().__init__()
        self._begun = self._today = date.min
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.note = Note("warn")
        row.addWidget(self.note)
        self.begun = KeyButton("", "1", lambda: self._answer(self._begun), self, "primary")
        self.begun.action.setShortcuts([QKeySequence(key) for key in ("1", "Return", "Enter")])
        self.today = KeyButton("", "2", lambda: self._answer(self._today), self)
        for button in (self.begun, self.today):
            self.note.row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def ask(self, begun: date, today: date) -> None:
        """Ask, with the cursor on the day it was begun."""
        self._begun, self._today = begun, today
        ago = (today - begun).days
        name = tr("昨天") if ago == 1 else weekday(begun)
        self.begun.set_text(f"{name} {begun:%m-%d}")
        self.today.set_text(f"{tr('今天')} {today:%m-%d}")
        title = f"{tr('这份随访是')} {begun:%m-%d} {tr('开始填的，今天已经是')} {today:%m-%d}{tr('。')}"
        self.note.say("warn", title, tr("按哪一天存？填好的都留着，限值和下次日期按选的那天算。"))
        self.show()
        self.begun.setFocus()

    def _answer(self, day: date) -> None:
        self.hide()
        self.answered.emit(day)
