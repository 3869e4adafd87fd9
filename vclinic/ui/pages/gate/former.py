"""A new program that does not open the data: said with the way back to the former one."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from vclinic.domain.problem import Expected
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_WIDTH = 620


class FormerCard(Sheet):
    """Signals:
    again(): try the new one once more.
    """

    again = Signal()

    def __init__(self, former: str, why: str, put_back: Callable[[], None]) -> None:
        text = f"{why}{tr('更新前备份过。可以换回原来的')} {former}{tr('，一两分钟，换好会自动打开；资料不会丢。')}"
        super().__init__(tr("新版本用不了"), text, _WIDTH)
        self._put_back = put_back
        self.note = Note("warn")
        self.column.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addWidget(KeyButton(tr("再试一次"), "Escape", self.again.emit, self))
        foot.addStretch(1)
        self.button = KeyButton(f"{tr('换回')} {former}", "Return", self._go, self, "primary")
        foot.addWidget(self.button)
        self.column.addLayout(foot)
        self.setFocusProxy(self.button)

    def _go(self) -> None:
        try:
            self._put_back()
        except Expected as fault:
            self.note.say("warn", fault.sentence)
