"""One question at a time: what is asked, both sides beside each other, the choices by digit, arrow and Enter."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from vclinic.forms.roster_questions import RosterQuestion
from vclinic.ui.widgets.basics import clear, label, relabel, tool_button
from vclinic.ui.words import tr


class QuestionCard(QFrame):
    """Signals:
    answered(str): the key of a choice. turned(int): to the question before (-1) or after (1).
    """

    answered = Signal(str)
    turned = Signal(int)

    def __init__(self, sides: tuple[str, str]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.question: RosterQuestion | None = None
        self.buttons: list[QToolButton] = []
        self._heads = sides
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.place, self.text = label("", "second"), label("", "strong", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self.place)
        head.addStretch(1)
        head.addWidget(label(tr("数字或 ↑ ↓ 选，Enter 定下；← → 看前后的问题"), "caption"))
        column.addLayout(head)
        column.addWidget(self.text)
        holder = QWidget()
        holder.setObjectName("surface")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sides = QGridLayout(holder)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setHorizontalSpacing(24)
        self._sides.setVerticalSpacing(4)
        self._sides.setColumnStretch(1, 1)
        self._sides.setColumnStretch(2, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(holder)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        beside = QHBoxLayout()  # not below: at 150 % there is no height for both
        beside.setSpacing(16)
        beside.addWidget(self._scroll, 1)
        right = QVBoxLayout()
        self._choices = QVBoxLayout()
        self._choices.setSpacing(4)
        right.addLayout(self._choices)
        right.addStretch(1)
        beside.addLayout(right)
        beside.addStretch(0)
        self._beside = beside
        column.addLayout(beside, 1)

    def show_question(self, question: RosterQuestion, chosen: str, place: str) -> None:
        """Ask; ``chosen`` is what holds now, ``place`` says which question this is."""
        self.question = question
        relabel(self.place, place)
        relabel(self.text, question.text)
        self._show_sides(question.sides)
        clear(self._choices)
        self.buttons = []
        for number, choice in enumerate(question.choices, 1):
            careful = tr("（不回答就这样）") if choice.key == question.default else ""
            button = tool_button(f"{number} {choice.text}{careful}")
            button.setCheckable(True)
            button.setChecked(choice.key == chosen)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, number=number: self._decide(number - 1))
            self._choices.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)

    def _show_sides(self, sides: tuple[tuple[str, str, str], ...]) -> None:
        clear(self._sides)
        self._scroll.setVisible(bool(sides))
        self._beside.setStretch(2, 0 if sides else 1)
        if not sides:
            return
        for column, head in enumerate(("", *self._heads)):
            self._sides.addWidget(label(head, "second"), 0, column)
        for row, (field, kept, file) in enumerate(sides, 1):
            differs = kept != file and "—" not in (kept, file)
            self._sides.addWidget(label(field, "second"), row, 0)
            for column, text in ((1, kept), (2, file)):
                self._sides.addWidget(label(text, "strong" if differs else "", wrap=True), row, column)
        self._sides.setRowStretch(len(sides) + 1, 1)

    @property
    def marked(self) -> int:
        """Place of the choice that Enter takes."""
        return next((place for place, button in enumerate(self.buttons) if button.isChecked()), 0)

    def _mark(self, place: int) -> None:
        for number, button in enumerate(self.buttons):
            button.setChecked(number == place)

    def _decide(self, place: int) -> None:
        if self.question is not None and place < len(self.question.choices):
            self._mark(place)
            self.answered.emit(self.question.choices[place].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if plain and self.buttons:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._mark((self.marked + step) % len(self.buttons))
            case Qt.Key.Key_Left | Qt.Key.Key_Right if plain:
                self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if plain and not event.isAutoRepeat():
                self._decide(self.marked)
            case _ if plain and event.text().isdecimal() and 0 < int(event.text()) <= len(self.buttons):
                self._decide(int(event.text()) - 1)
            case _:
                super().keyPressEvent(event)
