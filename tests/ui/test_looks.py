"""Every page at the sizes of real screens: nothing that carries meaning is cut off."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from vclinic.main import Program
from vclinic.ui import theme
from vclinic.ui.widgets.elided import ElidedLabel

PAGES = (
    "today",
    "residents",
    "record",
    "register",
    "import",
    "stock",
    "returned",
    "sync",
    "settings",
    "follow_up",
    "dispensing",
    "print",
)
SCREENS = {"100": (1366, 698), "125": (1093, 544), "150": (911, 442)}


def cut_off(page: QWidget) -> list[str]:
    """Texts that do not fit where they stand, wrapped ones by their height."""
    found: list[str] = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and widget.text() and not isinstance(widget, ElidedLabel):
            need = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().width()
            have = widget.height() if widget.wordWrap() else widget.width()
        elif isinstance(widget, QPushButton) and widget.text():
            need, have = widget.minimumSizeHint().width(), widget.width()
        elif isinstance(widget, QToolButton) and widget.text():
            need, have = widget.fontMetrics().horizontalAdvance(widget.text()) + 4, widget.width()
        elif isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
            need, have = widget.fontMetrics().horizontalAdvance(widget.placeholderText()) + 8, widget.width()
        else:
            continue
        if need > have + 1:
            words = widget.placeholderText() if isinstance(widget, QLineEdit) else widget.text()
            found.append(f"{words!r} needs {need}, has {have}")
    return found


@pytest.mark.parametrize("scale", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off(
    name: str, scale: str, program: Program, people: dict[str, str], qtbot: QtBot, tmp_path: Path
) -> None:
    window = program.window
    window.setMinimumSize(0, 0)
    window.resize(*SCREENS[scale])
    words = {"resident_id": people["何秀珍"]} if name in ("record", "follow_up", "print") else {}
    program.shell.go(name, **words)
    qtbot.wait(30)
    folder = Path(os.environ.get("VCLINIC_SHOTS", tmp_path))
    window.grab().save(str(folder / f"{name}-{scale}.png"))
    assert (window.width(), window.height()) == SCREENS[scale]
    assert cut_off(program.shell) == []


def test_the_style_sheet_names_every_token() -> None:
    text = theme.style_sheet()
    assert "@" not in text
    assert "$" not in text
    assert theme.TOKENS.accent in text


def test_larger_letters_are_larger_everywhere(qapp: QApplication) -> None:
    theme.apply_theme(qapp, 18)
    try:
        assert theme.font().pixelSize() == 18
        assert theme.font(theme.TITLE).pixelSize() == 24
        assert "font-size: 18px" in qapp.styleSheet()
    finally:
        theme.apply_theme(qapp)
    assert qapp.font().pixelSize() == theme.BASE


def _luminance(name: str) -> float:
    colour = theme.colour(name)
    parts = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "surface_3"), ("ink_2", "surface_3"), ("ink_3", "surface_3"), ("accent_2", "tint"),
        ("on_accent", "accent"), ("danger", "danger_t"), ("warn", "warn_t"), ("ok", "ok_t"), ("info", "info_t"),
    ],
)  # fmt: skip
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_wide_window_widens_the_list_and_not_the_form(program: Program, people: dict[str, str], qtbot: QtBot) -> None:
    program.shell.go("today")
    qtbot.wait(10)
    narrow = program.shell.pages["today"].table.width()
    program.window.resize(1700, 698)
    qtbot.wait(10)
    assert program.shell.pages["today"].table.width() == narrow + 1700 - 1366
    assert program.shell.pages["today"].preview.width() == 300
    assert Qt.ScrollBarPolicy.ScrollBarAlwaysOff == program.shell.pages["today"].table.horizontalScrollBarPolicy()
    assert people
