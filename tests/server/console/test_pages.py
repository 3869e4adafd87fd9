"""What every page shares: moments as one says them, and pages that are not there."""

from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice


def test_a_day_of_another_year_says_its_year(admin: Visitor, clinic: ClinicDevice) -> None:
    past = {"visit_date": "2025-11-17", "next_visit_date": "2026-02-16", "heart_rate": 70}
    clinic.round(resident(), visit("V-0", **past), visit())
    assert "首报 2025-11-17 16:40" in text_of(admin.get("/review/V-0.r1").text)
    shown = text_of(admin.get("/review/V-1.r1").text)
    assert "上次 2025-11-17" in shown
    assert "首报 11-16 16:40" in shown


def test_pages_that_are_not_there_say_so(admin: Visitor) -> None:
    for path in ("/nowhere", "/review/nobody", "/residents/nobody"):
        answer = admin.get(path)
        assert answer.status_code in (404, 409)
        assert "可能地址写错了" in answer.text
