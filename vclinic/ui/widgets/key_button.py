"""A button that shows its key; cap and key come from one action and cannot differ."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from vclinic.ui.messages import MESSAGES
from vclinic.ui.theme import CAPTION, colour, font

_GAP, _PAD = 8, 5


def key_words(sequence: QKeySequence) -> str:
    """A key as our captions write it."""
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    return text.replace("Return", "Enter").replace("Space", "空格").replace("Ins", "Ins")


class KeyButton(QPushButton):
    """Text, then a key cap. ``role``: "", primary, danger, danger-primary or row.

    Attributes:
        action: carries shortcut, enabled state and what happens.
    """

    def __init__(
        self, text: str, key: str, call: Callable[[], Any], parent: QWidget, role: str = "", *, scope: bool = True
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.action = QAction(text, parent)
        self.action.setAutoRepeat(False)  # a key held down saves one page, never the next one unread
        self._cap = key_words(QKeySequence(key)) if key else ""
        if key and scope:
            keys = [QKeySequence(key)]
            if key == "Return":
                keys.append(QKeySequence("Enter"))
            self.action.setShortcuts(keys)
            self.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.action.triggered.connect(lambda _checked=False: self._act(call))
        parent.addAction(self.action)
        self.clicked.connect(self.action.trigger)
        self.setAutoDefault(False)
        self.setAccessibleName(f"{text} {self._cap}".strip())

    @staticmethod
    def _act(call: Callable[[], Any]) -> None:
        MESSAGES.moved_on.emit()  # before: what this step says stays
        call()

    def set_text(self, text: str) -> None:
        """Change the words; the key stays."""
        self.setText(text)
        self.setAccessibleName(f"{text} {self._cap}".strip())
        self.updateGeometry()

    def set_enabled(self, enabled: bool, why: str = "") -> None:
        """Enable or disable button and key together; ``why`` becomes the tool tip."""
        self.setEnabled(enabled)
        self.action.setEnabled(enabled)
        self.setToolTip("" if enabled else why)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of a habit: the page that came up under it has not been read."""
        if not self.property("role") or self.property("role") == "row":
            super().mouseDoubleClickEvent(event)

    def _cap_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._cap) * CAPTION // 15 + 2 * _PAD + 4 if self._cap else 0

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        extra = self._cap_width() + _GAP if self._cap else 0
        return QSize(hint.width() + extra, hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        option: Any = QStyleOptionButton()  # its fields are not in the stubs
        self.initStyleOption(option)
        text = self.text()
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        primary = str(self.property("role")).endswith("primary")
        ink = colour("on_accent") if primary else colour("danger" if self.property("role") == "danger" else "ink")
        if not self.isEnabled():
            ink = colour("surface") if primary else colour("ink_off")
        painter.setPen(QPen(ink))
        cap_width = self._cap_width()
        icon_width = 28 if not self.icon().isNull() else 0
        width = self.fontMetrics().horizontalAdvance(text)
        left = max(12, (self.width() - width - icon_width - (cap_width + _GAP if cap_width else 0)) // 2)
        if icon_width:
            self.icon().paint(painter, left, (self.height() - 20) // 2, 20, 20)
            left += icon_width
        painter.drawText(QRect(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        if cap_width:
            self._paint_cap(painter, left + width + _GAP, cap_width, primary=primary)

    def _paint_cap(self, painter: QPainter, left: int, width: int, *, primary: bool) -> None:
        top = (self.height() - 20) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("tint_2") if primary else colour("line_2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if primary else colour("surface"))
        cap = QRect(left, top, width, 19)
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(font(CAPTION))
        painter.setPen(QPen(colour("on_accent") if primary else colour("ink_2" if self.isEnabled() else "ink_off")))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._cap)
