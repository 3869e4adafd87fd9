"""What is taller or wider than its place scrolls there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def scrolling(widget: QWidget) -> QScrollArea:
    """A place in which a widget scrolls and is as wide as the place otherwise; the keyboard goes to what is inside."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def plain_page() -> tuple[QWidget, QScrollArea]:
    """A page's own ground, and the place in which it scrolls."""
    ground = QWidget()
    ground.setObjectName("plain")
    area = scrolling(ground)
    area.viewport().setObjectName("plain")
    return ground, area
