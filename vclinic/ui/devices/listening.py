"""The one place where the program listens to devices: the settings say to whom, the window hears what was read."""

from PySide6.QtCore import QObject, QProcess, Signal

from vclinic.devices.lines import Beat, Message, Refusal, Trouble
from vclinic.devices.reading import Reading
from vclinic.services.device_settings import DeviceSettings
from vclinic.ui.devices.helper import GIVEN_UP, OFF, PAUSED, READY, STARTING, Helper, Patience
from vclinic.ui.words import tr

_FAILED = {
    "not_started": tr("命令启动不了：找不到这个程序，或者不能运行"),
    "ended": tr("助手程序自己退出了"),
    "silent": tr("助手程序没有回应"),
    "unread": tr("助手程序说的话读不懂，请装它的人核对（协议 1，一行一条 JSON，UTF-8）"),
    "flood": tr("助手程序发来的数据太多"),
}
GAVE_UP = tr("设备助手多次出错，不再自动启动，照常手工录入就行。要再试，到“设置”的“设备”里按“重新连接”。")


class Listening(QObject):
    """Attributes:
    last: the newest reading, refusal or trouble of this session; None for none yet.

    Signals:
        read(Reading): whole and believable. wrong(str): why something was not taken, in a sentence.
        gave_up(): the helper has failed too often. changed(): state or last are others.
    """

    read = Signal(object)
    wrong = Signal(str)
    gave_up = Signal()
    changed = Signal()

    def __init__(self, patience: Patience | None = None) -> None:
        super().__init__()
        self.last: Message | None = None
        self._helper = Helper(self, patience)
        self._helper.said.connect(self._hear)
        self._helper.changed.connect(self._changed)

    def follow(self, settings: DeviceSettings) -> None:
        """Listen as the settings want it."""
        command = QProcess.splitCommand(settings.command)
        if settings.on and command:
            self._helper.start(command)
        else:
            self.stop()

    def stop(self) -> None:
        """Listen to nobody; what was read last is forgotten: it may be of a patient."""
        self.last = None
        self._helper.stop()

    @property
    def ready(self) -> bool:
        """Whether a helper has said hello and runs."""
        return self._helper.state == READY

    @property
    def standing(self) -> tuple[str, str]:
        """(level, sentence): how it stands with the helper."""
        why = _FAILED.get(self._helper.failed_by, "")
        return {
            OFF: ("", tr("没有启用。")),
            STARTING: ("warn", f"{_FAILED['unread']}{tr('。')}")
            if self._helper.unread
            else ("", tr("正在启动助手程序…")),
            READY: ("ok", f"{tr('已连接')}：{self._helper.name}"),
            PAUSED: ("warn", f"{why}{tr('，过一会儿再试。')}"),
            GIVEN_UP: ("warn", f"{why}{tr('，已经试过多次，不再自动启动。')}"),
        }[self._helper.state]

    def _hear(self, message: Message) -> None:
        if isinstance(message, Beat):
            return
        self.last = message
        self.changed.emit()
        if isinstance(message, Reading):
            self.read.emit(message)
        elif isinstance(message, Refusal):
            self.wrong.emit(message.problems[0].text)
        elif isinstance(message, Trouble):
            self.wrong.emit(f"{self._helper.name}：{message.text}")

    def _changed(self) -> None:
        self.changed.emit()
        if self._helper.state == GIVEN_UP:
            self.gave_up.emit()


DEVICES = Listening()
