"""What the review page shows of one record."""

from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


def test_what_this_program_cannot_name_is_still_shown(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    sent = visit()
    record = sent.data["record"] | {"waist_cm_of_tomorrow": "84 <cm>"}
    clinic.round(resident(), sent.model_copy(update={"data": sent.data | {"record": record}}))
    shown = text_of(admin.get("/review/V-1.r1").text)
    assert "waist_cm_of_tomorrow（新栏目）" in shown
    assert "84 <cm>" in shown
