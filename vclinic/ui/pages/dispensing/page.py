"""The dispensing counter."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vclinic.domain.stock import yuan
from vclinic.services import bag_labels, counter_sheet, dispense, dispensing_queue, emergencies
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.dispensing_queue import QueueEntry
from vclinic.services.handed_before import Counted, count_handed_before
from vclinic.services.known_of_person import known_of
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenDispensing, OpenDocument, OpenToday
from vclinic.ui.known import said
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.dispensing.line_view import COLUMNS, LineView, grid, right
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.printing.labels import label_document
from vclinic.ui.printing.preview import PreviewWidget
from vclinic.ui.widgets.basics import clear, key_cap, label, relabel, reveal, sex_word
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


def _head(text: str) -> ElidedLabel:
    made = ElidedLabel()
    made.setText(text)
    return made


class DispensingPage(Page[OpenDispensing]):
    """`open` takes prescription_id, or nothing for the queue alone."""

    name = "dispensing"
    opens = (OpenDispensing,)
    place = Place(OpenDispensing(), "发药", "发药", "pill", "Alt+4", rank=4)
    about_one = True
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._sheet: CounterSheet | None = None
        self._reasons: dict[int, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._queue())
        body.addWidget(self._counter(), 1)
        self._pane = self._side()
        body.addWidget(self._pane)
        column.addLayout(body, 1)
        column.addWidget(self._bar())
        shortcut(self, "F6", self._check)

    def _check(self) -> None:
        if self.checked.isEnabled():
            self.checked.setChecked(not self.checked.isChecked())

    def _queue(self) -> QWidget:
        made = QFrame()
        made.setObjectName("verdict")
        made.setFixedWidth(212)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._queue_head = label("", "caption")
        self._queue_head.setContentsMargins(14, 8, 8, 8)
        column.addWidget(self._queue_head)
        self.queue = QListWidget()
        self.queue.setAccessibleName(tr("今天的处方"))
        self.queue.itemClicked.connect(self._pick)
        self.queue.itemActivated.connect(self._pick)
        column.addWidget(self.queue, 1)
        return made

    def _counter(self) -> QWidget:
        made = QFrame()
        made.setObjectName("surface")
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        person = QHBoxLayout()
        person.setContentsMargins(16, 8, 16, 8)
        person.setSpacing(12)
        self._name, self._who, self._issued = label("", "title"), label("", "second"), ElidedLabel("caption")
        person.addWidget(self._name)
        person.addWidget(self._who)
        person.addWidget(self._issued, 1)
        self._allergy = Note("danger")
        person.addWidget(self._allergy)
        column.addLayout(person)
        self._emergency = Note("danger")
        self._emergency.hide()
        column.addWidget(self._emergency)
        self._earlier = Note("warn")  # not in the pane at the right: it must be read on a narrow screen too
        self.count_button = KeyButton(tr("扣除已发"), "F7", self._count, self)
        self._earlier.row.addWidget(self.count_button)
        column.addWidget(self._earlier)
        self._held = Note("danger")  # an alert of the visit: to be read before anything is given
        column.addWidget(self._held)
        self.closed, self.holds, self.unchecked = Note("danger"), Note("warn"), Note("info")
        for note in (self.closed, self.holds, self.unchecked):
            column.addWidget(note)
        head = self._head = QFrame()
        head.setObjectName("tablehead")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head.setFixedHeight(28)
        cells = grid(head)
        for place, (text, _) in enumerate(COLUMNS):
            cells.addWidget(_head(tr(text)) if place < 2 else right(tr(text)), 0, place)
        self._holder = QWidget()
        self._holder.setObjectName("surface")
        self._holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(self._holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(head)  # with its lines, so that the columns stand over each other on a narrow screen too
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        rows.addLayout(self._lines, 1)
        scroll = QScrollArea()
        scroll.setWidget(self._holder)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(scroll, 1)
        others = QHBoxLayout()
        others.setContentsMargins(16, 6, 16, 0)
        others.setSpacing(12)
        self._others, self._ask = label("", "second", wrap=True), label("", "second", "warn")
        others.addWidget(self._others, 1)
        others.addWidget(self._ask)
        column.addLayout(others)
        self._recent = label("", "second", wrap=True)
        self._recent.setContentsMargins(16, 6, 16, 6)
        column.addWidget(self._recent)
        foot = self._foot = QFrame()
        foot.setObjectName("hintbar")
        four = QHBoxLayout(foot)
        four.setContentsMargins(16, 8, 16, 8)
        self.checked = QCheckBox(tr("四查十对"))
        self.checked.toggled.connect(lambda _on: self._show_bar())
        four.addWidget(self.checked)
        four.addWidget(key_cap("F6"))
        four.addSpacing(6)
        text = tr("处方（科别、姓名、年龄）药品（药名、剂型、规格、数量）配伍（性状、用法用量）合理（诊断）")
        four.addWidget(label(text, "second", wrap=True), 1)
        column.addWidget(foot)
        return made

    def _side(self) -> QWidget:
        made = QWidget()
        made.setFixedWidth(300)
        column = QVBoxLayout(made)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        self._warning, self._cover = Note("warn"), Note("ok")
        column.addWidget(self._warning)
        column.addWidget(self._cover)
        column.addStretch(1)
        self._label_head = label(tr("袋签预览"), "caption")
        column.addWidget(self._label_head)
        self._label = PreviewWidget()
        self._label.setFixedHeight(150)
        column.addWidget(self._label)
        return made

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("strip")
        bar.setFixedHeight(60)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        self._due = label(tr("应收"), "caption")
        row.addWidget(self._due)
        self._total = label("", "count")
        row.addWidget(self._total)
        self._share = label("", "caption")
        row.addWidget(self._share)
        row.addStretch(1)
        self.labels_button = KeyButton(tr("袋签"), "Ctrl+P", self._print, self)
        row.addWidget(self.labels_button)
        self.give_button = KeyButton(tr("发药，扣库存"), "Ctrl+S", self.give, self, "primary")
        row.addWidget(self.give_button)
        return bar

    def side(self) -> QWidget:
        """Warnings and the bag label."""
        return self._pane

    def alarm(self) -> str:
        """Allergies stay in sight when the pane is away."""
        return self._allergy.text if self._sheet is not None else ""

    def open(self, destination: OpenDispensing) -> None:
        """Show a prescription at the counter, or the first that waits."""
        wanted = destination.prescription_id
        tasks.now(lambda: dispensing_queue.queue(self.station), lambda entries: self._show_queue(entries, wanted))

    def _show_queue(self, entries: tuple[QueueEntry, ...], wanted: str) -> None:
        self.queue.clear()
        waiting = sum(1 for entry in entries if entry.state == "waiting")
        relabel(self._queue_head, f"{tr('今天的处方')}　{tr('待发')} {waiting} · {tr('已发')} {len(entries) - waiting}")
        for entry in entries:
            done = entry.state == "done"
            tail = f"{yuan(entry.total)} {tr('元')} ✓" if done else entry.diseases
            text = f"{entry.name}  {sex_word(entry.sex_code)} {entry.age}　{entry.issued_at:%H:%M}\n{entry.lines} {tr('种')} · {tail}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, entry.prescription_id)
            self.queue.addItem(item)
            if entry.prescription_id == wanted:
                self.queue.setCurrentItem(item)
        wanted = wanted or next((entry.prescription_id for entry in entries if entry.state == "waiting"), "")
        if wanted:
            tasks.now(lambda: counter_sheet.open_counter(self.station, wanted), self._show)
        else:
            self._show_nothing()

    def _pick(self, item: QListWidgetItem) -> None:
        prescription_id = str(item.data(Qt.ItemDataRole.UserRole))
        tasks.now(lambda: counter_sheet.open_counter(self.station, prescription_id), self._show)

    def _show_nothing(self) -> None:
        self._sheet = None
        self._clear()
        labels = (
            self._name,
            self._who,
            self._issued,
            self._others,
            self._ask,
            self._recent,
            self._total,
            self._share,
            self._label_head,
        )
        for widget in labels:
            relabel(widget, "")
        self._show_counter(shown=False)
        told = (self._emergency, self._allergy, self._warning, self._cover, self._earlier, self._held)
        for note in (*told, self.closed, self.holds, self.unchecked):
            note.say("info", "")
        self._show_count(shown=False)
        relabel(self._name, tr("今天没有等着发的处方"))
        relabel(self._issued, tr("写好三处方，就会排到左边来。"))
        self.give_button.set_enabled(False, tr("没有处方"))
        self.labels_button.set_enabled(False)
        self.titled.emit([tr("发药")])

    def _show_counter(self, *, shown: bool) -> None:
        """Without a prescription there is nothing to count, check or pay."""
        for part in (self._head, self._foot, self._due, self._label):
            reveal(part, shown)
        self.checked.setEnabled(shown)
        if not shown:
            self.checked.setChecked(False)

    def _show(self, sheet: CounterSheet) -> None:
        self._show_counter(shown=True)
        if self._sheet is None or self._sheet.prescription_id != sheet.prescription_id:
            self._reasons = {}
            self.checked.setChecked(False)
            self.person_opened.emit(sheet.resident.id)
        self._sheet = sheet
        resident, today = sheet.resident.resident, self.station.clock.today()
        relabel(self._name, resident.name)
        relabel(self._who, f"{sex_word(resident.sex_code)} · {sheet.resident.age} {tr('岁')} · {resident.address}")
        relabel(
            self._issued,
            f"{tr('开方')} {sheet.issued_at:%H:%M} {sheet.doctor_name}，{tr('当日有效；诊断')}：{sheet.diagnosis}",
        )
        self._emergency.say("danger", emergencies.line_of_day(self.station, sheet.resident.id))
        self._allergy.say("danger", f"{tr('过敏')}：{sheet.allergies}" if sheet.allergies else "")
        self._clear()
        self.lines: list[LineView] = []
        for place, counter_line in enumerate(sheet.lines, 1):
            view = LineView(
                place, counter_line, today, self._reasons.get(counter_line.line_no, ""), done=bool(sheet.dispensing_id)
            )
            view.regiven.connect(self._regive)
            view.reasoned.connect(self._reason)
            self.lines.append(view)
            self._lines.addWidget(view)
        self._lines.addStretch(1)
        known = known_of(self.station, sheet.resident.id, sheet.resident)
        taken, ask = said.line(known)
        relabel(self._others, f"{tr('别处的药')}　{taken or '—'}")
        relabel(self._ask, ask)
        recent = [f"{day:%m-%d}  {text}（{left}）" for day, text, left, _ in sheet.recent]
        relabel(self._recent, f"{tr('近期领药')}　{'　'.join(recent)}" if recent else "")
        self._show_notes(sheet)
        labels = bag_labels.bag_labels(self.station, sheet)
        relabel(self._label_head, f"{tr('袋签预览')}　{tr('打')} {len(labels)} {tr('张')}")
        reveal(self._label, bool(labels))
        if labels:
            self._label.show_document(label_document(labels))
        self._show_bar()
        self.titled.emit([resident.name, tr("发药")])
        self.checked.setFocus()

    def _clear(self) -> None:
        clear(self._lines)

    def _show_notes(self, sheet: CounterSheet) -> None:
        short = [line for line in sheet.lines if line.allocation.short]
        text = "；".join(f"{line.drug.name} {tr('欠')} {line.allocation.short} {line.drug.base_unit}" for line in short)
        self._warning.say("warn", text, tr("可少发并写明原因，到货后补发。") if text else "")
        self._show_earlier(sheet)
        held = sheet.held if not sheet.dispensing_id else ()
        self._held.say("danger", tr("先问上级再发药") if held else "", "".join(held))
        self._show_medicines(sheet)
        if sheet.dispensing_id:
            self._cover.say("ok", tr("已发药"), tr("库存已扣。要退回请在居民档案里冲销。"))
        elif sheet.superseded:
            self._cover.say("ok", "")
        elif sheet.nothing_left:
            self._cover.say("ok", tr("这张不用再发"), tr("上一版已发够。四查十对后了结，不再排在待发里。"))
        elif sheet.lines and not short:
            days = min(line.days for line in sheet.lines)
            self._cover.say("ok", f"{tr('本次够吃')} {days} {tr('天')}", f"{tr('下次随访')} {sheet.review_on:%m-%d}")
        else:
            self._cover.say("ok", "")

    def _show_medicines(self, sheet: CounterSheet) -> None:
        """The checks as they stand now, one line each weight, and what else is taken."""
        checks, given = sheet.medicines, bool(sheet.dispensing_id)
        closed = "；".join(check.text for check in checks.closed)
        self.closed.say("danger", f"{tr('不能发')}：{closed}" if closed and not given else "")
        holds = [check.text for check in checks.holds]
        more = f"{tr('还有')} {len(holds) - 1} {tr('条，见三处方')}" if len(holds) > 1 else ""
        self.holds.say(
            "warn", f"{tr('先问医生')}：{holds[0]}" if holds and not given else "", more if not given else ""
        )
        unchecked = next((f"{tr('没有查')}：{check.text}" for check in checks.unchecked), "")
        others = f"{tr('别处在用')}：{'、'.join(checks.others)}" if checks.others else ""
        self.unchecked.say("info", others, unchecked)

    def _show_earlier(self, sheet: CounterSheet) -> None:
        names = {line.drug.id: line.drug for line in sheet.lines}
        handed = [f"{names[drug].name} {quantity} {names[drug].base_unit}" for drug, quantity in sheet.handed_before]
        shown = bool(handed) and not sheet.dispensing_id and not sheet.superseded
        if sheet.superseded and not sheet.dispensing_id:
            self._earlier.say("warn", tr("不能再发"), sheet.superseded)
        elif shown:
            text = f"{tr('今天上一版处方已发')}：{'、'.join(handed)}"
            self._earlier.say("warn", text, tr("要不要从这次里扣除，请医生决定；不扣就照实发数量发。"))
        else:
            self._earlier.say("warn", "")
        self._show_count(shown=shown)

    def _show_count(self, *, shown: bool) -> None:
        reveal(self.count_button, shown)
        self.count_button.set_enabled(shown, tr("今天没有发过"))

    def _count(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            tasks.now(lambda: count_handed_before(self.station, sheet), self._counted)

    def _counted(self, counted: Counted) -> None:
        self._reasons |= counted.reasons
        self._show(counted.sheet)

    def _show_bar(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        relabel(self._total, f"{yuan(sheet.total)} {tr('元')}")
        essential = sum(1 for line in sheet.lines if line.drug.essential)
        text = tr("种全部为基本药物") if essential == len(sheet.lines) else tr("种基本药物")
        relabel(self._share, f"{tr('零差率')}　{essential} {text}")
        done = bool(sheet.dispensing_id)
        closed = tr("有不能发的药") if sheet.medicines.closed else ""
        why = tr("已经发过药") if done else sheet.superseded or closed
        self.give_button.set_text(tr("不用再发，了结") if sheet.nothing_left else tr("发药，扣库存"))
        self.give_button.set_enabled(not why, why)
        self.labels_button.set_enabled(bool(sheet.lines))

    def _regive(self, line_no: int, quantity: int) -> None:
        sheet = self._sheet
        if sheet is not None:
            tasks.now(
                lambda: counter_sheet.reallocate(self.station, sheet, line_no, quantity), self._show, self._not_regiven
            )

    def _not_regiven(self, sentence: str) -> None:
        MESSAGES.warn(sentence)
        for view in self.lines:
            view.show_given()  # what stands there is what would be given

    def _reason(self, line_no: int, text: str) -> None:
        self._reasons[line_no] = text

    def _print(self) -> None:
        if self._sheet is not None:
            labels = bag_labels.bag_labels(self.station, self._sheet)
            if labels:
                self.navigate.emit(OpenDocument(label_document(labels)))

    def give(self) -> None:
        """Ctrl+S: hand out and take from the stock, in one commit."""
        sheet = self._sheet
        if sheet is None:
            return
        tasks.now(
            lambda: dispense.dispense(self.station, sheet, self.checked.isChecked(), self._reasons),
            self._given,
            self._refused,
        )

    def _refused(self, sentence: str) -> None:
        MESSAGES.warn(sentence)
        if not self.checked.isChecked():
            self.checked.setFocus()
            return
        for view in self.lines:
            if view.line.allocation.given < view.line.ordered and not self._reasons.get(view.line.line_no):
                view.reason.setFocus()
                return

    def _given(self, _dispensing_id: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        self.stored.emit()
        given = f"{tr('药已发，应收')} {yuan(sheet.total)} {tr('元。')}"
        MESSAGES.ok(f"{sheet.resident.resident.name}：{tr('不用再发，已了结。') if sheet.nothing_left else given}")
        self.navigate.emit(OpenToday())
