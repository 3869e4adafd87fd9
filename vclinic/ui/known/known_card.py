"""The pane 别处的药: what others gave with source and day, what was asked, reactions, laboratory values; told by a key."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QToolButton, QVBoxLayout, QWidget

from vclinic.domain.problem import Problem
from vclinic.services.known_of_person import (
    Answer,
    KnownMedicine,
    KnownOfPerson,
    Mistakable,
    Planning,
    SameBox,
    suggestions,
)
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.known import said
from vclinic.ui.known.answers import ALLERGIES, Answers
from vclinic.ui.known.lab_entry import LabEntry
from vclinic.ui.known.look_at import LookAt
from vclinic.ui.known.name_entry import NameEntry
from vclinic.ui.known.planning_row import NO, YES, PlanningRow
from vclinic.ui.known.reaction_entry import ReactionEntry
from vclinic.ui.known.take_back import TakeBack
from vclinic.ui.known.telling import Telling
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import shortcut
from vclinic.ui.widgets.basics import clear, label, relabel, reveal, tool_button
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_LAID_OUT = 30  # milliseconds
_BETWEEN = 2  # px between buttons
TELL, NONE, LAB, REACTION = "Ctrl+M", "Ctrl+J", "Ctrl+H", "Ctrl+G"


class KnownCard(QFrame):
    """One resident's. ``listed``: the medicines stand here and not elsewhere on the page; ``wide``: the page's full
    width, where what nobody could read stands elsewhere.

    Signals:
        told(): something was kept; what is judged from it is to be judged again.
        closed(): the entry was left; the page takes its focus back.
    """

    told = Signal()
    closed = Signal()

    def __init__(self, station: Workstation, *, listed: bool = True, wide: bool = False) -> None:
        super().__init__()
        self._listed, self._wide = listed, wide
        self._station = station
        self._telling = Telling(station, self._after)
        self._mistakable: tuple[Mistakable, ...] = ()
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
        self.entry = NameEntry(partial(suggestions, station))
        self.entry.told.connect(self._tell_medicine)
        self.entry.meant.connect(self._telling.meaning)
        self._buttons = self._make_buttons()
        self.planning = PlanningRow(self.say_planning, wide=wide, narrow=not listed)
        self.answers = Answers(self._say_no)
        self.labs = label("", "second", wrap=True)
        self.look = LookAt(station)
        self.look.told.connect(self._after)
        self.figures = LabEntry(self._tell_lab)
        self.reaction = ReactionEntry(partial(suggestions, station), self._telling.reaction)
        self.wrong = TakeBack(self._telling.take_back)
        for part in (
            self.entry,
            self._buttons,
            self.planning,
            self.answers,
            self.look,
            self.labs,
            self.figures,
            self.reaction,
            self.wrong,
        ):
            column.addWidget(part)
        for entry in self._entries():
            entry.grew.connect(self._come_into_sight)
            entry.left.connect(self._leave)
            entry.hide()
        self.look.hide()

    def _make_buttons(self) -> QWidget:
        self.tell = KeyButton(tr("记药"), TELL, self.begin_medicine, self, "row", scope=False)
        self.none = KeyButton(tr("没别的"), NONE, self.say_none, self, "row", scope=False)
        self.measure = KeyButton(tr("化验"), LAB, self.begin_lab, self, "row", scope=False)
        self.react = KeyButton(tr("不良反应"), REACTION, self.begin_reaction, self, "row", scope=False)
        self.mistake = KeyButton(tr("记错了"), "", self.begin_mistake, self, "row", scope=False)
        buttons = (self.tell, self.none, self.measure, self.react, self.mistake)
        if not self._listed:  # of a column's width
            buttons = (self.tell, self.none, self.measure, self.mistake, self.react)
        across = 5 if self._wide else 3 if self._listed else 2
        made = QWidget()
        rows = QVBoxLayout(made)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        self._button_rows = [_buttons_row(*buttons[first : first + across]) for first in range(0, 5, across)]
        for row in self._button_rows:
            rows.addWidget(row)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a column the wide 不良反应 shares a line with 化验 where both fit; the rarer 记错了 gives way."""
        super().resizeEvent(event)
        if self._listed or self._wide:
            return
        pair, last = self._button_rows[1], self._button_rows[2]
        fits = self.measure.sizeHint().width() + self.react.sizeHint().width() + _BETWEEN <= self.width()
        for button, row in ((self.react, pair if fits else last), (self.mistake, last if fits else pair)):
            layout = row.layout()
            if isinstance(layout, QHBoxLayout) and button.parentWidget() is not row:
                shown = not button.isHidden()
                layout.insertWidget(layout.count() - 1, button)
                button.setVisible(shown)
        self._settle_rows()

    def _settle_rows(self) -> None:
        """No empty line where the last row has nothing to show."""
        if not self._listed and not self._wide:
            last = self._button_rows[2]
            reveal(last, any(not button.isHidden() for button in last.findChildren(KeyButton)))

    def _entries(self) -> tuple[NameEntry, LabEntry, ReactionEntry, TakeBack]:
        return self.entry, self.figures, self.reaction, self.wrong

    def bind(self, page: QWidget) -> None:
        """Let the keys work anywhere on a page; once, for a card that stays."""
        for key, act in ACTS:
            shortcut(page, key, partial(act, self))

    def show_person(self, resident_id: str, day: Callable[[], date] | None = None) -> None:
        """Show a resident; ``day`` says of which day laboratory values are until another is written."""
        self._telling.resident = resident_id
        self._day = day or self._station.clock.today
        self._open(None)
        tasks.now(self._telling.known, self._show)

    def _show(self, known: KnownOfPerson) -> None:
        text, level = said.medicines_asked(known)
        relabel(self.asked, text, level)
        clear(self._list)
        for taken in known.medicines if self._listed else ():
            self._list.addWidget(self._medicine_row(taken))
        for box in known.boxes:
            self._list.addWidget(self._box_row(box))
        self.planning.show_planning(known.planning)
        self.answers.show_known(known)
        if not self._wide:
            self.look.show_open(known.resident_id, known.look)
        self.labs.setText("　".join(said.lab(result) for result in known.labs))
        reveal(self.labs, bool(known.labs))
        self._mistakable = known.mistakable
        reveal(self.mistake, bool(known.mistakable))
        if self._listed and not self._wide:  # beside the form, which has its own line for reactions, room is short
            reveal(self._button_rows[-1], bool(known.mistakable))
        self._settle_rows()

    def _medicine_row(self, taken: KnownMedicine) -> QWidget:
        asks = [] if taken.known else [_quiet(tr("是什么药"), taken.name, partial(self._ask_meaning, taken.name))]
        ends = _quiet(tr("不吃了"), taken.name, partial(self._no_longer, taken.name))
        return _row(said.medicine(taken, asks=True), *asks, ends)

    def _box_row(self, box: SameBox) -> QWidget:
        change = _quiet(tr("不是"), "、".join(box.names), partial(self._ask_box_again, box))
        return _row(said.same_box(box), change)

    def _ask_box_again(self, box: SameBox, _checked: bool = False) -> None:
        self._telling.ask_box_again(box)

    def _ask_meaning(self, name: str, _checked: bool = False) -> None:
        self._open(self.entry)
        self.entry.begin(name)
        self._come_into_sight()

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

    def begin_reaction(self) -> None:
        """Ctrl+G: what a drug did."""
        self._open(self.reaction)
        self.reaction.begin(self._day())
        self._come_into_sight()

    def begin_mistake(self) -> None:
        """Which value or reaction was a typing error."""
        if self._mistakable:
            self._open(self.wrong)
            self.wrong.begin(self._mistakable)
            self._come_into_sight()

    def say_none(self) -> None:
        """Ctrl+J: nothing else is taken; kept with the day."""
        self._telling.nothing_else()

    def say_planning(self, planned: bool) -> None:
        """Alt+N, Alt+Y: whether she plans to have a child, where that is asked."""
        if not self.planning.isHidden():
            self._telling.planning(planned)

    def ask_planning(self, drugs: Sequence[str]) -> None:
        """Drugs that were just ordered ask it too."""
        if self.planning.isHidden():
            self.planning.show_planning(Planning(Answer("never"), None, tuple(drugs)))

    def _say_no(self, name: str) -> None:
        if name == ALLERGIES:
            self._telling.no_allergies()
        else:
            self._telling.no_diseases()

    def _tell_medicine(self, name: str, source: str) -> None:
        if self._telling.medicine(name, source, f"{tr('还有就接着写，没有了按')} {NONE}。"):
            self.begin_medicine()

    def _no_longer(self, name: str, _checked: bool = False) -> None:
        self._telling.no_longer(name)

    def _tell_lab(self, code: str, figure: str, day: str) -> list[Problem]:
        return self._telling.lab(code, figure, day)

    def _after(self) -> None:
        """Lab values are told in a row: their fields stay open; every other entry is done."""
        if self.figures.isHidden():
            self._open(None)
        self._show(self._telling.known())
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
        for entry in self._entries():
            reveal(entry, entry is part)
        reveal(self._buttons, part is None)

    def _waiting(self) -> QLineEdit | None:
        if not self.figures.isHidden():
            return self.figures.waiting()
        open_entry = next((entry for entry in self._entries() if not entry.isHidden()), None)
        lines = open_entry.findChildren(QLineEdit) if open_entry is not None else []
        return next((line for line in lines if not line.isHidden() and line.text().strip()), None)

    def holds_back(self) -> bool:
        """Whether something is written here that no Enter has kept: it is said, with the hands put there, for whoever
        goes on would believe it kept."""
        line = self._waiting()
        if line is None:
            return False
        MESSAGES.warn(f"“{line.text().strip()}”{tr('还没有记下：按 Enter 记下，不要就清空这一格，再保存。')}", line)
        line.setFocus()
        self._come_into_sight()
        return True

    def _leave(self) -> None:
        self._open(None)
        self.closed.emit()


ACTS: tuple[tuple[str, Callable[[KnownCard], None]], ...] = (
    (TELL, KnownCard.begin_medicine),
    (NONE, KnownCard.say_none),
    (LAB, KnownCard.begin_lab),
    (REACTION, KnownCard.begin_reaction),
    (NO, lambda card: card.say_planning(False)),
    (YES, lambda card: card.say_planning(True)),
)
"""Key and act of everything that can be told, on every page that has the pane."""


def _row(text: str, *buttons: QToolButton) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    shown = ElidedLabel()
    shown.setText(text)
    row.addWidget(shown, 1)
    for button in buttons:
        row.addWidget(button)
    return made


def _buttons_row(*buttons: KeyButton) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_BETWEEN)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return made


def _quiet(text: str, name: str, call: Callable[[bool], None]) -> QToolButton:
    """A small button of a medicine's row."""
    made = tool_button(text)
    made.setObjectName("quiet")
    made.setAccessibleName(f"{name} {text}")
    made.clicked.connect(call)
    return made
