"""What is open on a record: words nobody could read, with a line to say what they are; diseases to be confirmed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain.medication_profile import MedicationProfile
from vclinic.services.medication_profile import say_what_it_is
from vclinic.services.person import ToLookAt
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.messages import MESSAGES
from vclinic.ui.widgets.basics import reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class LookAt(QFrame):
    """One resident's; hidden when nothing is open.

    Signals:
        told(): the doctor said what words are; what is judged from them is to be judged again.
    """

    told = Signal()

    def __init__(self, station: Workstation) -> None:
        super().__init__()
        self._station = station
        self._resident, self._text = "", ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.note = Note("warn")
        column.addWidget(self.note)
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        self.meaning = LineEdit()
        self.meaning.setProperty("boxed", True)
        self.meaning.setMaxLength(60)
        self.meaning.returnPressed.connect(self._say)
        row.addWidget(self.meaning, 1)
        self.keep = KeyButton(tr("记下"), "", self._say, self)
        row.addWidget(self.keep)
        column.addWidget(self._line)

    def show_open(self, resident_id: str, look: ToLookAt) -> None:
        """Show what is open on a resident's record; the first of the words nobody could read is asked about."""
        self._resident = resident_id
        self._text = look.unread[0] if look.unread else ""
        strong = f"{tr('未识别，请人工看')}：{'、'.join(look.unread)}" if look.unread else ""
        plain = [f"{tr('待核实')}：{'、'.join(look.suspected)}"] if look.suspected else []
        plain += [f"{tr('自述已愈，待核实')}：{'、'.join(look.said_cured)}"] if look.said_cured else []
        if look.unread:
            plain.append(tr("没有拿去查过敏和用药禁忌。写病名，或写“对某药过敏”；不要紧的写“无”。"))
        self.note.say("warn", strong, "　".join(plain))
        self.meaning.clear()
        self.meaning.setPlaceholderText(f"“{self._text}”{tr('是什么？')}")
        self.meaning.setAccessibleName(f"“{self._text}”{tr('是什么')}")
        reveal(self._line, bool(self._text))
        reveal(self, bool(strong or plain))

    def _say(self) -> None:
        meaning = self.meaning.text().strip()
        if not meaning:
            self.meaning.setFocus()
            return

        def kept(_profile: MedicationProfile) -> None:
            MESSAGES.ok(f"{tr('记下了')}：{self._text}{tr('就是')}{meaning}。")
            self.told.emit()

        tasks.now(lambda: say_what_it_is(self._station, self._resident, self._text, meaning), kept)
