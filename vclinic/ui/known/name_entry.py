"""A medicine somebody else gave, told in two steps: its name as it is said, then where it came from."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.domain.medication_profile import SOURCE
from vclinic.ui.known.choices import Choices
from vclinic.ui.known.leaving import Leaving
from vclinic.ui.known.name_field import NameField
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.words import tr


class NameEntry(QWidget):
    """Names of the tables are offered below; what was typed is kept unless one is chosen with the arrows.

    Signals:
        told(str, str): the name as said and the code of its source.
        meant(str, str): a name nobody could read, and the name it was said to be.
        grew(): more stands here than before.
        left(): Esc.
    """

    told = Signal(str, str)
    meant = Signal(str, str)
    grew = Signal()
    left = Signal()

    def __init__(self, suggest: Callable[[str], Sequence[str]]) -> None:
        super().__init__()
        self._unread = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        self.field = NameField(suggest, "别处的药")
        self.field.named.connect(self._named)
        self.field.grew.connect(self.grew)
        self.edit = self.field.edit
        column.addWidget(self.field)
        self._question = label("", "second")
        column.addWidget(self._question)
        self._sources = Choices(self._tell)
        self._sources.offer([(code, tr(text)) for code, text in SOURCE.options])
        column.addWidget(self._sources)
        Leaving(self, self.left.emit, self.edit, *self._sources.buttons.values())

    def begin(self, unread: str = "") -> None:
        """An empty line that waits for a name, or for what ``unread`` is."""
        self._unread = unread
        self._question.hide()
        self._sources.hide()
        self.show()
        hint = f"{unread}{tr('是什么药，写通用名；Enter')}" if unread else tr("药名照他说的写，例如 科素亚；Enter")
        self.field.begin(hint)

    def _named(self, name: str) -> None:
        if not name:
            self.left.emit()
        elif self._unread:
            self.meant.emit(self._unread, name)
        else:
            relabel(self._question, f"{name}{tr('，从哪里来的？')}")
            self._question.show()
            self._sources.begin()
            self.grew.emit()

    def _tell(self, source: str) -> None:
        self.told.emit(self.edit.text(), source)
