"""Where the doctor writes why a warning is overruled that no line of a drug answers: one line each."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from vclinic.domain.prescription import Check
from vclinic.ui.widgets.basics import reveal
from vclinic.ui.words import tr

_SHOWN = 24  # characters of the warning beside the words that ask


class ReasonLines(QWidget):
    """Signals:
    given(str, str): the check's code, and what was written.
    """

    given = Signal(str, str)

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__()
        self._known = known
        self._lines: dict[str, QLineEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def ask(self, checks: Sequence[Check]) -> None:
        """Ask for a reason of each of these, and of no other; what was written stays."""
        codes = {check.code for check in checks}
        for check in checks:
            if check.code not in self._lines:
                self._add(check)
        for code, line in self._lines.items():
            reveal(line, code in codes)

    def _add(self, check: Check) -> None:
        line = QLineEdit(self._known.get(check.code, ""))
        line.setPlaceholderText(f"{tr('仍要这样开，请写理由')}：{check.text[:_SHOWN]}")
        line.setToolTip(check.text)
        line.setAccessibleName(f"{tr('这张处方的理由')}：{check.text[:_SHOWN]}")

        def written(text: str) -> None:
            self.given.emit(check.code, text)

        line.textEdited.connect(written)
        self._lines[check.code] = line
        self._column.addWidget(line)

    def focus(self, code: str) -> bool:
        """Go to the line of a check; False where it has none."""
        line = self._lines.get(code)
        if line is None or line.isHidden():
            return False
        line.setFocus()
        return True

    @property
    def first(self) -> QLineEdit:
        """The first line asked that is empty, else the first asked, else one that asks nothing."""
        asked = [line for line in self._lines.values() if not line.isHidden()]
        return next((line for line in asked if not line.text().strip()), asked[0] if asked else QLineEdit())
