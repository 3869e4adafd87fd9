"""One resident on one timeline."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.personal_information import PERSONAL_INFORMATION, incomplete_fields
from vclinic.services import emergencies
from vclinic.services.close_record import close_record, reopen_record
from vclinic.services.dispense import reverse_dispensing
from vclinic.services.known_of_person import red_line
from vclinic.services.person import to_look_at
from vclinic.services.resident_record import OTHER_VERSION, ResidentRecord, TimelineEntry, resident_record
from vclinic.services.sync_status import STATES
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenConflict, OpenDispensing, OpenOfficialForms, OpenRecord, OpenRegister, OpenVisit
from vclinic.ui.known.known_card import KnownCard
from vclinic.ui.known.look_at import LookAt
from vclinic.ui.messages import MESSAGES
from vclinic.ui.opening import page_of
from vclinic.ui.pages.page import Page
from vclinic.ui.pages.residents.closing import Closing
from vclinic.ui.widgets.basics import label, relabel, sex_word
from vclinic.ui.widgets.giving_way import GivingWay
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr

_ROOMY = 480  # from this height on there is room for what is missing as well as for the timeline
_ROWS_SEEN = 3
_MARKS = {"returned": "info", "refused": "warn", "accepted": "ok"}


class RecordPage(Page[OpenRecord]):
    """`open` takes resident_id."""

    name = "record"
    opens = (OpenRecord,)
    gives_way_to_card = True
    behind = "residents"
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._entries: tuple[TimelineEntry, ...] = ()
        self._id = ""
        self._missing_fields: list[str] = []
        self._said_facts: tuple[str, ...] = ()
        self._resident: Resident | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 10, 16, 10)
        head = QHBoxLayout()
        head.setSpacing(12)
        self._name, self._who = label("", "title"), label("", "second")
        head.addWidget(self._name)
        head.addWidget(self._who, 1)
        self._edit = KeyButton(tr("基本信息"), "F2", self._change, self)
        self._visit = KeyButton(tr("慢病随访"), "Ctrl+Return", self._follow_up, self, "primary")
        head.addWidget(self._edit)
        head.addWidget(KeyButton(tr("打印随访表"), "Ctrl+P", self._print, self))
        head.addWidget(self._visit)
        inside.addLayout(head)
        self._facts = label("", wrap=True)
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self._facts, 1)
        self._status = KeyButton(tr("注销档案"), "Ctrl+D", self._change_status, self)
        beside.addWidget(self._status, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(beside)
        self.closing = Closing()
        self.closing.wanted.connect(self._close)
        self.closing.closed.connect(self.setFocus)
        inside.addWidget(self.closing)
        self._emergency = Note("danger")
        inside.addWidget(self._emergency)
        self._allergy, self._missing = Note("danger"), Note("plain")
        inside.addWidget(self._allergy)
        inside.addWidget(self._missing)
        self.look = LookAt(station)
        self.look.told.connect(self._told)
        inside.addWidget(self.look)
        self.known = KnownCard(station, wide=True)
        self.known.bind(self)
        self.known.told.connect(self._refresh)
        self.known.closed.connect(self.setFocus)
        upper = QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(8)
        above.addWidget(card)
        above.addWidget(self.known)
        upper.setObjectName("page")
        column.addWidget(GivingWay(upper))
        lower = QFrame()
        lower.setObjectName("card")
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 0, 0, 0)
        self.table = ListTable([tr("日期"), tr("事项"), tr("内容"), tr("上报")], (130, 150, 0, 110))
        self.table.setMinimumHeight(self.table.height_of(_ROWS_SEEN))
        self.table.opened.connect(self._open_entry)
        self.table.say_when_empty(tr("还没有随访、处方和发药。有慢病专档的，按 Ctrl+Enter 做第一次随访。"))
        below.addWidget(self.table)
        column.addWidget(lower, 1)
        self.other_version = Note("info")
        column.addWidget(self.other_version)
        bar = QHBoxLayout()
        bar.addStretch(1)
        self._why = LineEdit()
        self._why.setProperty("boxed", True)
        self._why.setPlaceholderText(tr("冲销原因，例如：发错药、居民退药"))
        self._why.setFixedWidth(320)
        bar.addWidget(self._why)
        self._reverse = KeyButton(tr("冲销这次发药"), "Ctrl+Backspace", self._take_back, self, "danger")
        bar.addWidget(self._reverse)
        column.addLayout(bar)
        self.table.currentCellChanged.connect(lambda *_: self._show_reverse())
        self.setFocusProxy(self.table)

    def open(self, destination: OpenRecord) -> None:
        """Show a resident."""
        self._id = destination.resident_id
        tasks.now(lambda: resident_record(self.station, self._id), self._show)

    def _refresh(self) -> None:
        """What was told stands on the timeline and in the red line at once."""
        self.stored.emit()
        tasks.now(lambda: resident_record(self.station, self._id), self._show_told)

    def _show_told(self, record: ResidentRecord) -> None:
        self._allergy.say("danger", red_line(self.station, record))
        self._show_entries(record)

    def _show(self, record: ResidentRecord) -> None:
        self.person_opened.emit(record.id)
        self.known.show_person(record.id)
        resident = record.resident
        closed = (
            f"（{tr('已注销')}：{codes.CLOSED_REASON.label(resident.closed_reason)}）" if resident.status == "1" else ""
        )
        relabel(self._name, f"{resident.name}{closed}")
        relabel(self._who, f"{sex_word(resident.sex_code)} · {record.age} {tr('岁')} · {resident.birth_date}")
        diseases = "、".join(codes.DISEASE.label(code) for code in record.diseases) or tr("没有专档")
        tail = f"{resident.id_no[:6]}********{resident.id_no[-4:]}" if resident.id_no else resident.id_missing_reason
        self._said_facts = (
            f"{tr('住址')} {resident.address or '—'}",
            f"{tr('户主')} {resident.household_head}",
            f"{tr('电话')} {resident.phone or '—'}",
            f"{tr('身份证')} {tail or '—'}",
            f"{tr('专档')} {diseases}",
            f"{tr('档案编号')} {resident.archive_no}",
        )
        waiting = emergencies.of_resident(self.station, record.id)
        self._emergency.say(waiting.standing.danger if waiting else "", waiting.standing.why if waiting else "")
        self._allergy.say("danger", red_line(self.station, record))
        tasks.now(lambda: to_look_at(self.station, record), lambda look: self.look.show_open(record.id, look))
        meanings = PERSONAL_INFORMATION.meanings
        self._missing_fields = [meanings[name].label for name in incomplete_fields(resident)]
        self._say_missing()
        followed = record.followed
        self._visit.setText(
            "、".join(disease.label for disease in followed) + tr("随访") if followed else tr("慢病随访")
        )
        self._visit.set_enabled(bool(followed) and resident.status == "0", tr("没有可以随访的慢病专档"))
        self._status.set_text(tr("注销档案") if resident.status == "0" else tr("恢复档案"))
        self._resident = resident
        self.closing.hide()
        self._show_entries(record)
        self.titled.emit([tr("居民"), resident.name])

    def _say_missing(self) -> None:
        """What is missing, in a line of its own; where height is short its number ends the line of facts."""
        missing, roomy = self._missing_fields, self.height() >= _ROOMY
        text = "、".join(missing[:8]) + (f" {tr('等')} {len(missing)} {tr('项')}" if len(missing) > 8 else "")
        self._missing.say("plain", "", f"{tr('基本信息还没填')}：{text}" if missing and roomy else "")
        lacking = (f"{tr('基本信息还差')} {len(missing)} {tr('项')}",) if missing and not roomy else ()
        relabel(self._facts, "　".join((*self._said_facts, *lacking)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_missing()

    def _show_entries(self, record: ResidentRecord) -> None:
        self._entries = record.timeline
        rows = [[entry.on.isoformat(), entry.title, entry.detail, tr(STATES[entry.state])] for entry in record.timeline]
        undone = {place for place, entry in enumerate(record.timeline) if entry.undone}
        self.table.show_rows(rows, [_MARKS.get(entry.state, "") for entry in record.timeline], undone)
        self._show_reverse()

    def _told(self) -> None:
        """What the doctor said words are stands on the record at once, and the next of them is asked about."""
        self.stored.emit()
        self.open(OpenRecord(self._id))
        self.look.meaning.setFocus() if self.look.meaning.isVisible() else self.table.setFocus()

    def _current(self) -> TimelineEntry | None:
        row = self.table.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def _show_reverse(self) -> None:
        entry = self._current()
        shown = entry is not None and _can_be_taken_back(entry)
        self._reverse.setVisible(shown)
        self._why.setVisible(shown)
        other = entry is not None and entry.entity == OTHER_VERSION
        self.other_version.say("info", "", entry.detail if entry is not None and other else "")

    def _open_entry(self, row: int) -> None:
        entry = self._entries[row]
        if entry.entity == "prescription":
            self.navigate.emit(OpenDispensing(entry.ref_id))
            return
        if entry.open_question:
            self.navigate.emit(OpenConflict(entry.ref_id))
            return
        page = page_of(entry.entity, entry.ref_id, self._id)
        if page is not None and page != OpenRecord(self._id):
            self.navigate.emit(page)

    def _take_back(self) -> None:
        entry = self._current()
        if entry is None or not _can_be_taken_back(entry):
            return

        def done(_made: str) -> None:
            self.stored.emit()
            self._why.clear()  # the next one has its own reason
            MESSAGES.ok(tr("发药已冲销，药已退回原批次。"))
            self.open(OpenRecord(self._id))
            self.table.setFocus()  # the line for the reason goes, and the focus must not end in the search

        def failed(sentence: str) -> None:
            tasks.tell(sentence)
            self._why.setFocus()

        tasks.now(lambda: reverse_dispensing(self.station, entry.ref_id, self._why.text()), done, failed)

    def _change(self) -> None:
        self.navigate.emit(OpenRegister(self._id))

    def _change_status(self) -> None:
        """Ask how it is to be closed; a closed one is opened at once, for nothing is lost by that."""
        resident, of_whom = self._resident, self._id
        if resident is None:
            return
        if resident.status == "0":
            self.closing.ask(resident.name, self.station.clock.today())
            return

        def opened(_none: None) -> None:
            MESSAGES.ok(f"{resident.name}{tr('的档案已恢复，跟着注销的专档也恢复了。')}")
            self._look_again(of_whom)

        tasks.now(lambda: reopen_record(self.station, of_whom), opened)

    def _close(self, day: str, reason: str) -> None:
        of_whom = self._id

        def closed(problems: list[Problem]) -> None:
            if problems:
                self.closing.show_problems(problems)
                return
            MESSAGES.ok(tr("档案已注销，专档一并终止。错了按 Ctrl+D 恢复。"))
            self._look_again(of_whom)

        tasks.now(lambda: close_record(self.station, of_whom, day, reason), closed)

    def _look_again(self, resident_id: str) -> None:
        self.stored.emit()
        self.open(OpenRecord(resident_id))
        self.table.setFocus()

    def _follow_up(self) -> None:
        self.navigate.emit(OpenVisit(self._id))

    def _print(self) -> None:
        self.navigate.emit(OpenOfficialForms(self._id))


def _can_be_taken_back(entry: TimelineEntry) -> bool:
    return entry.entity == "dispensing" and not entry.undone and not entry.takes_back
