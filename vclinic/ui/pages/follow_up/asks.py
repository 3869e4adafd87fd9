"""Questions in the page: is this an emergency, why overrule, why keep an implausible value. No dialog anywhere."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from vclinic.domain import codes
from vclinic.domain.fields import CodeList, Meaning
from vclinic.domain.problem import Problem
from vclinic.forms.draft import read_value
from vclinic.ui.forms.option_group import OptionGroup
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.widgets.basics import label
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr

_ROOMY = 1100  # from this width on an overrule is one row


class EmergencyAsk(Note):
    """After a symptom that may be an emergency: the doctor ticks what is really there, or says none.

    Signals:
        answered(tuple): confirmed signs, empty for none. left(): the answer is complete, go on with the form.
    """

    answered = Signal(tuple)
    left = Signal()

    def __init__(self, whose: str = "") -> None:
        """``whose``: the disease it is asked for, where several are on the page."""
        super().__init__("warn")
        self._whose = f"{whose}：" if whose else ""
        self._group: OptionGroup | None = None
        self._asked: tuple[str, ...] = ()
        self.is_answered = False
        self._holder = QVBoxLayout()
        self._none = QPushButton(tr("都没有"))
        self._none.setProperty("role", "row")
        self._none.clicked.connect(self._say_none)
        self.row.addLayout(self._holder)
        self.row.addWidget(self._none, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def ask(self, signs: Sequence[str], chosen: Sequence[str], known: CodeList | None) -> None:
        """Ask about some signs of the list ``known``; with none to ask it goes away."""
        if tuple(signs) == self._asked:
            return
        self._asked = tuple(signs)
        self.is_answered = bool(chosen)
        self._none.show()
        if self._group is not None:
            self._group.deleteLater()
            self._group = None
        if not signs:
            self.say("warn", "")
            return
        words = [known.label(sign) if known is not None else sign for sign in signs]
        listed = tuple((str(place), word) for place, word in enumerate(words, 1))
        self._group = OptionGroup(CodeList("asked", listed), multiple=True, name=tr("危急情况"))
        self._group.show_codes(tuple(str(signs.index(sign) + 1) for sign in chosen if sign in signs))
        self._group.chosen.connect(self._choose)
        self._group.entered.connect(lambda _forward: self._enter())
        self._holder.addWidget(self._group)
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
        self.answered.emit(tuple(self._asked[int(place) - 1] for place in places))

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


class ReasonAsk(Note):
    """An implausible value stays only with a reason.

    Signals:
        given(str, str): field and reason, as typed. left(): Enter, the reason is complete.
    """

    given = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("warn")
        self._field = ""
        self._edit = QLineEdit()
        self._edit.setPlaceholderText(tr("核对过，理由"))
        self._edit.setFixedWidth(260)
        self._edit.setAccessibleName(tr("核对过，理由"))
        self._edit.textEdited.connect(lambda text: self.given.emit(self._field, text))
        self._edit.returnPressed.connect(self.left)
        self.row.addWidget(self._edit, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def ask(self, found: Sequence[Problem], reasons: dict[str, str]) -> None:
        """Ask about the first value without a reason; the one being typed stays until it is finished."""
        waiting = [each for each in found if not reasons.get(each.field, "").strip()]
        current = next((each for each in found if each.field == self._field), None)
        if current is not None and self._edit.hasFocus():
            return
        if not waiting:
            self._field = ""
            self.say("warn", "")
            return
        if waiting[0].field != self._field:
            self._field = waiting[0].field
            self._edit.setText(reasons.get(self._field, ""))
        self.say("warn", tr("请核对："), waiting[0].text)

    def take_focus(self) -> None:
        """Put the focus on the reason."""
        self._edit.setFocus()


class OverruleAsk(QFrame):
    """F8: another class or another date, never without a reason.

    Signals:
        decided(dict, str): chosen values by field ({} takes the overrule back) and the reason; closed().
    """

    decided = Signal(dict, str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setProperty("level", "plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._halves.setContentsMargins(12, 6, 12, 6)
        self._halves.setSpacing(8)
        self._class = OptionGroup(codes.VISIT_CLASS, name=tr("改判"))
        self._date = ValueEdit(Meaning(tr("下次随访日期"), "date"), 110)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(tr("必填，卫生院会看到"))
        what, why = QHBoxLayout(), QHBoxLayout()
        self._head = label(tr("改判为"), "strong")
        for widget in (self._head, self._class, label(tr("下次随访")), self._date):
            what.addWidget(widget)
        what.addStretch(1)
        why.addWidget(label(tr("理由")))
        why.addWidget(self._reason, 1)
        for text, call in ((tr("确定"), self._decide), (tr("不改了"), self._give_up)):
            button = QPushButton(text)
            button.setProperty("role", "row")
            button.clicked.connect(call)
            why.addWidget(button)
        for half, room in ((what, 0), (why, 1)):
            half.setSpacing(8)
            self._halves.addLayout(half, room)
        self._class.entered.connect(lambda _forward: self._date.setFocus())
        self._class.complete.connect(self._reason.setFocus)
        self._date.entered.connect(lambda _forward: self._reason.setFocus())
        self._reason.returnPressed.connect(self._decide)
        self._machine: dict[str, Any] = {}
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _ROOMY
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def ask(self, machine: dict[str, Any], chosen: dict[str, Any], reason: str, whose: str = "") -> None:
        """Open with what the machine says and what was chosen before; ``whose``: the disease, where there are several."""
        self._machine = machine
        self._head.setText(f"{whose} {tr('改判为')}".strip())
        shown = machine | chosen
        self._class.show_codes((str(shown.get("visit_class", "")),))
        day = shown.get("next_visit_date")
        self._date.setText(day.isoformat() if isinstance(day, date) else "")
        self._reason.setText(reason)
        self.show()
        self._class.setFocus()

    def settle(self) -> bool:
        """Take what is written, as Enter would; False while it cannot be taken."""
        if self.isVisible():
            self._decide()
        return self.isHidden()

    def _decide(self) -> None:
        day = read_value("next_visit_date", Meaning(tr("下次随访日期"), "date"), self._date.text())
        if isinstance(day, Problem):
            self._date.show_state("invalid", day.text)
            self._date.setFocus()
            return
        self._date.show_state("")
        picked = {"visit_class": (self._class.codes_on() or ("",))[0], "next_visit_date": day}
        chosen = {name: value for name, value in picked.items() if value and value != self._machine.get(name)}
        reason = self._reason.text().strip()
        if chosen and not reason:
            self._reason.setPlaceholderText(tr("请先写明理由，再按 Enter"))
            self._reason.setFocus()
            return
        self.hide()
        self.decided.emit(chosen, reason)
        self.closed.emit()

    def _give_up(self) -> None:
        self.hide()
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        # Esc closes the question, not the page: it is claimed here before the shell's shortcut sees it.
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._give_up()
                return True
        return super().event(event)


def holder(*widgets: QWidget) -> QWidget:
    """Questions one under the other."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for widget in widgets:
        column.addWidget(widget)
    return made
