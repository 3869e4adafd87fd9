"""Playing on the real windows: keys go to whatever has the focus, pictures are taken of what is there."""

import time
from collections.abc import Callable
from pathlib import Path

import click
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from vclinic.ui import tasks
from vclinic.ui.forms.burst import BURST
from vclinic.ui.window import Window

_LONGEST = 40.0


class Stage:
    """One window to act on.

    Attributes:
        screenshots: names of the pictures taken, in order.
    """

    def __init__(self, window: Window, out: Path, quiet: bool = False) -> None:
        self.window = window
        self.out = out
        self._quiet = quiet
        self.screenshots: list[str] = []

    def say(self, text: str) -> None:
        """Tell what happens as it happens; on stderr where stdout belongs to a program."""
        click.echo(text, err=self._quiet)

    @property
    def focused(self) -> QWidget:
        """What keys go to."""
        self.settle()
        return QApplication.focusWidget() or self.window

    def type(self, text: str) -> None:
        """Type, key by key, wherever the focus goes; Chinese arrives as from an input method."""
        for character in text:
            if character.isascii():
                QTest.keyClicks(self.focused, character)
            else:
                event = QInputMethodEvent()
                event.setCommitString(character)
                QApplication.sendEvent(self.focused, event)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key or chord; what the focus went to by itself is read before Enter."""
        if key == Qt.Key.Key_Return and modifier == Qt.KeyboardModifier.NoModifier:
            self.until(lambda: not BURST.is_on())
        QTest.keyClick(self.focused, key, modifier)
        self.settle()

    def settle(self) -> None:
        """Let the windows catch up."""
        for _ in range(3):
            QApplication.processEvents()

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for something in the background."""
        started = time.monotonic()
        while not done() or tasks.busy():
            QApplication.processEvents()
            time.sleep(0.01)
            if time.monotonic() - started > _LONGEST:
                raise TimeoutError("the program did not get there")
        self.settle()

    def picture(self, name: str) -> None:
        """A picture of the window as it is."""
        self.settle()
        path = self.out / f"{len(self.screenshots) + 1:02d}-{name}.png"
        self.window.grab().save(str(path))
        self.screenshots.append(path.name)
