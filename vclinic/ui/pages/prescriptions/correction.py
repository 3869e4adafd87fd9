"""Prescriptions that are opened again say that they are corrected, of what, and ask why."""

from vclinic.domain.dates import beijing_day
from vclinic.services.corrections import USUAL_OF_PRESCRIPTION
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.ui.widgets.reason_note import ReasonNote
from vclinic.ui.words import tr


class PrescriptionCorrection(ReasonNote):
    """Over the columns of stored prescriptions; nothing over new ones."""

    def __init__(self) -> None:
        super().__init__(USUAL_OF_PRESCRIPTION)

    def show_sheet(self, sheet: PrescriptionSheet) -> None:
        """Show what is corrected, and the reason as far as it is written."""
        self.reason.show_reason(sheet.correction_reason)
        if sheet.stored_at is None:
            self.say("info", "")
            return
        day = beijing_day(sheet.stored_at)
        title = f"{tr('更正')} {day} {sheet.stored_at:%H:%M} {tr('存的三处方')}"
        self.say("info", title, tr("改了才另存；已发的药不收回。"))
