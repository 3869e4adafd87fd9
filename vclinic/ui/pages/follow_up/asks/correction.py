"""A stored visit that is opened again says that it is a correction, of what, and asks why."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt, Signal

from vclinic.domain import codes
from vclinic.services.corrections import USUAL_OF_VISIT
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.reason_line import ReasonLine
from vclinic.ui.words import tr


class CorrectionBar(Note):
    """Over the form of a stored visit; nothing over a new one.

    Signals:
        given(str): the reason, as typed. left(): Enter, it is complete.
    """

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("info")
        self.reason = ReasonLine(USUAL_OF_VISIT)
        self.reason.given.connect(self.given)
        self.reason.returnPressed.connect(self.left)
        self.row.addWidget(self.reason, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_part(self, part: Part) -> None:
        """Show what is corrected, and what hangs on it as it stands now."""
        sheet = part.sheet
        if not sheet.corrects or sheet.stored_on is None:
            self.say("info", "")
            return
        title = f"{tr('更正')} {sheet.stored_on} {tr('的')}{part.label}{tr('随访，第')} {sheet.base_revision + 1} {tr('版')}"
        self.reason.show_reason(part.decided.correction)
        before, now = sheet.stored_class, part.visit_class
        changed = bool(before and now and before != now)
        named = {code: f"{code} {codes.VISIT_CLASS.label(code)}" for code in (before, now) if code}
        hangs = f"　{tr('分类由')} {named[before]} {tr('变成')} {named[now]}{tr('；')}" if changed else ""
        if changed:
            hangs += tr("三处方存好后再问要不要重开，已发的药不收回。") if sheet.has_orders else tr("还没有开三处方。")
        self.say("warn" if changed else "info", title, hangs)
