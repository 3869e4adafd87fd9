"""A figure that people write in two units: the record keeps one, the other is seen and never converted in silence."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vclinic.domain.fields import Meaning, OtherUnit
from vclinic.domain.problem import Problem
from vclinic.forms.document import decimal_text
from vclinic.forms.figures import converted, within
from vclinic.forms.reading import read_value
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

KEY = "F5"
_WIDTH = 44
_SMALL = "QPushButton { font-size: 13px; padding: 0 10px; }"  # the offer must fit beside the figure in half a row


class TwoUnitsEdit(QWidget):
    """A line and the unit it is written in. F5 changes the unit; for a figure that only makes sense in the other unit
    it takes the converted one instead, and says so before.

    Signals:
        typed(str): the figure, with its unit when that is the other one (``126 mg/dL``), as `forms.draft` reads it.
    """

    typed = Signal(str)

    def __init__(self, meaning: Meaning) -> None:
        super().__init__()
        if meaning.other_unit is None:
            raise ValueError(f"{meaning.label} has one unit only")
        self._meaning = meaning
        self._other: OtherUnit = meaning.other_unit
        self._in_other = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.edit = ValueEdit(meaning, _WIDTH)
        self.unit = KeyButton(meaning.unit, KEY, self._switch, self, "row")
        self.unit.setStyleSheet(_SMALL)
        self.unit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._own = label("", "second")
        for widget in (self.edit, self.unit, self._own):
            row.addWidget(widget)
        row.addStretch(1)
        self.setFocusProxy(self.edit)
        self.edit.typed.connect(lambda _text: self._tell())

    def _figure(self) -> float | None:
        """What is written, whatever it means; None while it is no figure."""
        try:
            return float(self.edit.text().strip())
        except ValueError:
            return None

    def _meant(self) -> float | None:
        """The figure in the record's unit, when it can only have been written in the other one."""
        figure = self._figure()
        if self._in_other or figure is None or within(self._meaning, figure):
            return None
        meant = converted(self._other, figure)
        return meant if within(self._meaning, meant) else None

    def _switch(self) -> None:
        meant = self._meant()
        if meant is not None:
            self.edit.setText(decimal_text(self._meaning, meant))
        else:
            self._in_other = not self._in_other
        self._tell()
        self.edit.setFocus()

    def _tell(self) -> None:
        self._show_unit()
        text = self.edit.text().strip()
        self.typed.emit(f"{text} {self._other.unit}" if self._in_other and text else text)

    def _show_unit(self) -> None:
        """The unit, or the offer; beside a figure of the other unit, what the record will keep."""
        meant = self._meant()
        name = self._other.unit if self._in_other else self._meaning.unit
        offer = tr("按 {unit} 换算为 {figure}")
        self.unit.set_text(
            name if meant is None else offer.format(unit=self._other.unit, figure=decimal_text(self._meaning, meant))
        )
        self.unit.setToolTip(tr("换单位") if meant is None else "")
        figure = self._figure() if self._in_other else None
        kept = None if figure is None else read_value("", self._meaning, f"{figure:g} {self._other.unit}")
        shown = "" if kept is None or isinstance(kept, Problem) else f"= {decimal_text(self._meaning, kept)}"
        relabel(self._own, shown)
        reveal(self._own, bool(shown))

    def show_text(self, text: str, *, same: bool) -> None:
        """Show a value as the form's state has it, in the unit it was written in; ``same`` as for `ValueEdit`."""
        bare = text.removesuffix(self._other.unit).strip()
        if text.strip():
            self._in_other = bare != text.strip()
        self.edit.show_text(bare, same=same)
        self._show_unit()

    def show_state(self, state: str, tip: str = "") -> None:
        """The state of the figure."""
        self.edit.show_state(state, tip)
