"""Icons: SVG files tinted once a colour, cached a size and device pixel ratio."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vclinic.resources import resource

SHAPES = ("danger", "warn", "ok", "info")


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _pixmap(name: str, size: int, tint: str, ratio: float) -> QPixmap:
    text = _source(name).replace("#000", tint) if tint else _source(name)
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode("utf-8"))).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


def pixmap(name: str, size: int = 18, tint: str = "") -> QPixmap:
    """An icon; ``tint`` colours a line icon, shapes keep their own colours."""
    screen = QGuiApplication.primaryScreen()
    return _pixmap(name, size, tint, screen.devicePixelRatio() if screen else 1.0)


def icon(name: str, size: int = 20, tint: str = "#43515a") -> QIcon:
    """An icon for buttons."""
    shown = pixmap(name, size, "" if name in SHAPES else tint)
    made = QIcon(shown)
    made.addPixmap(shown, QIcon.Mode.Selected)  # else Qt washes a selected row's shape with the row's colour
    return made
