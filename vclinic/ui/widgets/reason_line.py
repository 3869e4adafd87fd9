"""Why something is changed or chosen: one key for a usual reason, or a line of one's own."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Sequence

from PySide6.QtCore import Signal

from vclinic.domain.typed import line
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_MOST, _LEAST_WIDTH = 100, 300


class ReasonLine(LineEdit):
    """A digit typed into the empty line is the usual reason of that number; everything else is written as typed.

    Signals:
        given(str): the reason as it stands.
    """

    given = Signal(str)

    def __init__(self, usual: Sequence[str], asks: str = "", most: int = _MOST) -> None:
        """``asks``: what is asked before the usual reasons, else why a saved record is changed. ``most``: characters."""
        super().__init__()
        self._usual = tuple(usual)
        keys = "  ".join(f"{number} {text}" for number, text in enumerate(self._usual, 1))
        self.setPlaceholderText(f"{asks or tr('为什么改，必填：')}{keys}{tr('，或写明')}")
        self.setAccessibleName(tr("更正的理由"))
        self.setMaxLength(most)
        self.setProperty("boxed", True)
        self.ensurePolished()
        wanted = self.fontMetrics().horizontalAdvance(self.placeholderText()) + 28
        self.setFixedWidth(max(_LEAST_WIDTH, wanted))
        self.textEdited.connect(self._edited)

    def _edited(self) -> None:
        digit = line(self.text())
        if len(digit) == 1 and digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(self._usual):
            self.setText(self._usual[int(digit) - 1])
        self.given.emit(self.text())

    def show_reason(self, reason: str) -> None:
        """What stands already."""
        if self.text() != reason:
            self.setText(reason)
            self.setCursorPosition(0)  # a long one is read from its beginning
        self.setToolTip(reason)
