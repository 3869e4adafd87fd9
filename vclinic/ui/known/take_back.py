"""A laboratory value or a reaction that was a typing error, taken back with the reason."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.domain.medication_profile import TEXT_LENGTH
from vclinic.domain.problem import Problem
from vclinic.services.known_of_person import Mistakable
from vclinic.ui.known.choices import Choices
from vclinic.ui.known.leaving import Leaving
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr


class TakeBack(QWidget):
    """``drop(what, reason)`` says what cannot be.

    Signals:
        grew(): more stands here than before. left(): Esc.
    """

    grew = Signal()
    left = Signal()

    def __init__(self, drop: Callable[[Mistakable, str], list[Problem]]) -> None:
        super().__init__()
        self._drop = drop
        self._offered: Sequence[Mistakable] = ()
        self._wrong: Mistakable | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        self._question = label("", "second", wrap=True)
        column.addWidget(self._question)
        self.choices = Choices(self._chosen, columns=1)
        column.addWidget(self.choices)
        self.reason = LineEdit()
        self.reason.setProperty("boxed", True)
        self.reason.setMaxLength(TEXT_LENGTH)
        self.reason.setAccessibleName(tr("记错的原因"))
        self.reason.setPlaceholderText(tr("为什么，例如 看错行、别人的单子；Enter"))
        self.reason.returnPressed.connect(self._keep)
        column.addWidget(self.reason)
        self.said = label("", "", "danger", wrap=True)
        column.addWidget(self.said)
        Leaving(self, self.left.emit, self.reason)

    def begin(self, offered: Sequence[Mistakable]) -> None:
        """Ask which of these it is; at least one."""
        self._offered, self._wrong = offered, None
        self.choices.offer([(str(place), what.text) for place, what in enumerate(offered)])
        Leaving(self.choices, self.left.emit, *self.choices.buttons.values())
        relabel(self._question, tr("哪一条记错了？"))
        self.reason.clear()
        self.reason.hide()
        self.said.hide()
        self.show()
        self.choices.begin()

    def _chosen(self, place: str) -> None:
        self._wrong = self._offered[int(place)]
        relabel(self._question, f"{tr('取消')}：{self._wrong.text}")
        self.choices.hide()
        self.reason.show()
        self.reason.setFocus()
        self.grew.emit()

    def _keep(self) -> None:
        if self._wrong is None:
            return
        problems = self._drop(self._wrong, self.reason.text())
        relabel(self.said, problems[0].text if problems else "")
        reveal(self.said, bool(problems))
