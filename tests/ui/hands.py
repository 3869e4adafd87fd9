"""Typing as at the keyboard: plain keys for figures and letters, the input method for 汉字."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from vclinic.ui.forms.burst import BURST
from vclinic.ui.pages.gate.login import LoginCard


def write(qtbot: QtBot, edit: QWidget, text: str) -> None:
    """Type a text; what has no key of its own is committed by the input method."""
    if text.isascii():
        qtbot.keyClicks(edit, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)


def give(qtbot: QtBot, card: LoginCard, password: str) -> None:
    """Type a password on the card and press Enter."""
    card.password.clear()
    qtbot.keyClicks(card.password, password)
    qtbot.keyClick(card.password, Qt.Key.Key_Return)


class Keyboard:
    """A keyboard and nothing else: every key goes to whatever has the focus just then."""

    def __init__(self, qtbot: QtBot, window: QWidget) -> None:
        self._qtbot = qtbot
        self._window = window

    @property
    def focused(self) -> QWidget:
        """What keys go to."""
        QApplication.processEvents()
        return QApplication.focusWidget() or self._window

    def type(self, text: str) -> None:
        """Type, character by character, wherever the focus goes meanwhile."""
        for character in text:
            write(self._qtbot, self.focused, character)
        QApplication.processEvents()

    def press(self, key: Qt.Key, *, ctrl: bool = False, times: int = 1) -> None:
        """Press one key or chord."""
        modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        if key == Qt.Key.Key_Return and not ctrl:
            self._qtbot.waitUntil(lambda: not BURST.is_on())  # a field that was reached by itself is read first
        for _ in range(times):
            self._qtbot.keyClick(self.focused, key, modifier)
        QApplication.processEvents()

    def enter(self, *texts: str) -> None:
        """Type texts, each followed by Enter; "" is Enter alone."""
        for text in texts:
            self.type(text)
            self.press(Qt.Key.Key_Return)
