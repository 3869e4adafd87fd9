"""Draw the program's icon for Windows from icons/app.svg: ``python -m resources.build_icon`` writes icons/vclinic.ico.

Windows takes the size it needs: 16 in a title bar, 32 in the task bar, 48 on the desktop, 256 in large views, those
between at 125 and 150 percent. Small pictures are bitmaps, as old viewers want them; the 256 one is a PNG.
"""

import os
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent / "icons"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
LARGE = 256


def drawing(size: int) -> QImage:
    """The svg, ``size`` pixels wide and high, over nothing."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(ICONS / "app.svg")).render(painter)
    painter.end()
    return image


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]  Qt's stub wants bytes
    return bytes(buffer.data().data())


def _bitmap(image: QImage) -> bytes:
    """A BITMAPINFOHEADER of double height, rows from the bottom as BGRA, and a mask of one bit a pixel."""
    size = image.width()
    rows = bytes(image.constBits())
    upward = b"".join(rows[row * size * 4 : (row + 1) * size * 4] for row in reversed(range(size)))
    mask = bytes(-(-size // 32) * 4 * size)  # all shown: the alpha decides
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(upward) + len(mask), 0, 0, 0, 0)
    return header + upward + mask


def icon(sizes: tuple[int, ...] = SIZES) -> bytes:
    """A whole .ico file: its directory, then the pictures."""
    pictures = [(_png if size >= LARGE else _bitmap)(drawing(size)) for size in sizes]
    directory = struct.pack("<HHH", 0, 1, len(sizes))
    place = len(directory) + 16 * len(sizes)
    for size, picture in zip(sizes, pictures, strict=True):
        side = size % LARGE  # 256 is written as 0
        directory += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return directory + b"".join(pictures)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    (ICONS / "vclinic.ico").write_bytes(icon())
