"""An adverse reaction told outside a form: which drug, what kind, in which words, and when."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vclinic.domain.medication_profile import REACTION, TEXT_LENGTH
from vclinic.domain.problem import Problem
from vclinic.ui.known.choices import Choices
from vclinic.ui.known.leaving import Leaving
from vclinic.ui.known.name_field import NameField
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_DAY, _OTHER = 104, "other"
Tell = Callable[[str, str, str, str], list[Problem]]


class ReactionEntry(QWidget):
    """``tell(drug, text, kind, day)`` says what cannot be kept; the words of a kind stand for themselves where no others
    are written.

    Signals:
        grew(): more stands here than before. left(): Esc, or an empty name.
    """

    grew = Signal()
    left = Signal()

    def __init__(self, suggest: Callable[[str], Sequence[str]], tell: Tell) -> None:
        super().__init__()
        self._tell, self._kind = tell, ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        self.field = NameField(suggest, "引起不良反应的药")
        self.field.named.connect(self._named)
        self.field.grew.connect(self.grew)
        column.addWidget(self.field)
        self._question = label("", "second", wrap=True)
        column.addWidget(self._question)
        self.kinds = Choices(self._chosen)
        self.kinds.offer([(code, tr(text)) for code, text in REACTION.options])
        column.addWidget(self.kinds)
        self._last = QWidget()
        row = QHBoxLayout(self._last)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.text, self.day = LineEdit(), LineEdit()
        for edit, name in ((self.text, tr("怎样不好")), (self.day, tr("发生日期，不知道就清空"))):
            edit.setProperty("boxed", True)
            edit.setAccessibleName(name)
            edit.returnPressed.connect(self._keep)
        self.text.setMaxLength(TEXT_LENGTH)
        self.day.setFixedWidth(_DAY)
        self.day.setPlaceholderText(tr("哪天"))
        row.addWidget(self.text, 1)
        row.addWidget(self.day)
        column.addWidget(self._last)
        self.said = label("", "", "danger", wrap=True)
        column.addWidget(self.said)
        watched = (self.field.edit, self.text, self.day, *self.kinds.buttons.values())
        Leaving(self, self.left.emit, *watched)

    def begin(self, day: date) -> None:
        """An empty line for the drug; the day is ``day`` until another is written."""
        self._kind = ""
        self.text.clear()
        self.day.setText(day.isoformat())
        for part in (self._question, self.kinds, self._last, self.said):
            part.hide()
        self.show()
        self.field.begin(tr("哪种药引起的，例如 依那普利；Enter"))

    def _named(self, name: str) -> None:
        if not name:
            self.left.emit()
            return
        relabel(self._question, f"{name}{tr('，怎样不好？')}")
        self._question.show()
        self.kinds.begin()
        self.grew.emit()

    def _chosen(self, kind: str) -> None:
        self._kind = kind
        said = REACTION.label(kind)
        relabel(self._question, f"{self.field.edit.text()}：{tr(said)}")
        hint = tr("例如 恶心、脚肿；Enter") if kind == _OTHER else tr("可补几个字；Enter")
        self.text.setPlaceholderText(hint)
        self.kinds.hide()
        self._last.show()
        self.text.setFocus()
        self.grew.emit()

    def _keep(self) -> None:
        text = self.text.text().strip() or ("" if self._kind == _OTHER else REACTION.label(self._kind))
        problems = self._tell(self.field.edit.text(), text, self._kind, self.day.text().strip())
        if not problems:
            return
        relabel(self.said, problems[0].text)
        reveal(self.said, True)
        (self.day if problems[0].field == "on" else self.text).setFocus()
        self.grew.emit()
