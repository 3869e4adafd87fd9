"""One record beside the queue, and its verdict."""

from datetime import date

import pytest

from sync.server.console.review_pages import usual_deadline
from tests.server.browserless import Visitor
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice


def test_a_decision_nobody_offered_is_refused(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    assert "没有保存任何东西" in admin.post("/review/V-1.r1", {"decision": "burn"}).text
    assert clinic.round().notices == ()


@pytest.mark.parametrize(
    ("today", "wanted"),
    [("2026-11-24", "2026-11-27"), ("2026-11-25", "2026-11-30"), ("2026-11-26", "2026-11-30"), ("2026-11-27", "2026-11-30")],
)  # fmt: skip
def test_the_usual_deadline_is_a_working_day(today: str, wanted: str) -> None:
    assert usual_deadline(date.fromisoformat(today)).isoformat() == wanted


def test_the_page_offers_the_usual_deadline(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    assert 'name="deadline" value="2026-11-30"' in admin.get("/review/V-1.r1").text
