"""The card in the middle of the screen on which first start, login and unlocking are written."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from vclinic.ui.icons import pixmap
from vclinic.ui.widgets.basics import label, reveal
from vclinic.ui.words import tr

WIDTH = 520


class Sheet(QWidget):
    """A page before the desk: the program's name above one card.

    Attributes:
        column: where a page puts its own parts.
    """

    def __init__(self, title: str, words: str, width: int = WIDTH) -> None:
        super().__init__()
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addStretch(2)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(width)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
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
        self.words = label(words, "second", wrap=True)
        reveal(self.words, bool(words))
        self.column.addWidget(self.words)
