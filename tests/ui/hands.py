"""Typing as at the keyboard: plain keys for figures and letters, the input method for 汉字."""

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def write(qtbot: QtBot, edit: QWidget, text: str) -> None:
    """Type a text; what has no key of its own is committed by the input method."""
    if text.isascii():
        qtbot.keyClicks(edit, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)
