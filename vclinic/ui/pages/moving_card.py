"""The settings' card for whoever gets another computer: the steps in their order, and what is already done of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from vclinic.services import auto_backup
from vclinic.services.auto_backup import BackupState
from vclinic.services.moving import Step, steps
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenStick, OpenSyncCentre
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_LEVEL = {True: "ok", False: "warn", None: ""}


class MovingCard(QFrame):
    """Signals:
    navigate(Destination): to where it is reported. backed_up(): another backup was tried.

    Attributes:
        lines: a label for each step.
    """

    navigate = Signal(object)
    backed_up = Signal()

    def __init__(self, station: Workstation) -> None:
        super().__init__()
        self._station = station
        self.setObjectName("card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 14)
        self._column.setSpacing(8)
        self._column.addWidget(label(tr("换电脑"), "name"))
        self._column.addWidget(label(tr("换一台电脑以前，在这一台上照着做。"), "second", wrap=True))
        self.lines: list[QLabel] = []
        self._steps = QVBoxLayout()
        self._steps.setSpacing(8)
        self._column.addLayout(self._steps)
        self._column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.report_button = KeyButton(tr("去上报"), "", lambda: self.navigate.emit(OpenSyncCentre()), self)
        self.stick_button = KeyButton(tr("用U盘上报"), "", lambda: self.navigate.emit(OpenStick()), self)
        self.copy_button = KeyButton(tr("备份到第二位置"), "", self._copy, self)
        for button in (self.report_button, self.stick_button, self.copy_button):
            row.addWidget(button)
        self._column.addLayout(row)

    def show_state(self) -> None:
        """How far one is."""
        for number, step in enumerate(steps(self._station)):
            if number == len(self.lines):
                self.lines.append(label("", "", wrap=True))
                self._steps.addWidget(self.lines[number])
            relabel(self.lines[number], _told(number + 1, step), _LEVEL[step.done])

    def _copy(self) -> None:
        relabel(self.lines[1], tr("正在备份…"))
        tasks.later(lambda: auto_backup.run(self._station), self._copied, lambda _sentence: self.show_state())

    def _copied(self, _made: BackupState) -> None:
        self.show_state()
        self.backed_up.emit()


def _told(number: int, step: Step) -> str:
    return f"{number}. {'✓ ' if step.done else ''}{step.text}"
