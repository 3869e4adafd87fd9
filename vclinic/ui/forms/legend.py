"""The line above a form: what grey and bold mean, the day of last time, and the questions the paper does not ask."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from vclinic.domain.fields import Meaning
from vclinic.ui.forms.columns import NARROW, VALUE, Columns
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.theme import colour
from vclinic.ui.widgets.basics import label, polish


class Legend(QFrame):
    """``words`` stand over the first column's captions and values, ``between`` over the second's: the flags, or nothing."""

    def __init__(self, heading: QWidget, last_title: str, between: QWidget) -> None:
        super().__init__()
        self.setFixedHeight(24)
        cells = QHBoxLayout(self)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setSpacing(0)
        self._heading = heading
        self._heads = (label(last_title), label(last_title))
        self._between = between
        for widget in (self._heading, self._heads[0], between, self._heads[1]):
            cells.addWidget(widget)
        for head in self._heads:
            head.setObjectName("lasthead")
        cells.addStretch(1)

    def fit(self, columns: Columns) -> None:
        """Take the form's widths."""
        self._heading.setFixedWidth(columns.label + VALUE)
        self._between.setFixedWidth(columns.gap + columns.label + VALUE)
        for head in self._heads:
            head.setFixedWidth(columns.last)
            head.setProperty("small", columns is NARROW)
            polish(head)


def meaning_of_looks() -> QWidget:
    """A sample of what was carried over and of what was changed today."""
    made, row = _line()
    sample = ValueEdit(Meaning("", "text"), 34)
    sample.setText("中")
    sample.setEnabled(False)
    sample.show_state("carried")
    row.addWidget(sample)
    row.addWidget(label("沿用上次，未确认", "caption"))
    row.addSpacing(8)
    bold = label("64.5", "strong")
    bold.setStyleSheet(f"border-left: 3px solid {colour('accent').name()}; padding-left: 4px;")
    row.addWidget(bold)
    row.addWidget(label("今天改过", "caption"))
    row.addStretch(1)
    return made


def form_title(title: str) -> QWidget:
    """Which form begins here, on a page with several."""
    made, row = _line()
    row.addWidget(label(title, "strong"))
    row.addStretch(1)
    return made


def _line() -> tuple[QWidget, QHBoxLayout]:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(8, 0, 0, 0)
    row.setSpacing(6)
    return made, row
