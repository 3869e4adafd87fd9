"""The settings' card about devices: which helper speaks for them, how it stands, and what it read last."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout

from vclinic.domain.problem import Problem
from vclinic.services import device_settings
from vclinic.services.device_settings import DeviceSettings
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.devices.listening import DEVICES
from vclinic.ui.devices.sayings import in_a_line
from vclinic.ui.messages import MESSAGES
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr


class DeviceCard(QFrame):
    """Args:
    choose: asks for the helper program; "" for none.
    """

    def __init__(self, station: Workstation, choose: Callable[[], str]) -> None:
        super().__init__()
        self._station, self._choose = station, choose
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(tr("设备"), "name"))
        text = tr("读卡器和测量仪器由一个助手程序接进来，读到的先核对再填；没有这些就不用管这里。")
        column.addWidget(label(text, "second", wrap=True))
        row = QHBoxLayout()
        row.addWidget(label(tr("助手程序的命令")))
        self.command = LineEdit()
        self.command.setAccessibleName(tr("助手程序的命令"))
        self.command.returnPressed.connect(self.save)
        row.addWidget(self.command, 1)
        self.choose_button = KeyButton(tr("选程序"), "", self._pick, self)
        row.addWidget(self.choose_button)
        column.addLayout(row)
        self.on = QCheckBox(tr("打开本程序时启动助手程序"))
        column.addWidget(self.on)
        self.state, self.last = label("", "", wrap=True), label("", "second", wrap=True)
        column.addWidget(self.state)
        column.addWidget(self.last)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.again = KeyButton(tr("重新连接"), "", self._connect_again, self)
        row.addWidget(self.again)
        self.button = KeyButton(tr("保存设备设置"), "", self.save, self)
        row.addWidget(self.button)
        column.addLayout(row)
        DEVICES.changed.connect(self._show_standing)

    def show_state(self) -> None:
        """What is kept, unless something else is being written, and how the helper stands."""
        if not (self.command.isModified() or self.on.isChecked() != device_settings.read(self._station).on):
            self._show_kept()
        self._show_standing()

    def _show_kept(self) -> None:
        kept = device_settings.read(self._station)
        self.command.setText(kept.command)
        self.on.setChecked(kept.on)

    def _show_standing(self) -> None:
        level, sentence = DEVICES.standing
        relabel(self.state, sentence, level)
        last = in_a_line(DEVICES.last) if DEVICES.last is not None else ""
        trial = tr("试一试：放一张身份证或者量一次，读到的会写在这里，不会填到别处。") if DEVICES.ready else ""
        relabel(self.last, f"{tr('最近一次')}：{last}" if last else trial)

    def _pick(self) -> None:
        name = self._choose()
        if name:
            self.command.setText(f'"{name}"' if " " in name else name)
            self.command.setModified(True)

    def _connect_again(self) -> None:
        DEVICES.follow(device_settings.read(self._station))

    def save(self) -> None:
        """Keep it and listen accordingly."""
        wanted = DeviceSettings(self.on.isChecked(), self.command.text().strip())
        tasks.now(lambda: device_settings.write(self._station, wanted), self._saved)

    def _saved(self, problems: list[Problem]) -> None:
        if problems:
            MESSAGES.warn(problems[0].text, self.command)
            self.command.setFocus()
            return
        self._show_kept()
        MESSAGES.ok(tr("设备设置已保存。"))
        self._connect_again()
