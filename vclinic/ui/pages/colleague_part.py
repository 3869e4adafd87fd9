"""Part of the settings: a new password for a colleague who forgot it, and no way in for one who has left."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vclinic.services import colleagues
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.messages import MESSAGES
from vclinic.ui.widgets.basics import label, line, reveal
from vclinic.ui.widgets.choice_box import ChoiceBox
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr


class ColleaguePart(QWidget):
    """Not to be seen while there is no colleague.

    Signals:
        changed(): somebody lost the way in.
    """

    changed = Signal()

    def __init__(self, station: Workstation) -> None:
        super().__init__()
        self._station = station
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(line())
        self.people = ChoiceBox()
        self.people.setAccessibleName(tr("哪一位医生"))
        self.people.entered.connect(self._go_on)
        self.own, self.fresh = LineEdit(), LineEdit()
        grid = QGridLayout()
        grid.addWidget(label(tr("哪一位")), 0, 0)
        grid.addWidget(self.people, 0, 1)
        for row, (caption, edit) in enumerate(((tr("我的密码"), self.own), (tr("给他的新密码"), self.fresh)), 1):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            grid.addWidget(label(caption), row, 0)
            grid.addWidget(edit, row, 1)
        self.own.returnPressed.connect(self.focusNextChild)
        self.fresh.returnPressed.connect(self._reset)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        row = QHBoxLayout()
        row.addStretch(1)
        self.disable_button = KeyButton(tr("停用他的登录"), "", self._disable, self)
        self.disable_button.setToolTip(tr("他写过的都留着；以后用“加一位医生”填同一个登录名就能恢复"))
        row.addWidget(self.disable_button)
        self.reset_button = KeyButton(tr("重设他的密码"), "", self._reset, self)
        row.addWidget(self.reset_button)
        column.addLayout(row)

    def show_people(self) -> None:
        """Everybody else who may log in."""
        others = colleagues.colleagues(self._station)
        chosen = self.people.currentData()
        self.people.clear()
        for login, name in others:
            self.people.addItem(f"{name}（{login}）", login)
        self.people.setCurrentIndex(max(0, self.people.findData(chosen)))
        reveal(self, bool(others))

    def _go_on(self, _forward: bool) -> None:
        self.own.setFocus()

    def _reset(self) -> None:
        if self._own_is_missing():
            return
        name, login = self.people.currentText(), self.people.currentData()

        def done(_none: None) -> None:
            self._clear()
            MESSAGES.ok(f"{name} {tr('的密码已重设，原来的不能再用。请他登录后自己改一次。')}")

        tasks.now(
            lambda: colleagues.reset_password(self._station, self.own.text(), login, self.fresh.text()),
            done,
            self._refused,
        )

    def _disable(self) -> None:
        if self._own_is_missing():
            return
        name, login = self.people.currentText(), self.people.currentData()

        def done(_none: None) -> None:
            self._clear()
            MESSAGES.ok(f"{name} {tr('不能再登录，写过的都留着。他要是知道恢复码，请换一张新的。')}")
            self.changed.emit()

        tasks.now(lambda: colleagues.disable(self._station, self.own.text(), login), done, self._refused)

    def _own_is_missing(self) -> bool:
        if self.own.text():
            return False
        MESSAGES.warn(tr("先填自己的密码。"), self.own)
        self.own.setFocus()
        return True

    def _refused(self, sentence: str) -> None:
        MESSAGES.warn(sentence, self.own, self.fresh)

    def _clear(self) -> None:
        self.own.clear()
        self.fresh.clear()
