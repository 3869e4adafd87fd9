"""The card in the middle of the locked window that whoever enters writes on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

HELP = "gate"  # what the manual calls the cards before the work


def card_on(page: QWidget, width: int) -> QVBoxLayout:
    """Lay a page out with one card, a little above its middle; returns the column of the card."""
    page.setObjectName("lock")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    outer = QVBoxLayout(page)
    outer.addStretch(1)
    row = QHBoxLayout()
    row.addStretch(1)
    card = QFrame()
    card.setObjectName("card")
    card.setFixedWidth(width)
    row.addWidget(card)
    row.addStretch(1)
    outer.addLayout(row)
    outer.addStretch(2)
    column = QVBoxLayout(card)
    column.setContentsMargins(28, 22, 28, 22)
    column.setSpacing(12)
    helping = QAction(page)
    helping.setShortcut(QKeySequence("F1"))
    helping.triggered.connect(lambda: _help(page))
    page.addAction(helping)
    return column


def _help(page: QWidget) -> None:
    from vclinic.ui.help.opening import show_help  # the log-in is painted before anything that is seldom wanted

    show_help(page, HELP)
