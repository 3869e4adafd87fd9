"""The pages down the left side: wide with names and keys on list pages, narrow when one person is open."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from vclinic.ui.destinations import Destination
from vclinic.ui.icons import pixmap
from vclinic.ui.theme import CAPTION, colour, font

WIDE, NARROW = 176, 56


@dataclass(frozen=True, slots=True)
class Place:
    """What a page says of its place in the rail.

    Attributes:
        opens: where the place leads.
        label: its name; ``short`` stands under the icon while the rail is narrow.
        icon: a file of resources/icons.
        key: opens it from anywhere, as Qt spells keys.
        rank: smaller stands higher.
        at_foot: at the lower end of the rail, apart from the day's work.
    """

    opens: Destination
    label: str
    short: str
    icon: str
    key: str
    rank: int
    at_foot: bool = False


class _RailButton(QPushButton):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.count = 0
        self.narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(place.label)

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
            text = f"{self.place.short}{self.count or ''}"
            painter.drawText(QRect(0, 24, self.width(), 18), Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.drawPixmap(18, 10, picture)
        painter.setFont(font(bold=on))
        painter.setPen(QPen(colour("ink")))
        painter.drawText(QRect(48, 0, 80, 40), Qt.AlignmentFlag.AlignVCenter, self.place.label)
        if self.count:
            width = painter.fontMetrics().horizontalAdvance(self.place.label)
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
    chosen(Destination): where a place leads.
    """

    chosen = Signal(object)

    def __init__(self, places: Iterable[Place], owner: QWidget) -> None:
        super().__init__(owner)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        self._buttons: dict[Place, _RailButton] = {}
        in_order = sorted(places, key=lambda place: (place.at_foot, place.rank))
        for place in in_order:
            if place.at_foot and not any(earlier.at_foot for earlier in self._buttons):
                column.addStretch(1)
            button = _RailButton(place)
            button.clicked.connect(lambda _on=False, opens=place.opens: self.chosen.emit(opens))
            self._buttons[place] = button
            column.addWidget(button)
            action = QAction(owner)
            action.setShortcut(QKeySequence(place.key))
            action.triggered.connect(lambda _on=False, opens=place.opens: self.chosen.emit(opens))
            owner.addAction(action)
        self.show_narrow(narrow=False)

    def show_narrow(self, *, narrow: bool) -> None:
        """Names and keys, or icons with short names."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        self.setProperty("small", narrow)
        for button in self._buttons.values():
            button.narrow = narrow
            button.setFixedHeight(44 if narrow else 40)
            button.setToolTip(f"{button.place.label} {button.place.key}" if narrow else "")
            button.update()

    def show_place(self, place: Place | None) -> None:
        """Mark where we are; a page that belongs to no place leaves the mark where it is."""
        if place is not None:
            self._buttons[place].setChecked(True)

    def show_count(self, place: Place, count: int) -> None:
        """A number beside a page's name; 0 shows none."""
        self._buttons[place].count = count
        self._buttons[place].update()
