"""One cell of the strip: a frame with the strip's margins, and the sizes the cells agree on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

VERDICT, NEXT, REFERRAL, ACTIONS = 196, 172, 200, 272  # widths
LEVEL = {"1": "ok", "2": "warn", "3": "warn", "4": "danger"}  # how loud a class is


class Cell(QFrame):
    """``width`` 0 takes what room there is.

    Attributes:
        column: where the cell's lines go.
    """

    def __init__(self, width: int = 0, name: str = "cell") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if width:
            self.setFixedWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 6, 12, 6)
        self.column.setSpacing(2)
