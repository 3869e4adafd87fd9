"""The pages down the left side: wide with names and keys on list pages, narrow when one person is open."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from vclinic.ui.icons import pixmap
from vclinic.ui.theme import CAPTION, colour, font

WIDE, NARROW = 176, 56


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the rail: its name, words, short words, icon and key."""

    name: str
    words: str
    short: str
    icon: str
    key: str


class _RailButton(QPushButton):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.count = 0
        self.narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(place.words)

    def sizeHint(self) -> QSize:
        return QSize(NARROW if self.narrow else WIDE, 44 if self.narrow else 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        on = self.isChecked()
        picture = pixmap(self.place.icon, 20, colour("accent" if on else "ink_2").name())
        if self.narrow:
            painter.drawPixmap((self.width() - 18) // 2, 4, picture)
            painter.setFont(font(CAPTION, bold=on))
            painter.setPen(QPen(colour("ink")))
            words = f"{self.place.short}{self.count or ''}"
            painter.drawText(0, 24, self.width(), 18, Qt.AlignmentFlag.AlignCenter, words)
            return
        painter.drawPixmap(18, 10, picture)
        painter.setFont(font(bold=on))
        painter.setPen(QPen(colour("ink")))
        painter.drawText(48, 0, 80, 40, Qt.AlignmentFlag.AlignVCenter, self.place.words)
        if self.count:
            width = painter.fontMetrics().horizontalAdvance(self.place.words)
            badge = QRectF(52 + width, 11, 22, 18)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(colour("ink_2"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(badge, 9, 9)
            painter.setPen(QPen(colour("surface")))
            painter.setFont(font(CAPTION, bold=True))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self.count))
        painter.setFont(font(CAPTION))
        painter.setPen(QPen(colour("ink_3")))
        box = QRectF(self.width() - 60, 0, 50, 40)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.place.key)


class NavRail(QFrame):
    """Signals:
    chosen(str): a page's name.
    """

    chosen = Signal(str)

    def __init__(self, upper: tuple[Place, ...], lower: tuple[Place, ...], owner: QWidget) -> None:
        super().__init__(owner)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        self._buttons: dict[str, _RailButton] = {}
        for group in (upper, lower):
            for place in group:
                button = _RailButton(place)
                button.clicked.connect(lambda _on=False, name=place.name: self.chosen.emit(name))
                self._buttons[place.name] = button
                column.addWidget(button)
                action = QAction(owner)
                action.setShortcut(QKeySequence(place.key))
                action.triggered.connect(lambda _on=False, name=place.name: self.chosen.emit(name))
                owner.addAction(action)
            if group is upper:
                column.addStretch(1)
        self.show_narrow(narrow=False)

    def show_narrow(self, *, narrow: bool) -> None:
        """Names and keys, or icons with short names."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        self.setProperty("small", narrow)
        for button in self._buttons.values():
            button.narrow = narrow
            button.setFixedHeight(44 if narrow else 40)
            button.setToolTip(f"{button.place.words} {button.place.key}" if narrow else "")
            button.update()

    def show_place(self, name: str) -> None:
        """Mark where we are."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def show_count(self, name: str, count: int) -> None:
        """A number beside a page's name; 0 shows none."""
        self._buttons[name].count = count
        self._buttons[name].update()
