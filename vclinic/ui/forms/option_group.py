"""Official options as buttons: digits choose, one tab stop for all, one option excludes the rest where the form says so."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from vclinic.domain.fields import CodeList
from vclinic.ui.forms.burst import BURST
from vclinic.ui.widgets.basics import polish, tool_button

_MANY = 5  # options in one row that leave no room to spare
_NARROW = "QToolButton { padding: 0 5px; } QToolButton:checked { padding: 0 4px; }"


class OptionGroup(QWidget):
    """One or several of a code list. ``columns`` 0 puts all in one row; ``numbered`` shows the digits.

    Signals:
        chosen(tuple): the codes, in the list's order, after a choice by hand.
        complete(): nothing more can be chosen, go on; entered(bool): Enter or Shift+Enter; reached(): focus came.
    """

    chosen = Signal(tuple)
    complete = Signal()
    entered = Signal(bool)
    reached = Signal()

    def __init__(
        self, codes: CodeList, *, multiple: bool = False, columns: int = 0, numbered: bool = True, name: str = ""
    ) -> None:
        super().__init__()
        self._codes = codes
        self._multiple = multiple
        self._state = ""
        self._buttons: dict[str, QToolButton] = {}
        self._digits: dict[str, str] = {}
        self._columns = columns
        self._beside: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4 if columns else 0)
        for place, (code, text) in enumerate(codes.options):
            digit = code[-1] if code.isdecimal() else str(place + 1)  # every option has its key
            self._digits.setdefault(digit, code)
            button = tool_button(f"{digit} {text}" if numbered else text)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(text)
            button.clicked.connect(lambda _checked=False, code=code: self._click(code))
            self._buttons[code] = button
            if columns:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
                button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)  # never cut
        self.lay_out(columns)
        if not columns:
            grid.setColumnStretch(len(codes.options), 1)
        if not columns and len(codes.options) > _MANY:
            self.make_narrow()

    def make_narrow(self) -> None:
        """Less room around the words."""
        self.setStyleSheet(_NARROW)
        self._grid.setHorizontalSpacing(2 if self._columns else 0)
        for button in self._buttons.values():
            button.ensurePolished()  # what fits is asked before anything is shown

    def button(self, code: str) -> QToolButton:
        """The button of one code."""
        return self._buttons[code]

    def add_beside(self, widget: QWidget) -> None:
        """Put what is written by hand behind the last option, in the rest of its row."""
        self._beside = widget
        self.lay_out(self._columns)

    def lay_out_within(self, width: int, most: int) -> None:
        """As many options in a row as fit into a width, ``most`` at the most; a group of one row stays one."""
        for columns in range(most, 1, -1) if self._columns else ():
            self.lay_out(columns)
            if self._grid.minimumSize().width() <= width:
                return

    def lay_out(self, columns: int) -> None:
        """As many options in a row; 0 for all."""
        self._columns = columns
        for column in range(max(columns, self._grid.columnCount())):  # those too that are still to come
            self._grid.setColumnStretch(column, int(column < columns))
        for place, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, *(divmod(place, columns) if columns else (0, place)))
        if self._beside is not None:
            row, column = divmod(len(self._buttons), columns) if columns else (0, len(self._buttons))
            self._grid.addWidget(self._beside, row, column, 1, max(1, columns - column))

    def codes_on(self) -> tuple[str, ...]:
        """The codes chosen, in the list's order."""
        return tuple(code for code, button in self._buttons.items() if button.isChecked())

    def show_codes(self, codes: Sequence[str]) -> None:
        """Show a choice without telling anybody."""
        for code, button in self._buttons.items():
            button.setChecked(code in codes)

    def show_state(self, state: str, tip: str = "") -> None:
        """carried, invalid or nothing."""
        self.setToolTip(tip)
        shown = state if state in ("carried", "invalid") else ""
        if shown != self._state:
            self._state = shown
            for button in self._buttons.values():
                button.setProperty("state", shown)
                polish(button)

    def _click(self, code: str) -> None:
        # Qt has toggled the button already: put the choice back, then choose as the keyboard would.
        button = self._buttons[code]
        button.setChecked(not button.isChecked())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(code)

    def _choose(self, code: str) -> None:
        if not self._multiple:
            self.show_codes((code,))
            self.chosen.emit((code,))
            self.complete.emit()
            return
        on = set(self.codes_on())
        if code == self._codes.exclusive:
            on = {
                code
            }  # said again it is confirmed, not taken back: 1 无症状 goes on whether it was carried over or not
        elif code in on:
            on.discard(code)
        else:
            on = (on | {code}) - {self._codes.exclusive}
        self.show_codes(tuple(on))
        self.chosen.emit(self.codes_on())
        if on == {self._codes.exclusive}:
            self.complete.emit()  # nothing can stand beside it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        code = self._digits.get(event.text(), "")
        if code and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            BURST.strike()
            self._choose(code)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            if not event.isAutoRepeat() and not BURST.is_on():
                self.entered.emit(not (event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()
