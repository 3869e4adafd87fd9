"""The three-prescriptions page: drafted from the visit, everything editable, checked at once, printed as shown."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.prescription import Check, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.services import corrections, draft_prescription, edit_prescription, emergencies, form_medicines, prescribe
from vclinic.services.known_of_person import red_line
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.regimen_checks import regimen_checks
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, OpenDispensing, OpenDocument, OpenPrescriptions
from vclinic.ui.forms.pause import Pause
from vclinic.ui.known.known_card import ACTS, KnownCard
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.pages.prescriptions.advice_columns import DietColumn, ExerciseColumn
from vclinic.ui.pages.prescriptions.column import Column
from vclinic.ui.pages.prescriptions.correction import PrescriptionCorrection
from vclinic.ui.pages.prescriptions.foot import PrescriptionFoot
from vclinic.ui.pages.prescriptions.medication_column import MedicationColumn
from vclinic.ui.pages.prescriptions.paper_pane import CARD, PaperPane, card_facts
from vclinic.ui.pages.prescriptions.person_bar import PersonBar
from vclinic.ui.printing.card import card_document
from vclinic.ui.printing.paper import Document
from vclinic.ui.printing.three_sheets import three_document
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.scrolling import scrolling
from vclinic.ui.words import tr

WHY_CORRECTED = tr("这是更正已存的三处方：先在上面写明为什么改，再保存。")


class PrescriptionsPage(Page[OpenPrescriptions]):
    """`open` takes follow_up_id.

    Attributes:
        medication, diet, exercise: the three columns. foot: the bar under them. checks: all of them, as they stand.
    """

    name = "prescriptions"
    opens = (OpenPrescriptions,)
    about_one = True
    wide_rail = False

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._sheet: PrescriptionSheet | None = None
        self.checks: tuple[Check, ...] = ()
        self._drafted_anew = False
        self._told = ""  # why it was not stored
        self._pause = Pause(self._keep_draft, self)
        self._person = PersonBar()
        self._emergency = Note("danger")
        self._emergency.hide()
        self.correction = PrescriptionCorrection()
        self.correction.given.connect(self._reason_given)
        self.correction.left.connect(self.setFocus)
        self.medication = MedicationColumn(station, lambda: self.sheet)
        self.medication.changed.connect(self._changed)
        self.medication.named.connect(self._named)
        self.medication.told.connect(self._told_of_others)
        self.diet = DietColumn(self._changed, self._ate)
        self.exercise = ExerciseColumn(self._changed)
        self._pane = PaperPane()
        self._pane.turned.connect(self._show_paper)
        self.foot = PrescriptionFoot(self, changed=self._changed, printed=self._print, saved=self.save)
        body = QHBoxLayout()
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(10)
        self._columns = _beside(self.medication, self.diet, self.exercise)
        body.addWidget(self._columns, 1)
        body.addWidget(self._pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._person)
        column.addWidget(self._emergency)
        column.addWidget(self.correction)
        column.addLayout(body, 1)
        column.addWidget(self.foot)
        for key, call in (
            ("Ctrl+1", partial(self._to_column, self.medication)),
            ("Ctrl+2", partial(self._to_column, self.diet)),
            ("Ctrl+3", partial(self._to_column, self.exercise)),
            ("Ins", self._add_line),
            ("Ctrl+Tab", self._pane.turn),
            *((key, partial(self._on_known, act)) for key, act in ACTS),
        ):
            shortcut(self, key, call)

    def side(self) -> QWidget:
        """The paper gives way on a narrow screen; the allergies are in the bar above all columns."""
        return self._pane

    def make_room(self, *, alone: bool) -> None:
        """The paper takes the columns' place."""
        self._columns.setHidden(alone)
        self._pane.widen(alone)

    def _to_column(self, column: Column) -> None:
        self.rest_wanted.emit()
        _focus(column)

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
        self._person.show_person(sheet, red_line(self.station, sheet.resident))
        self._emergency.say("danger", emergencies.line_of_day(self.station, sheet.resident.id))
        self.correction.show_sheet(sheet)
        three = sheet.three
        self.medication.begin(three)
        self.diet.not_advised = three.not_advised
        self.diet.people, self.diet.asked = sheet.person.household_size, sheet.eat_together is not None
        self.diet.show_items(three.diet)
        self.exercise.show_advice(three.exercise, sheet.figures)
        self.foot.show_three(three)
        self._sheet = sheet
        self.medication.show_orders()
        self._pane.turn_to(CARD)
        self._changed()
        self._pause.stop()  # nothing was changed by hand yet
        self.titled.emit([resident.name, sheet.title, tr("三处方")])
        if sheet.draft_saved_at is not None and not self._drafted_anew:
            MESSAGES.info(f"{tr('接着上次没写完的，草稿存于')} {sheet.draft_saved_at:%H:%M}{tr('。')}")
        self.setFocus()

    def _on_known(self, begin: Callable[[KnownCard], None]) -> None:
        if self._sheet is not None:
            self.rest_wanted.emit()
            begin(self.medication.known)

    def _told_of_others(self) -> None:
        self._pause.stop()
        self._keep_draft()
        self._drafted_anew = True
        self.open(OpenPrescriptions(self.sheet.three.follow_up_id))
        self._drafted_anew = False

    def _named(self, profile: MedicationProfile) -> None:
        self._sheet = replace(self.sheet, meanings=dict(profile.read_as))
        self.medication.show_orders()
        self._changed()
        self.setFocus()

    def three(self) -> ThreePrescriptions:
        """The prescriptions as they stand on the page."""
        return replace(
            self.sheet.three,
            medication=tuple(self.medication.orders),
            diet=self.diet.kept(),
            exercise=self.exercise.kept(),
            not_advised=self.diet.not_advised,
            overrules=self.medication.reasons(),
            teach_back=self.foot.said_back(),
        )

    def _changed(self) -> None:
        if self._sheet is None:
            return
        MESSAGES.settle(self._told)
        three = edit_prescription.follow_drugs(self.station, self.sheet, self.three())
        self.diet.follow(three.diet, three.not_advised)
        self.exercise.follow(three.exercise)
        checks = self.checks = edit_prescription.recheck(self.station, self.sheet, three)
        self.medication.show_regimen(regimen_checks(three, checks), checks)
        self.diet.show_checks(
            tr("饮食核对"), [*(check for check in checks if check.kind == "diet"), *self.diet.checks()]
        )
        self.exercise.show_checks(tr("运动核对"), edit_prescription.exercise_checks_of(self.sheet))
        self.foot.show_problems(len(prescribe.problems_of(three, checks)))
        self._show_paper()
        self._pause.start()

    def _warn(self, problem: Problem) -> None:
        self._told = problem.text
        MESSAGES.warn(problem.text)

    def _ate(self, count: str) -> None:
        """How many eat together was told: the salt is counted again."""

        def told(result: tuple[PrescriptionSheet, ThreePrescriptions] | list[Problem]) -> None:
            if isinstance(result, list):
                self._warn(result[0])
                return
            self._sheet, three = result
            self.diet.people, self.diet.asked = self._sheet.person.household_size, True
            self.diet.show_items(three.diet)
            self.stored.emit()
            self._changed()
            self.setFocus()

        tasks.now(lambda: edit_prescription.eat_together(self.station, self.sheet, self.three(), count), told)

    def _keep_draft(self) -> None:
        three, reason = self.three(), self.correction.reason.text()
        kept = partial(draft_prescription.keep_draft, self.station, self.sheet, three, reason)
        tasks.now(kept, lambda _none: None, self._pause.failed)

    def _reason_given(self, _reason: str) -> None:
        MESSAGES.settle(WHY_CORRECTED)
        self._pause.start()

    def leave(self) -> None:
        """What was edited is kept at once."""
        self._pause.flush()

    def document(self) -> Document:
        """All four pages."""
        return three_document(card_facts(self.station, self.sheet), self.sheet.resident.resident, self.three())

    def _show_paper(self) -> None:
        place = self._pane.place
        document = (
            card_document(card_facts(self.station, self.sheet), self.three()) if place == CARD else self.document()
        )
        self._pane.preview.show_document(document, 0 if place == CARD else place)

    def _add_line(self) -> None:
        self.rest_wanted.emit()
        focused = QApplication.focusWidget()
        if focused is not None and self.diet.isAncestorOf(focused):
            self.diet.add()
        elif focused is not None and self.exercise.isAncestorOf(focused):
            self.exercise.add()
        else:
            self.medication.find_drug()

    def _print(self) -> None:
        self.navigate.emit(OpenDocument(self.document()))

    def save(self) -> None:
        """Ctrl+S: store and go to the counter."""
        unpicked = self.medication.unpicked()
        if unpicked:
            MESSAGES.warn(
                f"“{unpicked}”{tr('还没有加进处方：按 Enter 选药，不要就清空这一格，再保存。')}",
                self.medication.finder.edit,
            )
            self.medication.find_drug()
            return
        if self.medication.known.holds_back():
            return
        reason = self.correction.reason.text()

        def stored() -> tuple[str | list[Problem], str]:
            three = self.three()
            forms = form_medicines.following(self.station, three)
            if self.sheet.known_id and not prescribe.corrects(self.station, self.sheet, three):
                forms = ()  # nothing is written, so no form follows
            return prescribe.save(self.station, self.sheet, three, reason), form_medicines.in_words(forms)

        tasks.now(stored, self._saved)

    def _saved(self, made: tuple[str | list[Problem], str]) -> None:
        result, followed = made
        if isinstance(result, list):
            if result[0].field == corrections.FIELD:
                MESSAGES.warn(WHY_CORRECTED)
                self.correction.reason.setFocus()
                return
            self._warn(result[0])
            self._point_at(result[0])
            return
        self._pause.stop()
        self.stored.emit()
        if any(order.quantity and order.change != "stopped" for order in self.medication.orders):
            if followed:
                MESSAGES.ok(followed)
            self.navigate.emit(OpenDispensing(result))
        else:
            MESSAGES.ok(f"{self.sheet.resident.resident.name}：{tr('三处方已存，没有要发的药。')}{followed}")
            self.navigate.emit(Back())

    def _point_at(self, problem: Problem) -> None:
        self.rest_wanted.emit()
        part, _, number = problem.field.partition(".")
        line_no = int(number) if part == "medication" and number.isdecimal() else None
        if not self.medication.point_at(problem, line_no) and part == "diet":
            _focus(self.diet)


def _focus(column: Column) -> None:
    edit = column.first_edit()
    if edit is not None:
        edit.setFocus()


def _beside(*columns: Column) -> QScrollArea:
    """Columns keep their width; a screen narrower than that scrolls."""
    holder = QWidget()
    beside = QHBoxLayout(holder)
    beside.setContentsMargins(0, 0, 0, 0)
    beside.setSpacing(10)
    for column in columns:
        beside.addWidget(column, 1)
    scroll = scrolling(holder)
    scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return scroll
