"""The line in which the program speaks: over the page, for a line that comes and goes must not move what is typed."""

from PySide6.QtCore import QElapsedTimer, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from vclinic.ui.frame.top_bar import TopBar
from vclinic.ui.messages import MESSAGES
from vclinic.ui.widgets.note import Note

_STAYS_MS = 6_000
_OF_THIS_STEP_MS = 400  # what was said this shortly before a page opens tells how the last step ended, and stays
_LEAST, _WIDEST = 320, 720
_LOW = 62  # two lines: higher, it would rather be wide
_CLEAR_OF_TITLE = 24


class MessageLine(Note):
    """Says what `MESSAGES` carries, beside the title of ``bar``."""

    def __init__(self, bar: TopBar, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._bar, self._frame = bar, parent
        self._holds_esc = False
        self._said = QElapsedTimer()
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(_STAYS_MS)
        self._fade.timeout.connect(self._empty)
        MESSAGES.said.connect(self._hear)
        MESSAGES.settled.connect(self._settled)
        MESSAGES.moved_on.connect(self._empty)

    def _hear(self, level: str, text: str) -> None:
        self.say(level, "", text)
        self.place()
        self._said.start()
        self._holds_esc = level != "ok"
        self._fade.start()

    def _settled(self, text: str) -> None:
        if self.text == text:
            self._empty()

    def _empty(self) -> None:
        self.say("info", "")

    def page_is_left(self) -> None:
        """What was said about it goes."""
        if self._said.isValid() and self._said.elapsed() > _OF_THIS_STEP_MS:
            self._empty()

    def page_is_open(self) -> None:
        """What was said till now tells how the last step ended, or what opens: it holds nobody."""
        self._holds_esc = False

    def gives_way(self) -> bool:
        """Esc: whether there was a note on this page to be read and taken away first."""
        if not (self._holds_esc and self.isVisible()):
            return False
        self._holds_esc = False
        self._empty()
        return True

    def place(self) -> None:
        """Beside the title, where nothing is typed; where that leaves no room, over the search box and what follows it."""
        left = self._begin_of(self._bar) + self._bar.end_of_words() + _CLEAR_OF_TITLE
        free = min(_WIDEST, self._begin_of(self._bar.search) - left - 8)
        over = [self._begin_of(part) - left - 8 for part in (self._bar.pill, self._bar.who)]  # half cannot be read
        widths = [width for width in (free, *over) if width >= _LEAST] or [self._frame.width() - left - 8]
        width = next((width for width in widths if self.heightForWidth(width) <= _LOW), widths[-1])
        self.setGeometry(left, 4, width, max(40, self.heightForWidth(width)))
        self.raise_()

    def _begin_of(self, part: QWidget) -> int:
        return part.mapTo(self._frame, QPoint(0, 0)).x()
