"""What day is it: asked when the machine's clock contradicts what is known, before anything dated is decided or written."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from vclinic.services.clock_trust import ClockDoubt, confirm_today
from vclinic.services.workstation import Workstation
from vclinic.ui.pages.gate.sheet import Sheet
from vclinic.ui.widgets.field_form import FieldForm
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr


class ClockCard(Sheet):
    """Signals:
    confirmed(): the doctor has said what day it is.
    """

    confirmed = Signal()

    def __init__(self, station: Workstation, doubt: ClockDoubt) -> None:
        text = tr("效期、下次随访和所有记录都按日期算，先确认今天是哪一天；电脑时间不对的，请随后把它调对。")
        super().__init__(tr("今天是哪一天？"), f"{doubt.sentence}{text}")
        self._station = station
        self.form = FieldForm(110)
        township = doubt.township
        hint = f"{tr('上次联系时，卫生院的时间是')} {township:%Y-%m-%d %H:%M}" if township is not None else ""
        self.form.add("day", tr("今天的日期"), hint or tr("写成 2026-11-28 这样"), width=150, length=12)
        self.form.finished.connect(self.submit)
        self.column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(KeyButton(tr("就是这一天"), "Ctrl+S", self.submit, self, "primary"))
        self.column.addLayout(foot)
        self.setFocusProxy(self.form.edits["day"])

    def submit(self) -> None:
        """Take the day that was typed."""
        problems = confirm_today(self._station, self.form.edits["day"].text())
        self.form.show_problems(problems)
        if not problems:
            self.confirmed.emit()
