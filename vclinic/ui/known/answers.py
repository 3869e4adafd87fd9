"""Allergies and diseases nobody knows of: whether that was asked, and "没有" as one click with its day."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from vclinic.services.known_of_person import Answer, KnownOfPerson
from vclinic.ui.known import said
from vclinic.ui.widgets.basics import label, relabel, reveal, tool_button
from vclinic.ui.words import tr

ALLERGIES, DISEASES = "allergies", "diseases"
_ROWS = ((ALLERGIES, "过敏", "没有过敏"), (DISEASES, "疾病", "没有别的病"))


class Answers(QWidget):
    """A row each; one of which something is known is told elsewhere on the page and has none."""

    def __init__(self, say_none: Callable[[str], None]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows: dict[str, QWidget] = {}
        self.buttons: dict[str, QToolButton] = {}
        self.texts = {name: label("", "second") for name, _, _ in _ROWS}
        for name, caption, none in _ROWS:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            row.addWidget(label(tr(caption), "caption"))
            row.addWidget(self.texts[name], 1)
            button = tool_button(tr(none))
            button.clicked.connect(partial(self._clicked, say_none, name))
            row.addWidget(button)
            self._rows[name], self.buttons[name] = holder, button
            column.addWidget(holder)

    def _clicked(self, say_none: Callable[[str], None], name: str, _checked: bool = False) -> None:
        say_none(name)

    def show_known(self, known: KnownOfPerson) -> None:
        """Show which of the two were asked."""
        self._show(ALLERGIES, known.allergies, known.allergies_asked)
        self._show(DISEASES, known.diseases, known.diseases_asked)

    def _show(self, name: str, known: str, answer: Answer) -> None:
        none = {row[0]: row[2] for row in _ROWS}[name]
        text, level = said.asked(answer, tr(none))
        relabel(self.texts[name], text, level)
        reveal(self.buttons[name], answer.state == "never")
        reveal(self._rows[name], not known and not (name == DISEASES and answer.state == "undated"))
