"""What became of somebody referred in an emergency: asked on Today, kept with the visit."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.escape import ClosedByEsc
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

Values = dict[str, Any]


class OutcomeAsk(ClosedByEsc):
    """How the person is, on which day it was heard, and words where a code says too little. Enter keeps it.

    Attributes:
        outcome, day, text: the three editors.

    Signals:
        told(str, dict): the follow-up and the fields of its outcome. closed(): Esc, nothing was told.
    """

    told = Signal(str, dict)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setProperty("level", "danger")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._follow_up_id = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        self._head = label("", "strong")
        column.addWidget(self._head)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.outcome = OptionGroup(codes.REFERRAL_OUTCOME, name=tr("转诊结果"))
        self.day = ValueEdit(Meaning(tr("问到的日期"), "date"), 110)
        self.text = LineEdit()
        self.text.setMaxLength(100)
        self.text.setPlaceholderText(tr("说明，例如：女儿接电话，在县医院"))
        self.text.setAccessibleName(tr("转诊结果说明"))
        for widget in (self.outcome, label(tr("哪天问到")), self.day):
            row.addWidget(widget)
        row.addWidget(self.text, 1)
        self._button(row, tr("记下"), self._tell)
        self._button(row, tr("不记"), self.give_up)
        column.addLayout(row)
        self._wrong = label("", "", "danger")
        column.addWidget(self._wrong)
        self.outcome.complete.connect(self.text.setFocus)
        self.outcome.entered.connect(lambda _forward: self.text.setFocus())
        self.day.entered.connect(lambda _forward: self.text.setFocus())
        self.text.returnPressed.connect(self._tell)
        self.hide()

    def _button(self, row: QHBoxLayout, text: str, call: Callable[[], None]) -> None:
        button = QPushButton(text)
        button.setProperty("role", "row")
        button.clicked.connect(lambda _on=False: call())
        row.addWidget(button)

    def ask(self, follow_up_id: str, name: str, today: date) -> None:
        """Open for one emergency."""
        self._follow_up_id = follow_up_id
        relabel(self._head, f"{name}：{tr('转诊后怎么样了？')}")
        self.outcome.show_codes(())
        self.day.setText(today.isoformat())
        self.text.clear()
        self.say(())
        self.show()
        self.outcome.setFocus()

    def say(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        """What is wrong with what was told; the focus goes there."""
        relabel(self._wrong, problems[0].text if problems else "")
        self._wrong.setVisible(bool(problems))
        places = {"referral_outcome": self.outcome, "referral_outcome_on": self.day}
        if problems:
            places.get(problems[0].field, self.text).setFocus()

    def _tell(self) -> None:
        values: Values = {
            "referral_outcome": next(iter(self.outcome.codes_on()), ""),
            "referral_outcome_on": self.day.text(),
            "referral_outcome_text": self.text.text().strip(),
        }
        self.told.emit(self._follow_up_id, values)
