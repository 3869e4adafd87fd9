"""The icon Windows shows of the program is our own drawing, in each size Windows asks for."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QImageReader

from resources.build_icon import SIZES, drawing, icon
from vclinic.resources import resource


def picture(size: int) -> QImage:
    """The picture of this size in the shipped file, as Qt's own reader of icons reads it."""
    reader = QImageReader(str(resource("icons", "vclinic.ico")))
    sizes: list[QSize] = []
    for place in range(reader.imageCount()):
        reader.jumpToImage(place)
        sizes.append(reader.size())
    reader.jumpToImage(sizes.index(QSize(size, size)))
    return reader.read().convertToFormat(QImage.Format.Format_ARGB32)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", SIZES)
def test_a_picture_is_the_drawing(size: int) -> None:
    assert picture(size) == drawing(size)


@pytest.mark.usefixtures("qapp")
def test_the_smallest_shows_a_white_cross_on_our_green_with_round_corners() -> None:
    small = picture(16)
    assert small.pixelColor(8, 8) == QColor("#ffffff")
    assert small.pixelColor(3, 3) == QColor("#0b6470")
    assert small.pixelColor(0, 0).alpha() < 128


@pytest.mark.usefixtures("qapp")
def test_the_shipped_file_is_what_the_script_writes() -> None:
    assert icon() == resource("icons", "vclinic.ico").read_bytes()
