"""One item of a form: its caption, its editor, and last time's value beside it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from vclinic.ui.forms.columns import NARROW, ROW, VALUE, Columns
from vclinic.ui.widgets.basics import label, polish


class FormHalf(QFrame):
    """Label, editor and last time's value of one item; tinted while the focus is inside."""

    def __init__(self, caption: str, editor: QWidget, last: str, *, wide: bool, height: int) -> None:
        super().__init__()
        self.setObjectName("formhalf")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._editor, self._wide, self._text = editor, wide, last
        self.setFixedHeight(height - 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._name = label(caption)
        self._name.setObjectName("label")
        self._name.setIndent(0)
        row.addWidget(self._name)
        row.addWidget(editor)
        self.last = label(self._text)
        self.last.setObjectName("lastcell")
        row.addWidget(self.last)
        if height > ROW:
            for cell in (self._name, self.last):
                cell.setAlignment(Qt.AlignmentFlag.AlignTop)
                cell.setContentsMargins(0, 7, 0, 0)

    def fit(self, columns: Columns) -> None:
        """Take the widths; last time's value is set smaller before anything of it is left out."""
        line = self.last.isHidden()
        self._name.setFixedWidth(columns.line_label if line else columns.label)
        beside = columns.label - columns.line_label + columns.last if line else 0
        twice = columns.last + columns.gap + columns.label + VALUE if self._wide else 0
        self._editor.setFixedWidth(VALUE + beside + twice)
        self.last.setFixedWidth(columns.last)
        self.last.setProperty("small", columns is NARROW)
        polish(self.last)
        shown = self.last.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, columns.last - 8)
        self.last.setText(shown)
        self.last.setToolTip(self._text if shown != self._text else "")

    def activate(self, on: bool) -> None:
        """Tint or clear."""
        if bool(self.property("active")) != on:
            self.setProperty("active", on)
            for widget in (self, *self.findChildren(QWidget, "label")):
                polish(widget)
