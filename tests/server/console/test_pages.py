"""What every page shares: moments as one says them, and pages that are not there."""

from datetime import date, datetime

import pytest

from sync.server.console import pages
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
        assert answer.status_code == 404
        assert "可能地址写错了" in answer.text


NOW = datetime.fromisoformat("2026-11-25T09:20:00+08:00")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (None, "从未"), ("", "从未"), ("2026-11-25T08:12:00+08:00", "08:12"), ("2026-11-25T00:00:00+08:00", "00:00"),
        ("2026-11-24T23:59:00+08:00", "昨天 23:59"), ("2026-11-23T18:20:00+08:00", "11-23"),
        ("2025-12-31T18:20:00+08:00", "2025-12-31"), ("2026-11-24T20:00:00+00:00", "04:00"), ("2026-11-26T08:00:00+08:00", "11-26"),
    ],
)  # fmt: skip
def test_when_something_happened_is_said_as_one_says_it(moment: str | None, said: str) -> None:
    assert pages.ago(moment, NOW) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-25T09:20:00+08:00", "不到 1 小时"), ("2026-11-25T08:21:00+08:00", "不到 1 小时"),
        ("2026-11-25T08:20:00+08:00", "1 小时"), ("2026-11-23T09:21:00+08:00", "47 小时"), ("2026-11-23T09:20:00+08:00", "2 天"),
        ("2026-11-01T09:20:00+08:00", "24 天"), ("2026-11-25T10:00:00+08:00", "不到 1 小时"),
    ],
)  # fmt: skip
def test_how_long_something_waits_is_said_in_hours_then_in_days(moment: str, said: str) -> None:
    assert pages.how_long(moment, NOW) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [("2026-01-02T03:04:59+08:00", "01-02 03:04"), ("2025-12-31T23:59:00+08:00", "2025-12-31 23:59")],
)
def test_a_moment_has_its_year_where_it_is_another(moment: str, said: str) -> None:
    assert pages.stamp(moment, NOW) == said
    assert pages.day(date.fromisoformat(moment[:10]), NOW) == said[:-6]


def test_the_frame_counts_what_waits_and_the_clinics(colleague: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=142))
    shown = text_of(colleague.get("/residents").text)
    assert "审核 2" in shown
    assert "林晓燕" in shown
