"""Somebody who has nothing but the manual: presses what a step names, where the window shows it, and looks for the rest.

What a step does not name is not pressed, and what is named but not on the screen at that moment fails with the step.
"""

import re
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from resources.build_manual import SOURCES
from vclinic.ui import tasks

_NAMED = re.compile(r"(按?)「([^」]+)」(上打勾)?|(按?) ?`([^`]+)`")
_ASIDE = re.compile(r"（`[^）]*`）")  # the key of a button that was pressed already
_WAIT_MS = 20_000


def steps(book: str, chapter: str, title: str) -> list[str]:
    """The numbered steps of a section, in their order."""
    source = (SOURCES / book / f"{chapter}.md").read_text("utf-8")
    (section,) = [part for part in source.split("\n## ") if part.startswith(f"{title}\n")]
    return re.findall(r"^\d+\. (.+)$", section, re.MULTILINE)


class Reader:
    """``window``: what is on the screen."""

    def __init__(self, qtbot: QtBot, window: QWidget) -> None:
        self._qtbot, self._window = qtbot, window

    def follow(self, step: str, *, leaving_out: tuple[str, ...] = ()) -> None:
        """Do one step; ``leaving_out`` are the ways that a step offers and that are not needed this time."""
        for press, text, tick, press_key, key in _NAMED.findall(_ASIDE.sub("", step)):
            if key and press_key:
                self._qtbot.keyClick(QApplication.focusWidget() or self._window, Qt.Key[f"Key_{key}"])
            elif (press or tick) and text not in leaving_out:
                self._press(text, step)
            elif text and text not in leaving_out:
                self._until(lambda text=text: self._is_shown(text), f"{step}: {text}")
            self._settle()

    def write(self, placeholder: str, text: str) -> None:
        """Click on the field that asks for it, and type."""
        fields = [
            field for field in self._window.findChildren(QWidget)
            if field.isVisible() and field.property("placeholderText") == placeholder
        ]  # fmt: skip
        assert len(fields) == 1, placeholder
        self._qtbot.mouseClick(fields[0], Qt.MouseButton.LeftButton)
        self._qtbot.keyClicks(fields[0], text)

    def _press(self, text: str, step: str) -> None:
        def ready() -> QAbstractButton | None:
            named = [
                button for button in self._window.findChildren(QAbstractButton)
                if button.text() == text and button.isVisible() and button.isEnabled()
            ]  # fmt: skip
            return named[0] if len(named) == 1 else None

        self._until(lambda: ready() is not None, f"{step}: {text}")
        button = ready()
        assert button is not None
        # a box is ticked by its mark: the rest of its row is empty
        at = QPoint(8, button.height() // 2) if isinstance(button, QCheckBox) else button.rect().center()
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=at)

    def _is_shown(self, text: str) -> bool:
        shown = [*self._window.findChildren(QLabel), *self._window.findChildren(QAbstractButton)]
        return any(text in widget.text() for widget in shown if widget.isVisible())

    def _until(self, holds: Callable[[], bool], told: str) -> None:
        try:
            self._qtbot.waitUntil(holds, timeout=_WAIT_MS)
        except Exception as fault:
            raise AssertionError(told) from fault

    def _settle(self) -> None:
        self._qtbot.waitUntil(lambda: not tasks.busy(), timeout=_WAIT_MS)
