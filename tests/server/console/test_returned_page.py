"""What was returned and has not come back."""

from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice


def test_what_a_return_asked_for_stands_on_its_pages(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    sent = {"decision": "return", "remark.sbp": "量了几次", "general": "整份看一遍", "deadline": "2026-11-28"}
    admin.post("/review/V-1.r1", sent)
    assert "量了几次；整份看一遍" in text_of(admin.get("/review/returned").text)
    shown = text_of(admin.get("/review/V-1.r1").text)
    assert "退回意见：“量了几次”" in shown
    assert "退回：“整份看一遍”" in shown
    assert "没改" not in shown
