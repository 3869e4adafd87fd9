"""The card in the middle of the screen on which first start, login and unlocking are written."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vclinic.ui.icons import pixmap
from vclinic.ui.widgets.basics import label, reveal
from vclinic.ui.words import tr

WIDTH = 520


class Sheet(QWidget):
    """A page before the station: the program's name above one card.

    Attributes:
        column: where a page puts its own parts.
    """

    def __init__(self, title: str, text: str, width: int = WIDTH) -> None:
        super().__init__()
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = QScrollArea()  # on a small screen the card is taller than the window
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        ground.setObjectName("lock")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll.setWidget(ground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        outer = QVBoxLayout(ground)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addStretch(2)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(width)
        middle = QHBoxLayout()  # an alignment would keep the card from growing with its wrapped sentences
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(32, 24, 32, 24)
        self.column.setSpacing(12)
        mark = label()
        mark.setPixmap(pixmap("app", 32))
        mark.setAccessibleName(tr("村医工作站"))
        self.column.addWidget(mark)
        self.heading = label(title, "title", wrap=True)
        self.column.addWidget(self.heading)
        self.explanation = label(text, "second", wrap=True)
        reveal(self.explanation, bool(text))
        self.column.addWidget(self.explanation)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The line being written stays in sight."""
        if new is not None and self.isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, 60)

    def in_sight(self, widget: QWidget) -> None:
        """Scroll to a part of the card once it has its place."""
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(widget, 0, 24))
