"""A note in the page instead of a dialog: a bar, a tint, a shape, one bold clause, one plain one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.ui.widgets.basics import label, polish, relabel, reshape, reveal, shape


class Note(QFrame):
    """``level``: danger, warn, ok, info or plain."""

    def __init__(self, level: str = "info", strong: str = "", plain: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 12, 7)
        row.setSpacing(8)
        self._shape = shape("")
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        column = self._column = QVBoxLayout()
        column.setSpacing(0)
        self._strong, self._plain = label("", "strong", wrap=True), label("", wrap=True)
        column.addWidget(self._strong)
        column.addWidget(self._plain)
        row.addLayout(column, 1)
        self.row = row
        self.say(level, strong, plain)

    def say(self, level: str, strong: str, plain: str = "") -> None:
        """Change what the note says; with no words it hides."""
        self.setProperty("level", level)
        polish(self)
        reshape(self._shape, level if level != "plain" else "")
        relabel(self._strong, strong)
        relabel(self._plain, plain)
        reveal(self._strong, bool(strong))
        reveal(self._plain, bool(plain))
        self._column.invalidate()
        self.row.invalidate()  # its height is asked for at once, and must not be that of the words before
        reveal(self, bool(strong or plain))

    @property
    def text(self) -> str:
        """All its words."""
        return f"{self._strong.text()}{self._plain.text()}"
