"""One question about what hangs on a correction: its answer as it stands, and the other with the key that chooses it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.services.hangs_on_correction import Hanging
from vclinic.ui.widgets.basics import label
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_LOW = 30  # up to three of them leave the form its room on a small screen


class HangingRow(QWidget):
    """``key`` switches to the other answer; the page owns it, the row only shows it."""

    def __init__(self, question: Hanging, answer: str, key: str, answered: Callable[[str, str], None]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(8)
        self.question, self.answer = question, answer
        self._answered = answered
        text = label(f"{question.text}：", wrap=True)
        row.addWidget(text, 1, Qt.AlignmentFlag.AlignVCenter)
        self.buttons: list[KeyButton] = []
        for code, caption in question.options:
            chosen = code == answer
            shown = f"✓ {caption}" if chosen else caption
            button = KeyButton(shown, "" if chosen else key, self._chooser(code), self, scope=False)
            button.setFixedHeight(_LOW)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the hands stay in the form
            if chosen:
                button.setAccessibleName(f"{caption} {tr('已选')}")
            self.buttons.append(button)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def switch(self) -> None:
        """Choose the other answer."""
        codes = [code for code, _ in self.question.options]
        self._answered(self.question.code, codes[(codes.index(self.answer) + 1) % len(codes)])

    def _chooser(self, code: str) -> Callable[[], None]:
        return lambda: self._answered(self.question.code, code)
