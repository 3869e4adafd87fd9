"""Prescriptions that are opened again say that they are corrected, of what, and ask why."""

from PySide6.QtCore import Qt, Signal

from vclinic.domain.dates import beijing_day
from vclinic.services.corrections import USUAL_OF_PRESCRIPTION
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.ui.widgets.note import Note
from vclinic.ui.widgets.reason_line import ReasonLine
from vclinic.ui.words import tr


class PrescriptionCorrection(Note):
    """Over the columns of stored prescriptions; nothing over new ones.

    Signals:
        given(str): the reason, as typed. left(): Enter, it is complete.
    """

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("info")
        self.reason = ReasonLine(USUAL_OF_PRESCRIPTION)
        self.reason.given.connect(self.given)
        self.reason.returnPressed.connect(self.left)
        self.row.addWidget(self.reason, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_sheet(self, sheet: PrescriptionSheet) -> None:
        """Show what is corrected, and the reason as far as it is written."""
        self.reason.show_reason(sheet.correction_reason)
        if sheet.stored_at is None:
            self.say("info", "")
            return
        day = beijing_day(sheet.stored_at)
        title = f"{tr('更正')} {day} {sheet.stored_at:%H:%M} {tr('存的三处方')}"
        self.say("info", title, tr("改了才另存；已发的药不收回。"))
