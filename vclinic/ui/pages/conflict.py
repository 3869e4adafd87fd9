"""Two computers changed one record: both versions side by side, and a key for each row."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from vclinic.domain.conflict import MOST_WHY
from vclinic.domain.problem import Problem
from vclinic.services import answer_conflict
from vclinic.services.answer_conflict import MINE, OTHER, USUAL, Conflict, Row, open_conflict, open_conflicts
from vclinic.services.set_aside import Side
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenConflict, OpenSyncCentre
from vclinic.ui.messages import MESSAGES
from vclinic.ui.opening import page_of
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.reason_line import ReasonLine
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr

_SIDES = {MINE: "用这台的", OTHER: "用另一台的"}
_KEYS = {"1": MINE, "2": OTHER}


class ConflictPage(Page[OpenConflict]):
    """The rows that differ stand first; nothing is stored before every one of them is chosen."""

    name = "conflict"
    opens = (OpenConflict,)
    behind = "sync"
    hints = (
        ("↑ ↓", "选一行"),
        ("1", "用这台的"),
        ("2", "用另一台的"),
        ("L", "写理由"),
        ("Ctrl+S", "选定上报"),
        ("Esc", "返回"),
    )

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._conflict: Conflict | None = None
        self.taken: dict[str, str] = {}
        self._rows: tuple[Row, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.headline = label("", "title", wrap=True)
        column.addWidget(self.headline)
        self.says = label("", "second", wrap=True)
        column.addWidget(self.says)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        self.table = ListTable(["", "", "", ""], (190, 0, 0, 150))
        self.table.opened.connect(self._turn)
        inside.addWidget(self.table)
        column.addWidget(card, 1)
        self.note = Note("info")
        column.addWidget(self.note)
        self.why = ReasonLine(USUAL, tr("为什么这样选，可不填："), MOST_WHY)
        self.why.setAccessibleName(tr("选定的理由"))
        self.why.returnPressed.connect(self.table.setFocus)
        column.addWidget(self.why)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.all_mine = KeyButton(tr("全用这台的"), "Ctrl+1", lambda: self._take_all(MINE), self)
        self.all_other = KeyButton(tr("全用另一台的"), "Ctrl+2", lambda: self._take_all(OTHER), self)
        self.save_button = KeyButton(tr("选定上报"), "Ctrl+S", self.save, self, "primary")
        foot.addWidget(self.all_mine)
        foot.addWidget(self.all_other)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        for key, side in _KEYS.items():
            shortcut(self, key, lambda side=side: self._take(side))
        shortcut(self, "L", self.why.setFocus)
        self.table.say_when_empty(tr("没有要选定的。两台电脑改了同一份资料时，会在这里并排给您看。"))
        self.setFocusProxy(self.table)

    def open(self, destination: OpenConflict) -> None:
        """Read the question again: of the record named, else the oldest one."""
        self.titled.emit([tr("上报中心"), tr("两台电脑都改过")])
        self.note.say("info", "")
        tasks.now(lambda: self._asked(destination), self._show)

    def _asked(self, destination: OpenConflict) -> Conflict | None:
        if destination.entity_id:
            return open_conflict(self.station, destination.entity_id)
        waiting = open_conflicts(self.station)
        return waiting[0] if waiting else None

    def _show(self, conflict: Conflict | None) -> None:
        same = conflict is not None and self._conflict is not None and conflict.key == self._conflict.key
        self._conflict = conflict
        if not same:
            self.why.clear()
        self.why.setVisible(conflict is not None)
        if conflict is None:
            self.taken, self._rows = {}, ()
            relabel(self.headline, tr("没有要选定的资料"))
            relabel(self.says, "")
        else:
            if not same:
                self.taken = {row.key: row.proposed for row in conflict.differing if row.proposed}
            self._rows = (*conflict.differing, *(row for row in conflict.rows if not row.differs))
            name = f"{conflict.name}{tr('的')}" if conflict.name else ""
            relabel(self.headline, f"{name}{conflict.what}{tr('，两台电脑都改过，用哪一版？')}")
            text = tr("已填好的是只有一边改过的，请核对。选定后作为新的一版上报；两版都留着，以后还能看。")
            doubts = [side.doubt for side in (conflict.mine, conflict.other) if side.doubt]
            relabel(self.says, text + "".join(f"{doubt}{tr('，写的时间不可信。')}" for doubt in doubts))
            heads = [tr("栏目"), _head(tr("这台"), conflict.mine), _head(tr("另一台"), conflict.other), tr("用哪一边")]
            self.table.setHorizontalHeaderLabels(heads)
        for button in (self.all_mine, self.all_other, self.save_button):
            button.set_enabled(conflict is not None, tr("没有要选定的"))
        self._fill()
        self.table.setFocus()

    def _fill(self) -> None:
        rows = [[row.caption, row.mine, row.other, self._choice(row)] for row in self._rows]
        marks = [("ok" if row.key in self.taken else "warn") if row.differs else "" for row in self._rows]
        self.table.show_rows(rows, marks)
        left = self.left
        if not left:
            self.note.say("info", "")
        self.save_button.set_text(f"{tr('选定上报')}{tr('，还差')} {left} {tr('行')}" if left else tr("选定上报"))

    @property
    def left(self) -> int:
        """How many rows nobody has chosen yet."""
        return sum(row.differs and row.key not in self.taken for row in self._rows)

    def _choice(self, row: Row) -> str:
        if not row.differs:
            return tr("两边一样")
        return tr(_SIDES[self.taken[row.key]]) if row.key in self.taken else tr("请选 1 或 2")

    def _take(self, side: str) -> None:
        place = self.table.currentRow()
        if 0 <= place < len(self._rows) and self._rows[place].differs:
            self.taken[self._rows[place].key] = side
            self._fill()
            self.table.setCurrentCell(self._next(place), 0)

    def _next(self, place: int) -> int:
        """The next row nobody has chosen; else this one."""
        later = [*range(place + 1, len(self._rows)), *range(place)]
        waiting = (at for at in later if self._rows[at].differs and self._rows[at].key not in self.taken)
        return next(waiting, place)

    def _turn(self, place: int) -> None:
        """Enter: the other side than now."""
        self._take(OTHER if self.taken.get(self._rows[place].key) == MINE else MINE)

    def _take_all(self, side: str) -> None:
        self.taken = {row.key: side for row in self._rows if row.differs}
        self._fill()

    def save(self) -> None:
        """Store the answer, or say at which row something is missing or wrong."""
        conflict = self._conflict
        if conflict is not None:
            tasks.now(
                lambda: answer_conflict.answer(self.station, conflict, self.taken, self.why.text()), self._answered
            )

    def _answered(self, problems: list[Problem]) -> None:
        conflict = self._conflict
        if conflict is None:
            return
        if problems:
            self.note.say("warn", tr("还不能选定："), "；".join(problem.text for problem in problems))
            fields = {name: place for place, row in enumerate(self._rows) for name in row.fields}
            self.table.setCurrentCell(fields.get(problems[0].field, max(0, self.table.currentRow())), 0)
            self.table.setFocus()
            return
        self._conflict = None
        MESSAGES.ok(tr("已选定，作为新的一版上报。没选上的一版也留着。"))
        self.stored.emit()
        following = open_conflicts(self.station)
        record = page_of(conflict.entity, conflict.entity_id, conflict.resident_id)
        self.navigate.emit(OpenConflict(following[0].entity_id) if following else record or OpenSyncCentre())


def _head(which: str, side: Side) -> str:
    return f"{which} {side.who} {side.at:%m-%d %H:%M}"
