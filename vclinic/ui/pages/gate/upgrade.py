"""Before the store's schema is changed while something was never sent: said first, with the ways there are."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from vclinic.services.upgrade_ahead import UpgradeAhead
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_WIDTH = 620


class UpgradeCard(Sheet):
    """Signals:
    decided(bool): go on; whether reporting by stick is wanted right after. put_off(): not now, nothing was changed.
    """

    decided = Signal(bool)
    put_off = Signal()

    def __init__(self, ahead: UpgradeAhead) -> None:
        super().__init__(f"{tr('升级前有')} {ahead.unsent} {tr('条未上报')}", ahead.sentence, _WIDTH)
        self.note = Note("warn")
        self.column.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addWidget(KeyButton(tr("先不升级"), "Escape", self.put_off.emit, self))
        foot.addStretch(1)
        if ahead.paired:
            foot.addWidget(KeyButton(tr("升级后先用U盘上报"), "Ctrl+U", lambda: self._go_on(carry=True), self))
        self.button = KeyButton(tr("继续升级"), "Return", lambda: self._go_on(carry=False), self, "primary")
        foot.addWidget(self.button)
        self.column.addLayout(foot)
        self.setFocusProxy(self.button)

    def _go_on(self, *, carry: bool) -> None:
        self.note.say("info", tr("正在备份和升级…"))
        self.repaint()  # it takes a while; the word must stand there meanwhile
        self.decided.emit(carry)

    def say(self, sentence: str) -> None:
        """Why it was not done."""
        self.note.say("warn", sentence)
