"""Today's prescriptions at the left of the counter: who waits, and who was served."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from vclinic.domain.stock import yuan
from vclinic.services.dispensing_queue import QueueEntry
from vclinic.ui.widgets.basics import label, relabel, sex_word
from vclinic.ui.words import tr


class QueueList(QFrame):
    """Attributes:
        head: how many wait. list: the prescriptions.

    Signals:
        picked(str): the id of a prescription.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verdict")
        self.setFixedWidth(212)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = label("", "caption")
        self.head.setContentsMargins(14, 8, 8, 8)
        column.addWidget(self.head)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("今天的处方"))
        self.list.itemClicked.connect(self._pick)
        self.list.itemActivated.connect(self._pick)
        column.addWidget(self.list, 1)

    def show_entries(self, entries: Sequence[QueueEntry], wanted: str) -> str:
        """Show the queue, with ``wanted`` marked; returns what to open: that one, else the first that waits, else
        nothing."""
        self.list.clear()
        waiting = [entry.prescription_id for entry in entries if entry.state == "waiting"]
        text = f"{tr('今天的处方')}　{tr('待发')} {len(waiting)} · {tr('已发')} {len(entries) - len(waiting)}"
        relabel(self.head, text)
        for entry in entries:
            item = QListWidgetItem(_text(entry))
            item.setData(Qt.ItemDataRole.UserRole, entry.prescription_id)
            self.list.addItem(item)
            if entry.prescription_id == wanted:
                self.list.setCurrentItem(item)
        return wanted or next(iter(waiting), "")

    def _pick(self, item: QListWidgetItem) -> None:
        self.picked.emit(str(item.data(Qt.ItemDataRole.UserRole)))


def _text(entry: QueueEntry) -> str:
    tail = f"{yuan(entry.total)} {tr('元')} ✓" if entry.state == "done" else entry.diseases
    who = f"{entry.name}  {sex_word(entry.sex_code)} {entry.age}　{entry.issued_at:%H:%M}"
    return f"{who}\n{entry.lines} {tr('种')} · {tail}"
