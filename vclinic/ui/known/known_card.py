"""The pane 别处的药: what others gave with source and day, whether it was asked, laboratory values; told by a key."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.problem import Problem
from vclinic.services import medication_profile
from vclinic.services.known_of_person import KnownMedicine, KnownOfPerson, known_of, suggestions
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.known import said
from vclinic.ui.known.answers import ALLERGIES, Answers
from vclinic.ui.known.lab_entry import LabEntry
from vclinic.ui.known.name_entry import NameEntry
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import shortcut
from vclinic.ui.widgets.basics import clear, label, relabel, reveal, tool_button
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_LAID_OUT = 30  # milliseconds
TELL, NONE, LAB = "Ctrl+M", "Ctrl+J", "Ctrl+H"


class KnownCard(QFrame):
    """One resident's. ``listed``: the medicines stand here and not elsewhere on the page.

    Signals:
        told(): something was kept; what is judged from it is to be judged again.
        closed(): the entry was left; the page takes its focus back.
    """

    told = Signal()
    closed = Signal()

    def __init__(self, station: Workstation, *, listed: bool = True) -> None:
        super().__init__()
        self._listed = listed
        self._station = station
        self._resident = ""
        self._day = station.clock.today
        self.setObjectName("card" if listed else "plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        side = 12 if listed else 0
        column.setContentsMargins(side, 8, side, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(label(tr("别处的药"), "caption"))
        self.asked = label("", "second")
        head.addWidget(self.asked, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self.entry = NameEntry(lambda text: suggestions(station, text))
        self.entry.told.connect(self._tell_medicine)
        self.entry.meant.connect(self._say_what_it_is)
        self.entry.grew.connect(self._come_into_sight)
        self.entry.left.connect(self._leave)
        self.entry.hide()
        column.addWidget(self.entry)
        self.tell = KeyButton(tr("记药"), TELL, self.begin_medicine, self, "row", scope=False)
        self.none = KeyButton(tr("没别的"), NONE, self.say_none, self, "row", scope=False)
        self.measure = KeyButton(tr("化验"), LAB, self.begin_lab, self, "row", scope=False)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(2)
        for button in (self.tell, self.none, self.measure):
            buttons.addWidget(button)
        reveal(self.measure, listed)  # where there is room; its key works everywhere
        buttons.addStretch(1)
        column.addWidget(self._buttons)
        self.answers = Answers(self._say_no)
        column.addWidget(self.answers)
        self.labs = label("", "second", wrap=True)
        column.addWidget(self.labs)
        self.figures = LabEntry(self._tell_lab)
        self.figures.grew.connect(self._come_into_sight)
        self.figures.left.connect(self._leave)
        self.figures.hide()
        column.addWidget(self.figures)

    def bind(self, page: QWidget) -> None:
        """Let the keys work anywhere on a page; once, for a card that stays."""
        for key, call in ((TELL, self.begin_medicine), (NONE, self.say_none), (LAB, self.begin_lab)):
            shortcut(page, key, call)

    def show_person(self, resident_id: str, day: Callable[[], date] | None = None) -> None:
        """Show a resident; ``day`` says of which day laboratory values are until another is written."""
        self._resident = resident_id
        self._day = day or self._station.clock.today
        self._open(None)
        tasks.now(lambda: known_of(self._station, resident_id), self._show)

    def _show(self, known: KnownOfPerson) -> None:
        text, level = said.medicines_asked(known)
        relabel(self.asked, text, level)
        clear(self._list)
        for taken in known.medicines if self._listed else ():
            self._list.addWidget(self._medicine_row(taken))
        self.answers.show_known(known)
        self.labs.setText("　".join(said.lab(result) for result in known.labs))
        reveal(self.labs, bool(known.labs))

    def _medicine_row(self, taken: KnownMedicine) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        shown = ElidedLabel()
        shown.setText(said.medicine(taken, asks=True))
        row.addWidget(shown, 1)
        if not taken.known:
            row.addWidget(_quiet(tr("是什么药"), taken.name, partial(self._ask_meaning, taken.name)))
        row.addWidget(_quiet(tr("不吃了"), taken.name, partial(self._no_longer, taken.name)))
        return made

    def _ask_meaning(self, name: str, _checked: bool = False) -> None:
        self._open(self.entry)
        self.entry.begin(name)
        self._come_into_sight()

    def _say_what_it_is(self, name: str, meaning: str) -> None:
        def kept(result: MedicationProfile | list[Problem]) -> None:
            if isinstance(result, list):
                MESSAGES.warn(result[0].text)
                return
            MESSAGES.ok(f"{tr('记下了')}：{name}{tr('就是')}{meaning}。")
            self._after()

        tasks.now(lambda: medication_profile.say_which_medicine(self._station, self._resident, name, meaning), kept)

    def begin_medicine(self) -> None:
        """Ctrl+M: a line for the name."""
        self._open(self.entry)
        self.entry.begin()
        self._come_into_sight()

    def begin_lab(self) -> None:
        """Ctrl+H: the fields of the laboratory."""
        self._open(self.figures)
        self.figures.begin(self._day())
        self._come_into_sight()

    def say_none(self) -> None:
        """Ctrl+J: nothing else is taken; kept with the day."""

        def kept(_profile: MedicationProfile) -> None:
            MESSAGES.ok(tr("记下了：没有吃别的药。"))
            self._after()

        tasks.now(lambda: medication_profile.say_nothing_else(self._station, self._resident), kept)

    def _say_no(self, name: str) -> None:
        say = medication_profile.say_no_allergies if name == ALLERGIES else medication_profile.say_no_diseases

        def kept(_profile: MedicationProfile) -> None:
            MESSAGES.ok(tr("记下了：都没有。"))
            self._after()

        tasks.now(lambda: say(self._station, self._resident), kept)

    def _tell_medicine(self, name: str, source: str) -> None:
        def kept(result: MedicationProfile | list[Problem]) -> None:
            if isinstance(result, list):
                MESSAGES.warn(result[0].text)
                return
            MESSAGES.ok(f"{tr('记下了')}：{name}。{tr('还有就接着写，没有了按')} {NONE}。")
            self._after()
            self.begin_medicine()

        hospital = source == "hospital"
        tasks.now(
            lambda: medication_profile.tell_medicine(
                self._station, self._resident, name, source, hospital_started=hospital
            ),
            kept,
        )

    def _no_longer(self, name: str, _checked: bool = False) -> None:
        def kept(_profile: MedicationProfile) -> None:
            MESSAGES.ok(f"{tr('记下了：不吃')}{name}{tr('了。')}")
            self._after()

        tasks.now(lambda: medication_profile.no_longer_taken(self._station, self._resident, name), kept)

    def _tell_lab(self, code: str, figure: str, day: str) -> list[Problem]:
        problems: list[Problem] = []

        def kept(result: MedicationProfile | list[Problem]) -> None:
            if isinstance(result, list):
                problems.extend(result)
            else:
                self._show(known_of(self._station, self._resident))
                self.told.emit()

        tasks.now(lambda: medication_profile.tell_lab(self._station, self._resident, code, figure, day), kept)
        return problems

    def _after(self) -> None:
        self._open(None)
        self._show(known_of(self._station, self._resident))
        self.told.emit()

    def _come_into_sight(self) -> None:
        """Scroll to what was just opened, once it has its room."""
        holder = self.parentWidget()
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        if holder is not None:
            QTimer.singleShot(_LAID_OUT, self, partial(holder.ensureWidgetVisible, self, 0, 8))

    def _open(self, part: QWidget | None) -> None:
        """One entry at a time; the buttons make room for it."""
        for entry in (self.entry, self.figures):
            reveal(entry, entry is part)
        reveal(self._buttons, part is None)

    def _leave(self) -> None:
        self._open(None)
        self.closed.emit()


def _quiet(text: str, name: str, call: Callable[[bool], None]) -> QToolButton:
    """A small button of a medicine's row."""
    made = tool_button(text)
    made.setObjectName("quiet")
    made.setAccessibleName(f"{name} {text}")
    made.clicked.connect(call)
    return made
