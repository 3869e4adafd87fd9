"""What only the doctor knows and the paper does not ask: yes-or-no answers in one small row, one tab stop for all."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from vclinic.domain.fields import CodeList
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.widgets.basics import key_cap

_SMALL = "QToolButton, QToolButton:checked { min-height: 18px; max-height: 18px; padding: 0 4px; font-size: 13px; }"


class FlagsRow(QWidget):
    """``flags`` are (field, short words, whole words); an answer goes into the form's state as a boolean.

    Signals:
        entered(bool): Enter or Shift+Enter.
    """

    entered = Signal(bool)

    def __init__(self, flags: Sequence[tuple[str, str, str]], state: FormState, key: str) -> None:
        super().__init__()
        self._fields = tuple(field for field, _, _ in flags)
        self._state = state
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(6)
        listed = tuple((str(place), caption) for place, (_, caption, _) in enumerate(flags, 1))
        self.group = OptionGroup(CodeList("flags", listed), multiple=True, name="医生另外确认")
        self.group.setStyleSheet(_SMALL)
        for place, (_, _, whole) in enumerate(flags, 1):
            button: QToolButton = self.group.button(str(place))
            button.setToolTip(whole)
            button.setAccessibleName(whole)
        self.group.chosen.connect(self._choose)
        self.group.entered.connect(self.entered)
        row.addWidget(self.group)
        row.addWidget(key_cap(key))
        row.addStretch(1)
        self.setFocusProxy(self.group)
        self.show_values()

    def _choose(self, places: tuple[str, ...]) -> None:
        for place, field in enumerate(self._fields, 1):
            answer = str(place) in places
            if bool(self._state.values.get(field)) != answer:
                self._state.put(field, answer)

    def show_values(self) -> None:
        """Show the answers as the state has them."""
        self.group.show_codes(
            tuple(str(place) for place, field in enumerate(self._fields, 1) if self._state.values.get(field))
        )
