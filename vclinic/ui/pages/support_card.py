"""The settings' card about the program itself: its version, the room on the disks, and the file for whoever helps."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from vclinic.services.support import SupportFile, support
from vclinic.services.upkeep import Upkeep, upkeep
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.help.opening import show_licences
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr


class SupportCard(QFrame):
    """Args:
    save_path: asks where the file goes; "" for nowhere.
    """

    def __init__(self, station: Workstation, save_path: Callable[[], str]) -> None:
        super().__init__()
        self._station, self._save_path = station, save_path
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(tr("关于本程序和技术支持"), "name"))
        self._version, self._room = label("", "", wrap=True), label("", "second", wrap=True)
        self._warning = label("", "", "warn", wrap=True)
        for line in (self._version, self._room, self._warning):
            column.addWidget(line)
        text = tr("支持包里是版本、设置、条数和程序的出错记录，没有居民、医生和卫生室的资料，可以发给技术支持。")
        column.addWidget(label(text, "second", wrap=True))
        self._written = label("", "caption", wrap=True)
        column.addWidget(self._written)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.licences = KeyButton(tr("许可和版权"), "", lambda: show_licences(self), self)
        row.addWidget(self.licences)
        self.button = KeyButton(tr("存支持包"), "", self._save, self)
        row.addWidget(self.button)
        column.addLayout(row)

    def show_state(self) -> None:
        """How program and disks stand; the second place may keep us waiting."""
        self._tell(upkeep(self._station))
        tasks.later(lambda: upkeep(self._station, second_place=True), self._tell)

    def _tell(self, state: Upkeep) -> None:
        relabel(self._version, state.version)
        relabel(self._room, state.room)
        relabel(self._warning, "\n".join(state.warnings))
        reveal(self._warning, bool(state.warnings))

    def _save(self) -> None:
        name = self._save_path()
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the file in the background."""
        relabel(self._written, tr("正在写支持包…"))
        tasks.later(lambda: support(self._station, path), self._done, lambda sentence: relabel(self._written, sentence))

    def _done(self, made: SupportFile) -> None:
        relabel(self._written, f"{tr('支持包已写好')}：{made.path}（{made.size / 1024:.0f} KB）")
