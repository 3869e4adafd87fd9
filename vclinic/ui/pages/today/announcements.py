"""The township's announcements above Today's list: a line each, its text on opening, gone when it is read."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from vclinic.services import announcements
from vclinic.services.announcements import Announcement
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_TALLEST = 200  # of a text, in pixels; longer ones are scrolled


class AnnouncementStrip(QWidget):
    """One announcement at a time, the newest first. The key opens its text and, pressed again, says it is read.

    Args:
        owner: the page whose key it is.
        read: called when one was read, for there is something to report.
    """

    def __init__(self, station: Workstation, owner: QWidget, read: Callable[[], None]) -> None:
        super().__init__()
        self._station = station
        self._read = read
        self._waiting: tuple[Announcement, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.note = Note("info")
        self.button = KeyButton(tr("看通知"), "N", self.go_on, owner)
        self._more = label("", "caption")
        self.note.row.addWidget(self._more)
        self.note.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.note)
        self.text = label("", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setContentsMargins(12, 8, 12, 8)
        self.text.setObjectName("surface")
        self.text.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QScrollArea()
        self.body.setWidget(self.text)
        self.body.setWidgetResizable(True)
        self.body.setFrameShape(QFrame.Shape.NoFrame)
        self.body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self.body)
        self._turning = [self._turn(owner, key, step) for key, step in (("PgDown", 1), ("PgUp", -1))]
        self._show(())

    def _turn(self, owner: QWidget, key: str, step: int) -> QAction:
        """A key that turns the pages of a text longer than its room, while it is open."""
        action = QAction(owner)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        bar = self.body.verticalScrollBar()
        action.triggered.connect(lambda _checked=False: bar.setValue(bar.value() + step * bar.pageStep()))
        owner.addAction(action)
        return action

    def refresh(self) -> None:
        """Read again what is in force; one whose text is open stays open."""
        tasks.now(lambda: announcements.to_read(self._station), self._show)

    def go_on(self) -> None:
        """Open the text; when it is open, it has been read."""
        if not self._waiting:
            return
        if self.body.isHidden():
            self._open()
            return
        told = self._waiting[0]
        tasks.now(lambda: announcements.mark_read(self._station, told), lambda _none: self._was_read())

    def _was_read(self) -> None:
        self.refresh()
        self._read()

    def _show(self, waiting: tuple[Announcement, ...]) -> None:
        same = bool(waiting) and waiting[:1] == self._waiting[:1]
        self._waiting = waiting
        self.setVisible(bool(waiting))
        self.button.set_enabled(bool(waiting))
        if not waiting:
            self._close()
            return
        told = waiting[0]
        parts = [f"{told.published_on:%m-%d}"]
        if told.valid_until is not None:
            parts.append(f"{tr('有效期至')} {told.valid_until:%m-%d}")
        if len(waiting) > 1:
            parts.append(f"{tr('还有')} {len(waiting) - 1} {tr('条')}")
        self.note.say("info", f"{tr('卫生院通知')}：{told.title}", "　".join(parts))
        relabel(self.text, told.text)
        if not same:
            self._close()

    def _close(self) -> None:
        self.body.hide()
        self.button.set_text(tr("看通知"))
        relabel(self._more, "")
        for action in self._turning:
            action.setEnabled(False)

    def _open(self) -> None:
        self.body.show()
        needed = self.text.heightForWidth(max(self.width() - 24, 200)) + 4
        self.body.setFixedHeight(min(_TALLEST, needed))
        self.body.verticalScrollBar().setValue(0)
        self.button.set_text(tr("知道了"))
        for action in self._turning:
            action.setEnabled(needed > _TALLEST)
        if needed > _TALLEST:
            relabel(self._more, tr("PgDn 往下看"))
