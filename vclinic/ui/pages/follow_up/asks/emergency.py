"""Is this an emergency? Asked after a symptom that may be one."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from vclinic.domain.fields import CodeList
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_BESIDE, _COLUMNS = 4, 5  # so many signs stand beside the question; more in rows of five under it,
_ROOMY = 1100  # of four in a window narrower than this


class EmergencyAsk(Note):
    """After a symptom that may be an emergency: the doctor ticks what is really there, or says none.

    Signals:
        answered(tuple): confirmed signs, empty for none. left(): the answer is complete, go on with the form.

    Attributes:
        asked: the signs it asks about. is_answered: whether the doctor has said which of them are there.
    """

    answered = Signal(tuple)
    left = Signal()

    def __init__(self, whose: str = "") -> None:
        """``whose``: the disease it is asked for, where several are on the page."""
        super().__init__("warn")
        self._whose = f"{whose}：" if whose else ""
        self._group: OptionGroup | None = None
        self.asked: tuple[str, ...] = ()
        self.is_answered = False
        self._holder, self._below = QVBoxLayout(), QVBoxLayout()
        self._none = QPushButton(tr("都没有"))
        self._none.setProperty("role", "row")
        self._none.clicked.connect(self._say_none)
        self._column.addLayout(self._below)
        self.row.addLayout(self._holder)
        self.row.addWidget(self._none, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def ask(self, signs: Sequence[str], chosen: Sequence[str], known: CodeList | None) -> None:
        """Ask about some signs of the list ``known``; with none to ask it goes away."""
        if tuple(signs) == self.asked:
            return
        self.asked = tuple(signs)
        self.is_answered = bool(chosen)
        self._none.show()
        if self._group is not None:
            self._group.hide()  # it is there until the event loop comes round
            self._group.deleteLater()
            self._group = None
        if not signs:
            self.say("warn", "")
            return
        names = [known.label(sign) if known is not None else sign for sign in signs]
        listed = tuple((str(place), name) for place, name in enumerate(names, 1))
        many = len(signs) > _BESIDE
        columns = _COLUMNS if many else 0
        self._group = OptionGroup(CodeList("asked", listed), multiple=True, columns=columns, name=tr("危急情况"))
        self._group.show_codes(tuple(str(signs.index(sign) + 1) for sign in chosen if sign in signs))
        self._group.chosen.connect(self._choose)
        self._group.entered.connect(lambda _forward: self._enter())
        (self._below if many else self._holder).addWidget(self._group)
        if many and self.window().width() < _ROOMY:
            self._group.make_narrow()
            self._group.lay_out(_COLUMNS - 1)
        self.say("warn", self._whose + tr("这是不是危急情况？"), tr("确实有的请勾选，要紧急转诊；没有就按“都没有”。"))

    def _group_codes(self) -> tuple[str, ...]:
        return self._group.codes_on() if self._group is not None else ()

    def _enter(self) -> None:
        if self._group_codes():
            self.left.emit()
        else:
            self._say_none()

    def _choose(self, places: tuple[str, ...]) -> None:
        self.is_answered = True
        self.answered.emit(tuple(self.asked[int(place) - 1] for place in places))

    def _say_none(self) -> None:
        if self._group is not None:
            self._group.show_codes(())
        self.is_answered = True
        self.say("ok", "", self._whose + tr("医生确认：没有危急情况。"))
        if self._group is not None:
            self._group.hide()
        self._none.hide()
        self.answered.emit(())
        self.left.emit()

    def take_focus(self) -> None:
        """Put the focus on the question."""
        (self._group or self._none).setFocus()
