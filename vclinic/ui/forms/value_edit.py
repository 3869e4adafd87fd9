"""One written value: a line as on the paper, in one of the states a value can have."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from vclinic.domain.fields import Meaning
from vclinic.forms.reading import half_width
from vclinic.ui.forms.burst import BURST
from vclinic.ui.widgets.basics import polish
from vclinic.ui.widgets.figure_edit import FigureEdit

STATES = ("", "carried", "changed", "invalid", "implausible", "computed")


class ValueEdit(FigureEdit):
    """Signals:
    typed(str): the text changed by hand; full(): a number has all its digits; entered(bool): Enter (True) or
    Shift+Enter (False); reached(): the focus came here.
    """

    typed = Signal(str)
    full = Signal()
    entered = Signal(bool)
    reached = Signal()

    def __init__(self, meaning: Meaning, width: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meaning = meaning
        self._full_at = self._digits_when_full()
        self.setAccessibleName(meaning.label)
        self.setPlaceholderText("—")
        if width:
            self.setFixedWidth(width)
        if meaning.kind in ("integer", "decimal", "date", "month"):
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # a pinyin window must not eat digits
        if meaning.kind == "text":
            self.setMaxLength(meaning.max_length)
        self._length = 0  # before the last key: a digit too many, or one taken back, leads nowhere
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._measure)

    def _digits_when_full(self) -> int:
        if self._meaning.kind == "date":
            return 10
        return len(str(int(self._meaning.high or 0))) if self._meaning.kind == "integer" else 0

    def _measure(self, text: str) -> None:
        self._length = len(text)

    def _edited(self, text: str) -> None:
        BURST.strike()
        if self._meaning.kind in ("integer", "decimal", "date"):
            even = half_width(text)
            if even != text:
                place = self.cursorPosition()
                self.setText(even)
                self.setCursorPosition(min(place, len(even)))
        self.typed.emit(self.text())
        grew = len(self.text()) >= self._length
        if grew and self.is_full() and not self._fills(self.text()[:-1]):
            self.full.emit()

    def is_full(self) -> bool:
        """Three digits, or two when a third would go beyond the bound (a diastolic that begins with 3–9)."""
        return self._fills(self.text())

    def _fills(self, text: str) -> bool:
        if not self._full_at or self._meaning.kind != "integer" or not text.isdecimal():
            return False
        beyond = self._meaning.high is not None and len(text) > 1 and int(text + "0") > self._meaning.high
        return len(text) >= self._full_at or beyond

    def show_text(self, text: str, *, same: bool = False) -> None:
        """Show a text without telling anybody; ``same``: it says what is being typed in other words, and waits until
        the focus is gone."""
        if self.text() != text and not (same and self.hasFocus()):
            self.setText(text)
            self.setCursorPosition(0)

    def show_state(self, state: str, tip: str = "") -> None:
        """Show one of `STATES`; the form decides it."""
        self.setToolTip(tip)
        if self.property("state") != state:
            self.setProperty("state", state)
            polish(self)

    def event(self, event: QEvent) -> bool:
        # Undo belongs to the whole form: a line of its own would only know its own letters.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if not event.isAutoRepeat() and not BURST.is_on():  # a key held down confirms no value after value
                self.entered.emit(not (event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()
