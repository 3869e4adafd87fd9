"""A line over a page that asks why, with the usual reasons at a key."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.reason_line import ReasonLine


class ReasonNote(Note):
    """Hidden until it is told what to say.

    Signals:
        given(str): the reason, as typed. left(): Enter, it is complete.
    """

    given = Signal(str)
    left = Signal()

    def __init__(self, usual: Sequence[str]) -> None:
        super().__init__("info")
        self.reason = ReasonLine(usual)
        self.reason.given.connect(self.given)
        self.reason.returnPressed.connect(self.left)
        self.row.addWidget(self.reason, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()
