"""Another class or another date than the machine's, and why."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton

from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.reading import read_value
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label
from vclinic.ui.widgets.escape import ClosedByEsc
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_ROOMY = 1100  # from this width on an overrule is one row


class OverruleAsk(ClosedByEsc):
    """F8: another class or another date, never without a reason.

    Signals:
        decided(dict, str): chosen values by field ({} takes the overrule back) and the reason; closed().
    """

    decided = Signal(dict, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setProperty("level", "plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._halves.setContentsMargins(12, 6, 12, 6)
        self._halves.setSpacing(8)
        self._class = OptionGroup(codes.VISIT_CLASS, name=tr("改判"))
        self.date = ValueEdit(Meaning(tr("下次随访日期"), "date"), 110)
        self._reason = LineEdit()
        self._reason.setPlaceholderText(tr("必填，卫生院会看到"))
        what, why = QHBoxLayout(), QHBoxLayout()
        self._head = label(tr("改判为"), "strong")
        for widget in (self._head, self._class, label(tr("下次随访")), self.date):
            what.addWidget(widget)
        what.addStretch(1)
        why.addWidget(label(tr("理由")))
        why.addWidget(self._reason, 1)
        for text, call in ((tr("确定"), self._decide), (tr("不改了"), self._withdraw)):
            button = QPushButton(text)
            button.setProperty("role", "row")
            button.clicked.connect(call)
            why.addWidget(button)
        for half, room in ((what, 0), (why, 1)):
            half.setSpacing(8)
            self._halves.addLayout(half, room)
        self._class.entered.connect(lambda _forward: self.date.setFocus())
        self._class.complete.connect(self._reason.setFocus)
        self.date.entered.connect(lambda _forward: self._reason.setFocus())
        self._reason.returnPressed.connect(self._decide)
        self._machine: dict[str, Any] = {}
        self._overruled = False
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _ROOMY
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def ask(self, machine: dict[str, Any], chosen: dict[str, Any], reason: str, whose: str = "") -> None:
        """Open with what the machine says and what was chosen before; ``whose``: the disease, where there are several."""
        self._machine, self._overruled = machine, bool(chosen)
        self._head.setText(f"{whose} {tr('改判为')}".strip())
        shown = machine | chosen
        self._class.show_codes((str(shown.get("visit_class", "")),))
        day = shown.get("next_visit_date")
        self.date.setText(day.isoformat() if isinstance(day, date) else "")
        self._reason.setText(reason)
        self.show()
        self._class.setFocus()

    def settle(self) -> bool:
        """Take what is written, as Enter would; False while it cannot be taken."""
        if self.isVisible():
            self._decide()
        return self.isHidden()

    def _withdraw(self) -> None:
        """The machine's word stands again; Esc leaves what was decided before."""
        self.hide()
        if self._overruled:
            self.decided.emit({}, "")
        self.closed.emit()

    def _decide(self) -> None:
        day = read_value("next_visit_date", Meaning(tr("下次随访日期"), "date"), self.date.text())
        if isinstance(day, Problem):
            self.date.show_state("invalid", day.text)
            self.date.setFocus()
            return
        self.date.show_state("")
        picked = {"visit_class": (self._class.codes_on() or ("",))[0], "next_visit_date": day}
        chosen = {name: value for name, value in picked.items() if value and value != self._machine.get(name)}
        reason = self._reason.text().strip()
        if chosen and not reason:
            self._reason.setPlaceholderText(tr("请先写明理由，再按 Enter"))
            self._reason.setFocus()
            return
        self.hide()
        self.decided.emit(chosen, reason)
        self.closed.emit()
