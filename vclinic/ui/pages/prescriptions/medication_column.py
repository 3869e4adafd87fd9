"""The medication column: a line for each drug ordered, what others gave, the search for one more, and above them what
has to be decided."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import Signal

from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.domain.stock import Drug
from vclinic.services import edit_prescription, find_drug
from vclinic.services.find_drug import names_like
from vclinic.services.known_of_person import known_of
from vclinic.services.medication_profile import say_what_it_is
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.regimen_checks import RegimenChecks, asks_planning
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.known import said
from vclinic.ui.known.known_card import KnownCard
from vclinic.ui.pages.prescriptions.column import Column
from vclinic.ui.pages.prescriptions.concerns import Concerns
from vclinic.ui.pages.prescriptions.drug_finder import DrugFinder
from vclinic.ui.pages.prescriptions.drug_row import DrugRow, StoppedDrug
from vclinic.ui.widgets.basics import relabel, reveal
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class MedicationColumn(Column):
    """Empty until `show_sheet`.

    Attributes:
        orders: the lines as they stand. rows: their widgets, by line number.
        concerns: what wants a decision. finder: the search. known: what others gave.

    Signals:
        changed(): an order or a reason was edited.
        named(MedicationProfile): a name nobody knew has a meaning now.
        told(): another's medicine was told, so that all is to be drafted anew.
    """

    changed = Signal()
    named = Signal(MedicationProfile)
    told = Signal()

    finder: DrugFinder
    known: KnownCard

    def __init__(self, station: Workstation, sheet: Callable[[], PrescriptionSheet]) -> None:
        super().__init__(tr("用药处方"), "pill", "Ctrl+1", self.find_drug)
        self._station, self._sheet = station, sheet
        self.orders: list[MedicationOrder] = []
        self.rows: dict[int, DrugRow] = {}
        self._reasons: dict[str, str] = {}
        self.concerns = Concerns(lambda text: names_like(station, text))
        self.concerns.given.connect(self.give_reason)
        self.concerns.decided.connect(self._answer)
        self.concerns.named.connect(self._name_unknown)
        self.top.addWidget(self.concerns)

    def begin(self, three: ThreePrescriptions) -> None:
        """Take over the orders and reasons of other prescriptions; nothing is shown of them yet."""
        self.orders = list(three.medication)
        self._reasons = dict(three.overrules)
        self.concerns.start()

    def show_orders(self) -> None:
        """Lay the lines out anew."""
        sheet, station = self._sheet(), self._station
        self.clear()
        self.rows = {}
        for advice in edit_prescription.regimen_advice(sheet):
            self.body.addWidget(Note("info", "", advice))
        for order in self.orders:
            row = DrugRow(order, lambda changed: edit_prescription.quantity_for(station, changed))
            row.edited.connect(self._order_edited)
            row.removed.connect(self._remove)
            self.rows[order.line_no] = row
            self.body.addWidget(row)
        self._show_others(sheet)
        self.body.addWidget(self._known_card(sheet))
        self.finder = DrugFinder(lambda text: find_drug.find_drug(station, text), sheet.stocked)
        self.finder.picked.connect(self.add_drug)
        self.body.addWidget(self.finder)
        self.body.addStretch(1)

    def _show_others(self, sheet: PrescriptionSheet) -> None:
        stopped = {order.drug_name for order in self.orders}
        medicines = known_of(self._station, sheet.resident.id, sheet.resident).medicines
        told = {taken.means or taken.name: taken for taken in medicines}
        for name in sheet.other_drugs:
            if name not in stopped:
                meaning = sheet.meanings.get(name, "")
                other = StoppedDrug(name, said.medicine(told[name]) if name in told else "", meaning)
                other.stopped.connect(self.stop_other)
                self.body.addWidget(other)

    def _known_card(self, sheet: PrescriptionSheet) -> KnownCard:
        """Whether others' medicines were asked, and one told on the spot."""
        self.known = KnownCard(self._station, listed=False)
        self.known.show_person(sheet.resident.id)
        self.known.told.connect(self.told)
        self.known.closed.connect(self.find_drug)
        return self.known

    def give_reason(self, code: str, text: str) -> None:
        """Why a check is overruled; empty takes it back."""
        self._reasons[code] = text
        self.changed.emit()

    def reasons(self) -> tuple[tuple[str, str], ...]:
        """The reasons that were given, by the code of their check."""
        return tuple((code, reason) for code, reason in self._reasons.items() if reason)

    def _answer(self, check: Check, answer: str) -> None:
        """What becomes of a drug after a reaction: stopped, less of it, or another one; or the answer to 备孕吗."""
        if answer in ("planned", "not_planned"):
            self.known.say_planning(answer == "planned")
            return
        row = next((self.rows[number] for number in check.lines if number in self.rows), None)
        if row is None:
            return
        if answer == "less":
            row.dose.setFocus()
            row.dose.selectAll()
            return
        row.stop()
        if answer == "other":
            self.find_drug()

    def _name_unknown(self, name: str, meaning: str) -> None:
        """A name nobody knew is kept with what it is."""
        station, resident = self._station, self._sheet().resident.id
        tasks.now(lambda: say_what_it_is(station, resident, name, meaning), self.named.emit)

    def _order_edited(self, order: MedicationOrder) -> None:
        self.orders = [order if other.line_no == order.line_no else other for other in self.orders]
        self.changed.emit()

    def _remove(self, line_no: int) -> None:
        self.orders = [order for order in self.orders if order.line_no != line_no]
        self.show_orders()
        self.changed.emit()
        self.find_drug()

    def add_drug(self, drug: Drug) -> None:
        """A line for a drug just chosen; its dose is written next."""
        three = replace(self._sheet().three, medication=tuple(self.orders))
        order = edit_prescription.new_line(self._station, three, drug)
        self.orders.append(order)
        self.show_orders()
        self.changed.emit()
        self.rows[order.line_no].dose.setFocus()

    def stop_other(self, name: str) -> None:
        """Write down that a drug of another's is to be stopped."""
        number = max((order.line_no for order in self.orders), default=0) + 1
        self.orders.append(
            MedicationOrder(
                number,
                "",
                drug_name=name,
                strength="",
                dose_value=0.0,
                dose_unit="",
                frequency="qd",
                days=0,
                quantity=0,
                base_unit="",
                note=tr("不是这里开的，请停用"),
                change="stopped",
            )
        )
        self.changed.emit()

    def show_regimen(self, regimen: RegimenChecks, checks: Iterable[Check]) -> None:
        """What has to be decided above the lines; what was compared, and what not, at the foot."""
        self.concerns.show_checks(regimen.pressing, self._reasons, regimen.unknown, regimen.remembered)
        if asking := [drug for check in regimen.pressing if asks_planning(check) for drug in check.drugs]:
            self.known.ask_planning(asking)
        closed = sum(1 for check in regimen.pressing if check.severity == "forbid")
        counts = (
            (closed, tr("条不能开")),
            (len(regimen.waiting), tr("条要写理由")),
            (len(regimen.unknown), tr("种药认不出")),
        )
        text = "，".join(f"{count} {what}" for count, what in counts if count)
        relabel(self.pinned, text, "danger" if closed else "warn")
        reveal(self.pinned, bool(text))
        self.show_checks(tr("用药检查"), [check for check in checks if check.kind != "diet"])
        for number, row in self.rows.items():
            row.ask(number in regimen.reacted)

    def point_at(self, problem: Problem, line_no: int | None) -> bool:
        """Put the hands where a problem of a line, or of a check, is answered; False where nothing here answers it."""
        row = self.rows.get(line_no) if line_no is not None else None
        if row is not None and problem.code == "dose_missing":
            row.dose.setFocus()
            return True
        if self.concerns.point_at(problem.code):
            return True
        if row is not None:
            row.change.setFocus()  # no reason helps: one of the two has to go
        return row is not None

    def find_drug(self) -> None:
        """To the search for one more drug."""
        self.finder.edit.setFocus()

    def unpicked(self) -> str:
        """What stands in the search and was not taken: the doctor may believe it is in the prescription."""
        return self.finder.edit.text().strip()
