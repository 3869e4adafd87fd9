"""What has to be decided before the prescription can be saved, above the lines: the weightiest first, each check with
its own answer, each name nobody knows with a way to say what it is, and at last what was answered before."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vclinic.domain.prescription import ONE_BOX, Check
from vclinic.services.regimen_checks import asks_planning, asks_same_box
from vclinic.ui.pages.prescriptions.remembered import Remembered
from vclinic.ui.pages.prescriptions.unknown_name import UnknownName
from vclinic.ui.widgets.basics import label, relabel, reshape, reveal, shape, tool_button
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_LEVEL = {"forbid": "danger", "warn": "warn"}


class Concern(QFrame):
    """One check that stops the prescription, or wants a reason.

    Attributes:
        reason: where the reason for overruling this check is written; hidden where none helps. text, acts: what is said, and
            other answers.

    Signals:
        given(str, str): code of the check and the reason as it stands.
        decided(Check, str): "stop", "less" or "other" for what a reaction is answered with; "planned" or "not_planned".
    """

    given = Signal(str, str)
    decided = Signal(Check, str)

    def __init__(self, check: Check, reason: str) -> None:
        super().__init__()
        self.setObjectName("note")
        self.check, self._asked = check, False
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 6)
        column.setSpacing(3)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._shape = shape("", 16)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        self.text = label("", wrap=True)
        row.addWidget(self.text, 1)
        column.addLayout(row)
        self._sure = label("", "caption", wrap=True)
        column.addWidget(self._sure)
        self._acts = QWidget()
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(6)
        self.acts = [tool_button(text) for text, _ in self._answers()]
        for button, (_, act) in zip(self.acts, self._answers(), strict=True):
            button.clicked.connect(lambda _checked=False, act=act: act())  # an act takes nothing of the click
            acts.addWidget(button)
        acts.addStretch(1)
        column.addWidget(self._acts)
        self.reason = LineEdit(reason)
        self.reason.setProperty("boxed", True)
        self.reason.setPlaceholderText(tr("仍要这样用，请写理由"))
        self.reason.textEdited.connect(lambda: self.given.emit(self.check.code, self.reason.text().strip()))
        column.addWidget(self.reason)
        self.say(check)

    def _answers(self) -> list[tuple[str, Callable[[], None]]]:
        if asks_same_box(self.check):
            return [(tr("同一盒"), lambda: self._give(ONE_BOX)), (tr("两盒"), self._two_boxes)]
        if self.check.kind == "reaction" and self.check.lines:
            options = (("停用", "stop"), ("减量", "less"), ("换药", "other"))
            return [(tr(text), lambda code=code: self.decided.emit(self.check, code)) for text, code in options]
        if asks_planning(self.check):
            options = (("没有打算", "not_planned"), ("打算怀孕", "planned"))
            return [(tr(text), lambda code=code: self.decided.emit(self.check, code)) for text, code in options]
        return []

    def _give(self, reason: str) -> None:
        self.reason.setText(reason)
        self.given.emit(self.check.code, reason)

    def _two_boxes(self) -> None:
        if self.reason.text() == ONE_BOX:
            self._give("")
        self._asked = True
        reveal(self.reason, True)
        self.reason.setFocus()

    def say(self, check: Check) -> None:
        """The check as it stands after an edit."""
        self.check = check
        level = _LEVEL[check.severity]
        self.setProperty("level", level)
        reshape(self._shape, level)
        held = f"{tr('待上级意见')}　" if check.kind == "vitals" and check.severity == "warn" else ""
        relabel(self.text, f"{held}{check.text}")
        relabel(self._sure, check.source)
        reveal(self._sure, bool(check.source))
        question = asks_same_box(check)
        reveal(self._acts, bool(self.acts))
        self.reason.setAccessibleName(f"{tr('理由')}：{check.text}")
        reveal(self.reason, check.severity == "warn" and (not question or self._asked or bool(self.reason.text())))


class Concerns(QWidget):
    """Signals:
    given(str, str): code of a check and its reason; decided(Check, str): the answer to a reaction or to 备孕吗; named(str, str): a
    name nobody knew and what it is.
    """

    given = Signal(str, str)
    decided = Signal(Check, str)
    named = Signal(str, str)

    def __init__(self, suggest: Callable[[str], Sequence[str]]) -> None:
        super().__init__()
        self._suggest = suggest
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 6, 8, 0)
        self._column.setSpacing(5)
        self._concerns: dict[str, Concern] = {}
        self._unknown: dict[str, UnknownName] = {}
        self._remembered: dict[str, Remembered] = {}
        self.hide()

    def start(self) -> None:
        """Another prescription: nothing is kept of the one before."""
        for widget in (*self._concerns.values(), *self._unknown.values(), *self._remembered.values()):
            self._drop(widget)
        self._concerns, self._unknown, self._remembered = {}, {}, {}

    def show_checks(
        self,
        checks: Sequence[Check],
        reasons: Mapping[str, str],
        unknown: Sequence[str],
        remembered: Sequence[Check] = (),
    ) -> None:
        """Show ``checks``, heaviest first, ``unknown`` names and what is ``remembered``; what stands already keeps its
        place under the hands."""
        shown = {check.code: check for check in checks}
        for code in [code for code in self._concerns if code not in shown]:
            self._drop(self._concerns.pop(code))
        for name in [name for name in self._unknown if name not in unknown]:
            self._drop(self._unknown.pop(name))
        for place, (code, check) in enumerate(shown.items()):
            concern = self._concerns.get(code)
            if concern is None:
                concern = self._concerns[code] = Concern(check, reasons.get(code, ""))
                concern.given.connect(self.given)
                concern.decided.connect(self.decided)
            if self._column.indexOf(concern) != place:
                self._column.insertWidget(place, concern)
            concern.say(check)
        for name in unknown:
            if name not in self._unknown:
                asked = self._unknown[name] = UnknownName(name, self._suggest)
                asked.named.connect(self.named)
                self._column.insertWidget(len(self._concerns) + len(self._unknown) - 1, asked)
        self._show_remembered(remembered)
        reveal(self, bool(shown or unknown or remembered))

    def _show_remembered(self, remembered: Sequence[Check]) -> None:
        told = {check.code: check for check in remembered}
        for code in [code for code in self._remembered if code not in told]:
            self._drop(self._remembered.pop(code))
        for code, check in told.items():
            if code not in self._remembered:
                self._remembered[code] = Remembered()
                self._column.addWidget(self._remembered[code])
            self._remembered[code].say(check)

    def reason(self, code: str) -> QLineEdit | None:
        """Where the reason for a check is written."""
        concern = self._concerns.get(code)
        if concern is None or concern.check.severity != "warn":
            return None
        return concern.reason

    def point_at(self, code: str) -> bool:
        """Put the hands on a check that wants an answer; False where it is not here or no reason helps."""
        reason = self.reason(code)
        if reason is None:
            return False
        concern = self._concerns[code]
        if reason.isHidden():
            concern.acts[0].setFocus()
        else:
            reason.setFocus()
        return True

    @staticmethod
    def _drop(widget: QWidget) -> None:
        widget.hide()
        widget.setParent(None)
        widget.deleteLater()
