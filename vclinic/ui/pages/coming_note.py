"""While this clinic's own records come back: a bar with counts and the time left, and what could not be taken in."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from vclinic.services import first_fetch
from vclinic.services.workstation import Workstation
from vclinic.ui.widgets.basics import reveal
from vclinic.ui.widgets.note import Note

_EVERY_MS = 500


class ComingNote(QWidget):
    """Looks again twice a second while it is in sight; with nothing to say it takes no room."""

    def __init__(self, station: Workstation) -> None:
        super().__init__()
        self._station = station
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.note, self.aside = Note("info"), Note("warn")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        for part in (self.note, self.bar, self.aside):
            column.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def look(self) -> None:
        """Show how far it is now."""
        if self._station.store.trouble():
            return
        now = first_fetch.fetching(self._station)
        reveal(self.bar, now is not None)
        if now is None:
            self.note.say("info", "")
        else:
            self.bar.setRange(0, now.total)
            self.bar.setValue(now.done)
            self.note.say("warn" if now.stopped else "info", *first_fetch.say(now))
        self.aside.say("warn", *first_fetch.not_taken(self._station))
        reveal(self, bool(self.note.text or self.aside.text))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
