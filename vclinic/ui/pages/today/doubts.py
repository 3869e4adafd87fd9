"""What Today says of the two sides: a record that two computers changed, and a clock that stands far from the township's."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.services.answer_conflict import open_conflicts
from vclinic.services.skew import sentence
from vclinic.services.workstation import Workstation
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class TownshipDoubts(QWidget):
    """Nothing where there is nothing to say.

    Args:
        owner: the page whose key it is. choose: opens the question.
    """

    def __init__(self, station: Workstation, owner: QWidget, choose: Callable[[], None]) -> None:
        super().__init__()
        self._station = station
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.clock = Note("warn")
        self.versions = Note("warn")
        self.button = KeyButton(tr("对照选定"), "D", choose, owner)
        self.versions.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.versions)
        column.addWidget(self.clock)

    def refresh(self) -> None:
        """Look again."""
        waiting = open_conflicts(self._station)
        named = "、".join(f"{conflict.name} {conflict.what}".strip() for conflict in waiting[:3])
        title = f"{len(waiting)} {tr('份资料两台电脑都改过，请对照选定：')}" if waiting else ""
        self.versions.say("warn", title, named)
        self.button.set_enabled(bool(waiting))
        self.clock.say("warn", sentence(self._station))
        self.setVisible(bool(waiting) or bool(self.clock.text))
