"""What the township sent back: the remark, the field, the deadline; Enter opens the form there, F8 answers in a line."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain.entity_words import MOST_REPLY
from vclinic.domain.problem import Problem
from vclinic.services.reply_to_remark import reply
from vclinic.services.returned import ReturnedRecord, returned, to_do
from vclinic.services.sync_status import SyncStatus
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenReturned
from vclinic.ui.messages import MESSAGES
from vclinic.ui.opening import page_of
from vclinic.ui.pages.page import Page
from vclinic.ui.widgets.basics import sex_word
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr


class ReturnedPage(Page[OpenReturned]):
    """Earliest deadline first."""

    name = "returned"
    opens = (OpenReturned,)
    place = Place(OpenReturned(), "退回", "退回", "back", "Alt+7", rank=7)
    shows_reporting = True
    hints = (("↑ ↓", "选一条"), ("Enter", "打开表单，改好再报"), ("F8", "不用改的，答复一句"))

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._records: tuple[ReturnedRecord, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        heads = [tr(heading) for heading in ("居民", "哪一份", "卫生院的意见", "改好期限", "审核人")]
        self.table = ListTable(heads, (170, 190, 0, 130, 120))
        self.table.opened.connect(self._open_row)
        self.table.currentCellChanged.connect(lambda row, *_: self._show_detail(row))
        inside.addWidget(self.table)
        column.addWidget(card, 1)
        self.detail = Note("info")
        column.addWidget(self.detail)
        self._answering = self._answer_line()
        column.addWidget(self._answering)
        self.table.say_when_empty(
            tr("没有被退回的。卫生院退回以后，这里和“今天”都会列出来，写明哪一项、什么时候前改好。")
        )
        self.setFocusProxy(self.table)

    def _answer_line(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.answer = LineEdit()
        self.answer.setProperty("boxed", True)
        self.answer.setMaxLength(MOST_REPLY)
        self.answer.setPlaceholderText(tr("不用改的，写一句答复，按 Enter 送出，例如：量过两次，确是这样"))
        self.answer.setAccessibleName(tr("答复卫生院的意见"))
        self.answer.returnPressed.connect(self._send)
        row.addWidget(self.answer, 1)
        self.answer_button = KeyButton(tr("答复"), "F8", self._start_or_send, self)
        row.addWidget(self.answer_button)
        return holder

    def _start_or_send(self) -> None:
        """F8 leads to the line, and from a line that says something sends it."""
        if self.answer.text().strip():
            self._send()
        else:
            self.answer.setFocus()

    def _send(self) -> None:
        row = self.table.currentRow()
        if not 0 <= row < len(self._records):
            return
        record = self._records[row]
        said = reply(self.station, record.entity, record.entity_id, self.answer.text())
        if isinstance(said, Problem):
            MESSAGES.warn(said.text)
            self.answer.setFocus()
            return
        self.answer.clear()
        MESSAGES.ok(tr("答复记下了，下次上报一起送到卫生院。"))
        self.stored.emit()
        self.open(OpenReturned())
        self.table.setFocus()

    @classmethod
    def count(cls, station: Workstation, status: SyncStatus) -> int:
        return len(to_do(station)) if status.returned else 0

    def open(self, destination: OpenReturned) -> None:
        """Read the list again."""
        self.titled.emit([tr("退回")])
        tasks.now(lambda: returned(self.station), self._show)

    def _show(self, records: tuple[ReturnedRecord, ...]) -> None:
        self._records = records
        rows: list[list[str]] = []
        for record in records:
            due = f"{record.deadline:%m-%d}{tr(' 已过期') if record.overdue else ''}" if record.deadline else ""
            who = f"{record.name}  {sex_word(record.sex_code)} {record.age}"
            what = f"{record.what} {record.day or ''}".strip()
            rows.append([who, what, _words(record), due, record.reviewer])
        marks = ["danger" if record.overdue else "" if record.reply else "info" for record in records]
        self.table.show_rows(rows, marks)
        self._show_detail(self.table.currentRow())

    def _show_detail(self, row: int) -> None:
        if 0 <= row < len(self._records):
            record = self._records[row]
            self.detail.say("info", f"{record.name}：", _words(record))
            self.answer_button.set_text(tr("改答复" if record.reply else "答复"))
        else:
            self.detail.say("info", "")
        self._answering.setVisible(0 <= row < len(self._records))

    def _open_row(self, row: int) -> None:
        record = self._records[row]
        self.navigate.emit(page_of(record.entity, record.entity_id, record.resident_id, mend=True))


def _words(record: ReturnedRecord) -> str:
    parts = [f"{caption}：{text}" for caption, text in record.remarks]
    asked = "；".join([*parts, record.general] if record.general else parts)
    return f"{tr('已答复，等卫生院看')}：“{record.reply}”（{asked}）" if record.reply else asked
