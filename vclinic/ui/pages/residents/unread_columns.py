"""A column of the roster that nobody understood, one at a time: what stands in it, and what a doctor says that it is."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from vclinic.forms.roster_columns import UnreadColumn, meanings
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.choice_box import ChoiceBox
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr


class UnreadColumns(QFrame):
    """Hidden while every column is understood.

    Signals:
        named(str, str): heading of a column and the meaning a doctor gave it.
    """

    named = Signal(str, str)

    def __init__(self, page: QWidget) -> None:
        """``page`` is where the key works, whatever in it has the focus."""
        super().__init__()
        self.setObjectName("card")
        self._columns: tuple[UnreadColumn, ...] = ()
        self._place = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self.text = label("", wrap=True)
        row.addWidget(self.text, 1)
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(tr("这一栏是什么"))
        for meaning, heading in (("", tr("先放着")), *meanings()):
            self.choice.addItem(tr(heading), meaning)
        self.choice.entered.connect(self._decide)
        row.addWidget(self.choice)
        self.button = KeyButton(tr("这一栏是…"), "Ctrl+U", self.choice.setFocus, page)
        row.addWidget(self.button)
        self._show()

    def show_columns(self, columns: Sequence[UnreadColumn]) -> None:
        """Begin with the first column that is left."""
        self._columns, self._place = tuple(columns), 0
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._columns))
        self.button.set_enabled(bool(self._columns))
        if not self._columns:
            return
        column = self._columns[self._place]
        count = f"{tr('看不懂的栏')} {self._place + 1} / {len(self._columns)}："
        told = tr("选好按 Enter，以后的名册也照这样读。") if column.heading else tr("请在文件里写上表头。")
        relabel(self.text, f"{count}{column.sentence}{told}")
        self.choice.setCurrentIndex(0)
        self.choice.setEnabled(bool(column.heading) or len(self._columns) > 1)

    def _decide(self, onwards: bool) -> None:
        column, meaning = self._columns[self._place], self.choice.currentData()
        if onwards and meaning and column.heading:
            self.named.emit(column.heading, meaning)
        else:
            self._place = (self._place + (1 if onwards else -1)) % len(self._columns)
            self._show()
