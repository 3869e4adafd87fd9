"""Writes pictures of screens in few colours, so that a manual with its pictures stays small."""

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, qRgb

COLOURS = 96

Colour = tuple[int, int, int]


def _roughly(shade: Colour) -> Colour:
    return shade[0] >> 4, shade[1] >> 4, shade[2] >> 4


def _apart(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def keep(image: QImage, path: Path, widest: int) -> None:
    """Write a picture no wider than ``widest``, in few colours."""
    if image.width() > widest:
        image = image.scaledToWidth(widest, Qt.TransformationMode.SmoothTransformation)
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = image.width(), image.height(), image.bytesPerLine()
    raw = bytes(image.constBits())
    starts = [row * stride + 3 * column for row in range(height) for column in range(width)]
    pixels: list[Colour] = [(raw[start], raw[start + 1], raw[start + 2]) for start in starts]
    counted = Counter(pixels)
    coarse: dict[Colour, Colour] = {}  # of alike colours the most frequent stands for all
    often = Counter[Colour]()
    for shade, times in counted.most_common():
        alike = coarse.setdefault(_roughly(shade), shade)
        often[alike] += times
    table = [shade for shade, _ in often.most_common(COLOURS)]
    place = {shade: min(range(len(table)), key=lambda at: _apart(shade, table[at])) for shade in often}
    flat = bytes(place[coarse[_roughly(pixel)]] for pixel in pixels)
    few = QImage(flat, width, height, width, QImage.Format.Format_Indexed8)
    few.setColorTable([qRgb(*shade) for shade in table])
    few.save(str(path), "PNG", 0)  # pyright: ignore[reportArgumentType, reportCallIssue]
