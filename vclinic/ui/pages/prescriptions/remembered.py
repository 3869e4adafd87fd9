"""A warning that was answered before and rests on the same facts: it is told with its reason, not asked again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from vclinic.domain.prescription import Check
from vclinic.ui.widgets.basics import label, relabel, shape
from vclinic.ui.words import tr


class Remembered(QFrame):
    """Attributes:
    text: the warning. reason: what was written about it, when, and that nothing is new.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setProperty("level", "info")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 6)
        row.setSpacing(6)
        row.addWidget(shape("info", 16), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.text, self.reason = label("", "second", wrap=True), label("", "strong", wrap=True)
        column.addWidget(self.reason)
        column.addWidget(self.text)
        row.addLayout(column, 1)

    def say(self, check: Check) -> None:
        """The check as it stands after an edit."""
        day = f"{check.overruled_on}" if check.overruled_on is not None else ""
        relabel(self.reason, f"{tr('上次的理由')}（{day}）：{check.overruled}")
        relabel(self.text, f"{check.text}{tr('药和情况没变，不用再写。')}")
