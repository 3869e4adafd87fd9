"""A few answers side by side, each taken by its digit or a click."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from vclinic.ui.widgets.basics import clear
from vclinic.ui.widgets.key_button import KeyButton


class Choices(QWidget):
    """``columns`` to a row; the digits work while one of the buttons has the focus."""

    def __init__(self, take: Callable[[str], object], columns: int = 2) -> None:
        super().__init__()
        self._take, self._columns = take, columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.buttons: dict[str, KeyButton] = {}

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """(code, text) of each answer; at most nine."""
        for action in self.actions():
            self.removeAction(action)
        clear(self._grid)
        self.buttons = {}
        for place, (code, text) in enumerate(options[:9]):
            button = KeyButton(text, str(place + 1), partial(self._take, code), self, "row")
            self.buttons[code] = button
            self._grid.addWidget(button, place // self._columns, place % self._columns)

    def begin(self) -> None:
        """Show the answers; the first one has the focus."""
        self.show()
        next(iter(self.buttons.values())).setFocus()
