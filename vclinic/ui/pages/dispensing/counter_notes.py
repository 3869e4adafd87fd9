"""What has to be read before anything is handed out, above the lines of the counter: the heaviest first. What forbids or
holds back stays in sight; the rest scrolls with the lines, which need their room on a narrow screen."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vclinic.services.counter_sheet import CounterSheet
from vclinic.services.known_of_person import KnownOfPerson
from vclinic.ui.known import said
from vclinic.ui.widgets.basics import reveal
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


class CounterNotes(QWidget):
    """Not in the pane at the right: they must be read on a narrow screen too.

    Attributes:
        emergency: a danger of the day. earlier: what an earlier version gave today, with count_button to take it off.
        held: an alert of the visit. closed, holds: checks that forbid, or want a doctor. unchecked: what else is taken, and
            what was not compared.
        scrolled: those that stand with the lines.
    """

    def __init__(self, page: QWidget, count: Callable[[], None]) -> None:
        super().__init__()
        self.emergency, self.earlier, self.held = Note("danger"), Note("warn"), Note("danger")
        self.closed, self.holds, self.unchecked = Note("danger"), Note("warn"), Note("info")
        self.emergency.hide()
        self.count_button = KeyButton(tr("扣除已发"), "F7", count, page)
        self.earlier.row.addWidget(self.count_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for note in (self.emergency, self.held, self.closed):
            column.addWidget(note)
        self.scrolled = (self.earlier, self.holds, self.unchecked)

    def _all(self) -> tuple[Note, ...]:
        return self.emergency, self.earlier, self.held, self.closed, self.holds, self.unchecked

    def show_nothing(self) -> None:
        """No prescription: nothing to read."""
        for note in self._all():
            note.say("info", "")
        self._show_count(shown=False)

    def show_sheet(self, sheet: CounterSheet, known: KnownOfPerson, emergency: str) -> None:
        """What stands in the way of these drugs."""
        self.emergency.say("danger", emergency)
        self._show_earlier(sheet)
        held = sheet.held if not sheet.dispensing_id else ()
        why = next((reason for check, reason in sheet.medicines.answered if check.kind == "vitals"), "")
        told = f"{tr('医生写明的理由')}：{why}" if why else ""
        self.held.say("danger", tr("先问上级再发药") if held else "", f"{''.join(held)}{told}" if held else "")
        self._show_medicines(sheet, known)

    def _show_medicines(self, sheet: CounterSheet, known: KnownOfPerson) -> None:
        """The checks as they stand now, one line each weight, and what else is taken."""
        checks, given = sheet.medicines, bool(sheet.dispensing_id)
        closed = "；".join(check.text for check in checks.closed)
        self.closed.say("danger", f"{tr('不能发')}：{closed}" if closed and not given else "")
        holds = [check.text for check in checks.holds]
        more = f"{tr('还有')} {len(holds) - 1} {tr('条，见三处方')}" if len(holds) > 1 else ""
        self.holds.say(
            "warn", f"{tr('先问医生')}：{holds[0]}" if holds and not given else "", more if not given else ""
        )
        unchecked = next((f"{tr('没有查')}：{check.text}" for check in checks.unchecked), "")
        told = {name: said.brief(taken) for taken in known.medicines for name in (taken.name, taken.means)}
        names = "、".join(told.get(name, name) for name in checks.others)
        others = f"{tr('别处在用')}：{names}" if names else ""
        self.unchecked.say("info", others, unchecked)

    def _show_earlier(self, sheet: CounterSheet) -> None:
        names = {line.drug.id: line.drug for line in sheet.lines}
        handed = [f"{names[drug].name} {quantity} {names[drug].base_unit}" for drug, quantity in sheet.handed_before]
        shown = bool(handed) and not sheet.dispensing_id and not sheet.superseded
        if sheet.superseded and not sheet.dispensing_id:
            self.earlier.say("warn", tr("不能再发"), sheet.superseded)
        elif shown:
            text = f"{tr('今天上一版处方已发')}：{'、'.join(handed)}"
            self.earlier.say("warn", text, tr("要不要从这次里扣除，请医生决定；不扣就照实发数量发。"))
        else:
            self.earlier.say("warn", "")
        self._show_count(shown=shown)

    def _show_count(self, *, shown: bool) -> None:
        reveal(self.count_button, shown)
        self.count_button.set_enabled(shown, tr("今天没有发过"))
