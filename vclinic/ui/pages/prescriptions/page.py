"""The three-prescriptions page: drafted from the visit, everything editable, checked at once, printed as shown."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.domain.stock import Drug
from vclinic.services import draft_prescription, edit_prescription, emergencies, find_drug, prescribe
from vclinic.services.find_drug import names_like
from vclinic.services.known_of_person import known_of
from vclinic.services.medication_profile import say_what_it_is
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.regimen_checks import RegimenChecks, regimen_checks
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, OpenDispensing, OpenDocument, OpenPrescriptions
from vclinic.ui.forms.pause import Pause
from vclinic.ui.known import said
from vclinic.ui.known.known_card import LAB, NONE, TELL, KnownCard
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.pages.prescriptions.advice_columns import DietColumn, ExerciseColumn
from vclinic.ui.pages.prescriptions.column import Column
from vclinic.ui.pages.prescriptions.concerns import Concerns
from vclinic.ui.pages.prescriptions.drug_finder import DrugFinder
from vclinic.ui.pages.prescriptions.drug_row import DrugRow, StoppedDrug
from vclinic.ui.pages.prescriptions.paper_pane import CARD, PaperPane
from vclinic.ui.pages.prescriptions.person_bar import PersonBar
from vclinic.ui.printing.card import CardFacts, card_document
from vclinic.ui.printing.paper import Document
from vclinic.ui.printing.three_sheets import three_document
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_TEACH = (("medication", "怎么吃药"), ("diet", "怎么吃盐"), ("exercise", "怎么运动"))


class PrescriptionsPage(Page[OpenPrescriptions]):
    """`open` takes follow_up_id."""

    name = "prescriptions"
    opens = (OpenPrescriptions,)
    about_one = True
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._sheet: PrescriptionSheet | None = None
        self._orders: list[MedicationOrder] = []
        self._checks: tuple[Check, ...] = ()
        self._reasons: dict[str, str] = {}
        self._drafted_anew = False
        self._pause = Pause(self._keep_draft, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._person = PersonBar()
        column.addWidget(self._person)
        self._emergency = Note("danger")
        self._emergency.hide()
        column.addWidget(self._emergency)
        body = QHBoxLayout()
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(10)
        self.medication = Column(tr("用药处方"), "pill", "Ctrl+1", self._find_drug)
        self.concerns = Concerns(lambda text: names_like(self.station, text))
        self.concerns.given.connect(self._give_reason)
        self.concerns.decided.connect(self._answer_reaction)
        self.concerns.named.connect(self._name_unknown)
        self.medication.top.addWidget(self.concerns)
        self.diet = DietColumn(self._changed)
        self.exercise = ExerciseColumn(self._changed)
        columns = QWidget()
        beside = QHBoxLayout(columns)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(10)
        for section in (self.medication, self.diet, self.exercise):
            beside.addWidget(section, 1)
        scroll = QScrollArea()  # three columns keep their width; a screen narrower than that scrolls
        scroll.setWidget(columns)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.addWidget(scroll, 1)
        self._pane = PaperPane()
        self._pane.turned.connect(self._show_paper)
        body.addWidget(self._pane)
        column.addLayout(body, 1)
        column.addWidget(self._bar())
        for key, call in (
            ("Ctrl+1", lambda: self._focus(self.medication)),
            ("Ctrl+2", lambda: self._focus(self.diet)),
            ("Ctrl+3", lambda: self._focus(self.exercise)),
            ("Ins", self._add_line),
            ("Ctrl+Tab", self._pane.turn),
            (TELL, partial(self._on_known, KnownCard.begin_medicine)),
            (NONE, partial(self._on_known, KnownCard.say_none)),
            (LAB, partial(self._on_known, KnownCard.begin_lab)),
        ):
            shortcut(self, key, call)

    def side(self) -> QWidget:
        """The paper gives way on a narrow screen; the allergies are in the bar above all columns."""
        return self._pane

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("hintbar")
        bar.setFixedHeight(56)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(9)
        row.addWidget(label(tr("本人能说出来"), "caption"))
        self._teach: dict[str, QCheckBox] = {}
        for key, text in _TEACH:
            box = QCheckBox(tr(text))
            box.toggled.connect(lambda _on: self._changed())
            self._teach[key] = box
            row.addWidget(box)
        self._version = ElidedLabel("caption")
        row.addWidget(self._version, 1)
        self._problem = label("", "strong", "warn")
        row.addWidget(self._problem)
        self.print_button = KeyButton(tr("打印"), "Ctrl+P", self._print, self)
        row.addWidget(self.print_button)
        self.save_button = KeyButton(tr("保存，去发药"), "Ctrl+S", self.save, self, "primary")
        row.addWidget(self.save_button)
        return bar

    @property
    def sheet(self) -> PrescriptionSheet:
        """What is open."""
        if self._sheet is None:
            raise RuntimeError("no prescription is open")
        return self._sheet

    def open(self, destination: OpenPrescriptions) -> None:
        """Draft or reopen the prescriptions of a visit."""
        tasks.now(lambda: draft_prescription.draft(self.station, destination.follow_up_id), self._show)

    def _show(self, sheet: PrescriptionSheet) -> None:
        self._sheet = None
        self.person_opened.emit(sheet.resident.id)
        resident = sheet.resident.resident
        self._person.show_person(sheet)
        self._emergency.say("danger", emergencies.line_of_day(self.station, sheet.resident.id))
        three = sheet.three
        self._orders = list(three.medication)
        self._reasons = dict(three.overrules)
        self.concerns.start()
        self.diet.not_advised = three.not_advised
        self.diet.show_items(three.diet)
        self.exercise.show_advice(three.exercise, sheet.figures)
        for key, box in self._teach.items():
            box.setChecked(key in three.teach_back)
        replaces = f"，{tr('替代第')} {three.version - 1} {tr('版')}" if three.supersedes else ""
        relabel(self._version, f"{tr('第')} {three.version} {tr('版')}{replaces}；{tr('下次评估')} {three.review_on}")
        self._sheet = sheet
        self._known_now = known_of(self.station, sheet.resident.id, sheet.resident)
        self._show_orders()
        self._pane.turn_to(CARD)
        self._changed()
        self._pause.stop()  # nothing was changed by hand yet
        self.titled.emit([resident.name, sheet.title, tr("三处方")])
        if sheet.draft_saved_at is not None and not self._drafted_anew:
            MESSAGES.info(f"{tr('接着上次没写完的，草稿存于')} {sheet.draft_saved_at:%H:%M}{tr('。')}")
        self.setFocus()

    def _show_orders(self) -> None:
        self.medication.clear()
        self._rows: dict[int, DrugRow] = {}
        for advice in edit_prescription.regimen_advice(self.sheet):
            self.medication.body.addWidget(Note("info", "", advice))
        for order in self._orders:
            row = DrugRow(order, lambda changed: edit_prescription.quantity_for(self.station, changed))
            row.edited.connect(self._order_edited)
            row.removed.connect(self._remove)
            self._rows[order.line_no] = row
            self.medication.body.addWidget(row)
        stopped = {order.drug_name for order in self._orders}
        told = {taken.means or taken.name: taken for taken in self._known_now.medicines}
        for name in self.sheet.other_drugs:
            if name not in stopped:
                meaning = self.sheet.meanings.get(name, "")
                other = StoppedDrug(name, said.medicine(told[name]) if name in told else "", meaning)
                other.stopped.connect(self._stop_other)
                self.medication.body.addWidget(other)
        self.medication.body.addWidget(self._known_card())
        self.finder = DrugFinder(lambda text: find_drug.find_drug(self.station, text))
        self.finder.picked.connect(self._add_drug)
        self.medication.body.addWidget(self.finder)
        self.medication.body.addStretch(1)

    def _known_card(self) -> KnownCard:
        """Whether others' medicines were asked, and one told on the spot: the prescription is then drafted anew with
        what was edited."""
        self.known = KnownCard(self.station, listed=False)
        self.known.show_person(self.sheet.resident.id)
        self.known.told.connect(self._told_of_others)
        self.known.closed.connect(self._find_drug)
        return self.known

    def _on_known(self, begin: Callable[[KnownCard], None]) -> None:
        if self._sheet is not None:
            begin(self.known)

    def _told_of_others(self) -> None:
        self._pause.stop()
        self._keep_draft()
        self._drafted_anew = True
        self.open(OpenPrescriptions(self.sheet.three.follow_up_id))
        self._drafted_anew = False

    def _give_reason(self, code: str, text: str) -> None:
        self._reasons[code] = text
        self._changed()

    def _answer_reaction(self, check: Check, answer: str) -> None:
        """What becomes of a drug after a reaction: stopped, less of it, or another one."""
        row = next((self._rows[number] for number in check.lines if number in self._rows), None)
        if row is None:
            return
        if answer == "less":
            row.dose.setFocus()
            row.dose.selectAll()
            return
        row.stop()
        if answer == "other":
            self._find_drug()

    def _name_unknown(self, name: str, meaning: str) -> None:
        """A name nobody knew is kept with what it is, and everything is checked again."""
        station, resident = self.station, self.sheet.resident.id
        tasks.now(lambda: say_what_it_is(station, resident, name, meaning), self._named)

    def _named(self, profile: MedicationProfile) -> None:
        self._sheet = replace(self.sheet, meanings=dict(profile.read_as))
        self._show_orders()
        self._changed()
        self.setFocus()

    def _order_edited(self, order: MedicationOrder) -> None:
        self._orders = [order if other.line_no == order.line_no else other for other in self._orders]
        self._changed()

    def _remove(self, line_no: int) -> None:
        self._orders = [order for order in self._orders if order.line_no != line_no]
        self._show_orders()
        self._changed()
        self._find_drug()

    def _add_drug(self, drug: Drug) -> None:
        order = edit_prescription.new_line(self.station, self.three(), drug)
        self._orders.append(order)
        self._show_orders()
        self._changed()
        self._rows[order.line_no].dose.setFocus()

    def _stop_other(self, name: str) -> None:
        number = max((order.line_no for order in self._orders), default=0) + 1
        self._orders.append(
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
                note=tr("自购，请停用"),
                change="stopped",
            )
        )
        self._changed()

    def three(self) -> ThreePrescriptions:
        """The prescriptions as they stand on the page."""
        return replace(
            self.sheet.three,
            medication=tuple(self._orders),
            diet=self.diet.kept(),
            exercise=self.exercise.kept(),
            not_advised=self.diet.not_advised,
            overrules=tuple((code, reason) for code, reason in self._reasons.items() if reason),
            teach_back=tuple(key for key, box in self._teach.items() if box.isChecked()),
        )

    def _changed(self) -> None:
        if self._sheet is None:
            return
        three = edit_prescription.follow_drugs(self.station, self.sheet, self.three())
        self.diet.follow(three.diet, three.not_advised)
        self.exercise.follow(three.exercise)
        checks = self._checks = edit_prescription.recheck(self.station, self.sheet, three)
        regimen = regimen_checks(three, checks)
        self._show_medication_checks(regimen, checks)
        self.diet.show_checks(
            tr("饮食核对"), [*(check for check in checks if check.kind == "diet"), *self.diet.checks()]
        )
        self.exercise.show_checks(tr("运动核对"), edit_prescription.exercise_checks_of(self.sheet))
        for number, row in self._rows.items():
            row.ask(number in regimen.reacted)
        problems = prescribe.problems_of(three, checks)
        relabel(self._problem, f"{len(problems)} {tr('项要处理')}" if problems else "", "warn" if problems else "")
        self._show_paper()
        self._pause.start()

    def _show_medication_checks(self, regimen: RegimenChecks, checks: tuple[Check, ...]) -> None:
        """What has to be decided above the lines; what was compared, and what not, at the foot."""
        self.concerns.show_checks(regimen.pressing, self._reasons, regimen.unknown)
        closed = sum(1 for check in regimen.pressing if check.severity == "forbid")
        counts = (
            (closed, tr("条不能开")),
            (len(regimen.waiting), tr("条要写理由")),
            (len(regimen.unknown), tr("种药认不出")),
        )
        text = "，".join(f"{count} {what}" for count, what in counts if count)
        relabel(self.medication.pinned, text, "danger" if closed else "warn")
        reveal(self.medication.pinned, bool(text))
        self.medication.show_checks(tr("用药检查"), [check for check in checks if check.kind != "diet"])

    def _keep_draft(self) -> None:
        three = self.three()
        tasks.now(lambda: draft_prescription.keep_draft(self.station, self.sheet, three), lambda _none: None)

    def leave(self) -> None:
        """What was edited is kept at once."""
        self._pause.flush()

    def facts(self) -> CardFacts:
        """What the printed pages say besides the prescriptions."""
        sheet = self.sheet
        return CardFacts(
            name=sheet.resident.resident.name,
            day=sheet.three.issued_on,
            figures=sheet.figures,
            to_measure=sheet.to_measure,
            clinic=self.station.clinic.name,
            doctor=self.station.doctor.name,
            referral=sheet.referral_org,
            at_once=sheet.is_emergency,
            drug=self.station.catalog.get,
        )

    def document(self) -> Document:
        """All four pages."""
        return three_document(self.facts(), self.sheet.resident.resident, self.three())

    def _show_paper(self) -> None:
        place = self._pane.place
        document = card_document(self.facts(), self.three()) if place == CARD else self.document()
        self._pane.preview.show_document(document, 0 if place == CARD else place)

    def _focus(self, column: Column) -> None:
        edit = column.first_edit()
        if edit is not None:
            edit.setFocus()

    def _add_line(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.diet.isAncestorOf(focused):
            self.diet.add()
        elif focused is not None and self.exercise.isAncestorOf(focused):
            self.exercise.add()
        else:
            self._find_drug()

    def _find_drug(self) -> None:
        self.finder.edit.setFocus()

    def _print(self) -> None:
        self.navigate.emit(OpenDocument(self.document()))

    def save(self) -> None:
        """Ctrl+S: store and go to the counter."""
        unpicked = self.finder.edit.text().strip()
        if unpicked:  # the doctor may believe it is in the prescription
            MESSAGES.warn(f"“{unpicked}”{tr('还没有加进处方：按 Enter 选药，不要就清空这一格，再保存。')}")
            self.finder.edit.setFocus()
            return
        tasks.now(lambda: prescribe.save(self.station, self.sheet, self.three()), self._saved)

    def _saved(self, result: str | list[Problem]) -> None:
        if isinstance(result, list):
            MESSAGES.warn(result[0].text)
            self._point_at(result[0])
            return
        self._pause.stop()
        self.stored.emit()
        if any(order.quantity and order.change != "stopped" for order in self._orders):
            self.navigate.emit(OpenDispensing(result))
        else:
            MESSAGES.ok(f"{self.sheet.resident.resident.name}：{tr('三处方已存，没有要发的药。')}")
            self.navigate.emit(Back())

    def _point_at(self, problem: Problem) -> None:
        part, _, number = problem.field.partition(".")
        row = self._rows.get(int(number)) if part == "medication" and number.isdecimal() else None
        if row is not None and problem.code == "dose_missing":
            row.dose.setFocus()
        elif self.concerns.point_at(problem.code):
            return
        elif row is not None:
            row.change.setFocus()  # no reason helps: one of the two has to go
        elif part == "diet":
            self._focus(self.diet)
