"""Are words really to be read on a picture of a screen, or do boxes stand in their place?

The words are drawn here with the font that ships, and looked for on the picture, pixel for pixel in black and white: a box,
another letter or a gap does not fit. Sizes and weights are those of the program; where on the screen a word stands is not
asked, but it begins its line: behind other letters it would stand between two points and be smoothed otherwise.
"""

import os
from collections.abc import Iterable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

from vclinic.ui import theme
from vclinic.ui.own_font import OWN_FAMILY, add_own_font

_FONTS = (
    (theme.BASE, QFont.Weight.Normal),
    (theme.CAPTION, QFont.Weight.Normal),
    (theme.BASE, QFont.Weight.Bold),
)
_DARK = 128  # of 255: a stroke's middle
ASTRAY = 0.12  # of a word's dark points, as smoothing differs a little from one X screen to another

Rows = list[int]
"""Black and white: a number per row, a bit per point, the leftmost highest."""


def missing(picture: Path, labels: Iterable[str], astray: float = ASTRAY) -> list[str]:
    """The labels that are nowhere on the picture; ``astray`` is the share of a label's dark points that may differ."""
    application = QGuiApplication.instance() or QGuiApplication([])
    assert application is not None
    add_own_font()
    shown = QImage(str(picture))
    rows, width = _rows(shown), shown.width()
    return [label for label in labels if not any(_holds(rows, width, drawn, astray) for drawn in _drawn(label))]


def _drawn(word: str) -> list[tuple[Rows, int]]:
    """The word as the program may write it, without a margin; each with its width."""
    made: list[tuple[Rows, int]] = []
    for size, weight in _FONTS:
        font = QFont(OWN_FAMILY)
        font.setPixelSize(size)
        font.setWeight(weight)
        image = QImage(size * (len(word) + 2), size * 2, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setFont(font)
        painter.drawText(size, size + size // 2, word)
        painter.end()
        made.append(_cut(_rows(image)))
    return made


def _rows(image: QImage) -> Rows:
    """A picture in black and white; light writing on dark is not looked for."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    content, step = bytes(grey.constBits()), grey.bytesPerLine()
    lines = [content[y * step : y * step + grey.width()] for y in range(grey.height())]
    return [int("".join("1" if point < _DARK else "0" for point in line), 2) for line in lines]


def _cut(rows: Rows) -> tuple[Rows, int]:
    """Without the margin on all four sides, and how wide that is."""
    inked = [place for place, row in enumerate(rows) if row]
    together = 0
    for row in rows:
        together |= row
    right = (together & -together).bit_length() - 1
    return [row >> right for row in rows[inked[0] : inked[-1] + 1]], together.bit_length() - right


def _holds(rows: Rows, width: int, word: tuple[Rows, int], share: float) -> bool:
    """Whether the word stands somewhere: its points dark and its gaps light, but for a few."""
    pattern, wide = word
    mask, allowed = (1 << wide) - 1, share * sum(row.bit_count() for row in pattern)
    fullest = sorted(range(len(pattern)), key=lambda place: -pattern[place].bit_count())
    for top in range(len(rows) - len(pattern) + 1):
        pairs = [(rows[top + place], pattern[place]) for place in fullest]
        if not pairs[0][0]:
            continue
        for shift in range(width - wide + 1):
            astray = 0
            for row, wanted in pairs:
                astray += ((row >> shift & mask) ^ wanted).bit_count()
                if astray > allowed:
                    break
            else:
                return True
    return False
