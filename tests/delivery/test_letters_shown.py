"""A picture of a screen passes with the words on it, and with nothing that only looks like writing."""

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from tests.test_house.tracked import ROOT
from vclinic.ui import own_font, theme

sys.path.insert(0, str(ROOT / ".ci"))
import letters_shown

WORD = "药房库存"


def screen(path: Path, text: str, *, size: int = theme.BASE, ink: str = "#182125") -> Path:
    """A page with one line on it, as the program writes it."""
    own_font.add_own_font()
    image = QImage(300, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("#e4eaec"))
    painter = QPainter(image)
    font = QFont(own_font.OWN_FAMILY)
    font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(37, 61, text)
    painter.end()
    image.save(str(path))
    return path


@pytest.mark.parametrize(
    ("text", "size", "ink"),
    [
        (WORD, theme.BASE, "#182125"),
        (f"{WORD} Alt+5", theme.BASE, "#182125"),
        (WORD, theme.CAPTION, "#182125"),
        (WORD, theme.BASE, "#000000"),
    ],
)
def test_a_word_that_begins_a_line_is_read(qapp: object, tmp_path: Path, text: str, size: int, ink: str) -> None:
    assert letters_shown.missing(screen(tmp_path / "s.png", text, size=size, ink=ink), [WORD]) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\U0010fffd" * 4,  # the boxes of a font that has no such letters
        "药房库仔",
        "药房 库存",
        "药房库",
        "■■■■",
    ],
)
def test_what_is_not_the_word_is_not_taken_for_it(qapp: object, tmp_path: Path, text: str) -> None:
    assert letters_shown.missing(screen(tmp_path / "s.png", text), [WORD]) == [WORD]


def test_only_the_missing_words_are_told(qapp: object, tmp_path: Path) -> None:
    assert letters_shown.missing(screen(tmp_path / "s.png", "居民 发药"), ["居民", "退回"]) == ["退回"]
