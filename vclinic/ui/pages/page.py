"""What the shell needs of every page."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from vclinic.services.desk import Desk


class Page(QWidget):
    """A page of the program.

    Attributes:
        wide_rail: list pages have the wide rail; pages about one person the narrow one.
        hints: (key, words) for the hint bar; empty hides it.

    Signals:
        navigate(str, dict): open another page by name with its arguments.
        titled(list): the path to show in the top bar.
        stored(): something was saved; counts may have changed.
    """

    navigate = Signal(str, dict)
    titled = Signal(list)
    stored = Signal()
    wide_rail = True
    hints: tuple[tuple[str, str], ...] = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def open(self, **words: Any) -> None:
        """Show what ``words`` name; called each time the page is navigated to."""

    def side(self) -> QWidget | None:
        """The pane at the right that gives way on a narrow screen; F11 brings it back."""
        return None

    def alarm(self) -> str:
        """What must be seen even while the pane is away: allergies. Empty for nothing."""
        return ""

    def leave(self) -> None:
        """The page is about to be left: keep drafts, stop counting."""


def shortcut(page: QWidget, key: str, call: Callable[[], Any]) -> None:
    """A key that works anywhere on a page."""
    action = QAction(page)
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: call())
    page.addAction(action)
