"""The dispensing counter."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vclinic.devices.reading import Reading
from vclinic.devices.wedge import Wedge
from vclinic.domain.stock import yuan
from vclinic.services import bag_labels, counter_sheet, dispense, dispensing_queue, emergencies
from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.dispensing_queue import QueueEntry
from vclinic.services.drug_codes import drug_of_code
from vclinic.services.handed_before import Counted, count_handed_before
from vclinic.services.known_of_person import known_of
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenDispensing, OpenDocument, OpenToday
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.dispensing.counter import Counter
from vclinic.ui.pages.dispensing.pay_bar import PayBar
from vclinic.ui.pages.dispensing.queue_list import QueueList
from vclinic.ui.pages.dispensing.side_pane import SidePane
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.printing.labels import label_document
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.words import tr


class DispensingPage(Page[OpenDispensing]):
    """`open` takes prescription_id, or nothing for the queue alone.

    Attributes:
        queue: today's prescriptions. counter: the one that is open. bar: what is to pay, and the acts.
    """

    name = "dispensing"
    opens = (OpenDispensing,)
    place = Place(OpenDispensing(), "发药", "发药", "pill", "Alt+4", rank=4)
    about_one = True
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._sheet: CounterSheet | None = None
        self._reasons: dict[int, str] = {}
        self._written: dict[str, dict[int, str]] = {}  # the reasons of each prescription, while others are looked at
        self._wedge = Wedge()
        self._scanned: dict[str, set[str]] = {}  # drugs of each prescription of which a box was scanned
        self.queue = QueueList()
        self.queue.picked.connect(self._pick)
        self.counter = Counter(self, self._count)
        self.counter.table.regiven.connect(self._regive)
        self.counter.table.reasoned.connect(self._reason)
        self.counter.table.scanned.connect(self._box_scanned)
        self.pane = SidePane()
        self.bar = PayBar(self, printed=self._print, given=self.give)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.queue)
        body.addWidget(self.counter, 1)
        body.addWidget(self.pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(body, 1)
        column.addWidget(self.bar)
        shortcut(self, "F6", self.counter.toggle_checked)

    def side(self) -> QWidget:
        """Warnings and the bag label."""
        return self.pane

    def make_room(self, *, alone: bool) -> None:
        """The label takes the counter's place; the queue stays."""
        self.counter.setHidden(alone)
        self.pane.widen(alone)

    def alarm(self) -> str:
        """Allergies stay in sight when the pane is away."""
        return self.counter.danger() if self._sheet is not None else ""

    def open(self, destination: OpenDispensing) -> None:
        """Show a prescription at the counter, or the first that waits."""
        wanted = destination.prescription_id
        tasks.now(lambda: dispensing_queue.queue(self.station), lambda entries: self._show_queue(entries, wanted))

    def _show_queue(self, entries: tuple[QueueEntry, ...], wanted: str) -> None:
        chosen = self.queue.show_entries(entries, wanted)
        if chosen:
            self._pick(chosen)
        else:
            self._show_nothing()

    def _pick(self, prescription_id: str) -> None:
        tasks.now(lambda: counter_sheet.open_counter(self.station, prescription_id), self._show)

    def _show_nothing(self) -> None:
        self._sheet = None
        for part in (self.counter, self.pane, self.bar):
            part.show_nothing()
        self.titled.emit([tr("发药")])

    def _show(self, sheet: CounterSheet) -> None:
        if self._sheet is None or self._sheet.prescription_id != sheet.prescription_id:
            self._reasons = self._written.setdefault(sheet.prescription_id, {})
            self.counter.checked.setChecked(False)
            self.person_opened.emit(sheet.resident.id)
        self._sheet = sheet
        self.counter.show_sheet(
            sheet,
            known=known_of(self.station, sheet.resident.id, sheet.resident),
            emergency=emergencies.line_of_day(self.station, sheet.resident.id),
            today=sheet.given_on or self.station.clock.today(),
            reasons=self._reasons,
        )
        self._show_scanned()
        self.pane.show_sheet(sheet, bag_labels.bag_labels(self.station, sheet))
        self.bar.show_sheet(sheet)
        self.titled.emit([sheet.resident.resident.name, tr("发药")])
        self.counter.checked.setFocus()

    def take_reading(self, reading: Reading) -> bool:
        """The barcode of a box that is to be handed out."""
        if reading.kind != "barcode" or self._sheet is None or self._sheet.dispensing_id:
            return False
        self._box_scanned(str(reading.fields["text"]))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field wants: a scanner's, where they come at its pace."""
        text = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            code = self._wedge.enter(event.timestamp())
            if code and self._sheet is not None and not self._sheet.dispensing_id:
                self._box_scanned(code)
                return
        elif len(text) == 1 and text.isascii() and text.isprintable() and not event.isAutoRepeat():
            self._wedge.key(text, event.timestamp())
        super().keyPressEvent(event)

    def _box_scanned(self, code: str) -> None:
        """A box is held against the prescription: whether it is on it is said, nothing is changed."""
        sheet = self._sheet
        if sheet is None:
            return
        drug = drug_of_code(self.station, code)
        if drug is None:
            MESSAGES.info(tr("这个码还没有记过是什么药：入库时先选药再扫一次，就记住了。"))
        elif any(line.drug.id == drug.id for line in sheet.lines):
            self._scanned.setdefault(sheet.prescription_id, set()).add(drug.id)
            self._show_scanned()
            MESSAGES.ok(f"{drug.name} {drug.strength}：{tr('处方上有这种药。')}")
        else:
            MESSAGES.danger(f"{tr('拿错了？这一盒是')} {drug.name} {drug.strength}{tr('，这张处方上没有。')}")

    def _show_scanned(self) -> None:
        sheet = self._sheet
        scanned = self._scanned.get(sheet.prescription_id, set[str]()) if sheet is not None else set[str]()
        for view in self.counter.table.lines:
            if view.line.drug.id in scanned:
                view.show_scanned()

    def _count(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            tasks.now(lambda: count_handed_before(self.station, sheet), self._counted)

    def _counted(self, counted: Counted) -> None:
        self._reasons.update(counted.reasons)
        self._show(counted.sheet)

    def _regive(self, line_no: int, quantity: int) -> None:
        sheet = self._sheet
        if sheet is not None:
            tasks.now(
                lambda: counter_sheet.reallocate(self.station, sheet, line_no, quantity), self._show, self._not_regiven
            )

    def _not_regiven(self, sentence: str) -> None:
        MESSAGES.warn(sentence)
        for view in self.counter.table.lines:
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
            lambda: dispense.dispense(self.station, sheet, self.counter.checked.isChecked(), self._reasons),
            self._given,
            self._refused,
        )

    def _refused(self, sentence: str) -> None:
        if not self.counter.checked.isChecked():
            MESSAGES.warn(sentence, self.counter.checked)
            self.counter.checked.setFocus()
            return
        for view in self.counter.table.lines:
            if view.line.allocation.given < view.line.ordered and not self._reasons.get(view.line.line_no):
                MESSAGES.warn(sentence, view.reason)
                view.reason.setFocus()
                return
        MESSAGES.warn(sentence)

    def _given(self, _dispensing_id: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        self.stored.emit()
        given = f"{tr('药已发，应收')} {yuan(sheet.total)} {tr('元。')}"
        MESSAGES.ok(f"{sheet.resident.resident.name}：{tr('不用再发，已了结。') if sheet.nothing_left else given}")
        self.navigate.emit(OpenToday())
