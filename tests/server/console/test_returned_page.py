"""What was returned and has not come back."""

import re

import pytest

from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


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


def listed(page: Visitor) -> list[tuple[str, str]]:
    """Of each line the deadline and the record it opens."""
    text = page.get("/review/returned").text
    return re.findall(
        r'<tr><td class="nowrap">(?:<i [^>]*></i> <b [^>]*>)?([\d-]+)[^/]*</?[^>]*>.*?href="/review/([^"]+)"', text
    )


def test_the_nearest_deadline_stands_first(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), *(visit(f"V-{n}", sbp=140 + n) for n in range(3)))
    for key, day in (("V-0.r1", "2026-12-01"), ("V-1.r1", "2026-11-26"), ("V-2.r1", "2026-11-26")):
        township.decide(key, "请核对", day)
    assert listed(admin) == [("2026-11-26", "V-1.r1"), ("2026-11-26", "V-2.r1"), ("2026-12-01", "V-0.r1")]


def test_what_came_back_is_on_the_list_no_more_and_what_was_returned_again_is(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    township.decide("V-1.r1", "请核对")
    clinic.round(visit(revision=2, sbp=142))
    assert listed(admin) == []
    township.decide("V-1.r2", "还是不对", "2026-12-02")
    assert listed(admin) == [("2026-12-02", "V-1.r2")]


@pytest.mark.parametrize(("days", "late"), [(0, False), (3, False), (4, True)])
def test_a_deadline_is_over_the_day_after(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice, days: int, late: bool
) -> None:
    clinic.round(resident(), visit())
    township.decide("V-1.r1", "请核对", "2026-11-28")
    township.clock.turn(days=days)
    admin.sign_in("admin")
    assert ("2026-11-28 已过" in text_of(admin.get("/review/returned").text)) == late


def test_a_residents_own_record_can_be_returned_and_stands_there(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident())
    township.decide("R-1.r1", phone="打不通。")
    shown = text_of(admin.get("/review/returned").text)
    assert "居民档案 打不通。" in shown
    assert "还没改好 1 份" in shown


def test_a_look_at_the_list_is_logged_as_a_look_at_names(admin: Visitor) -> None:
    admin.get("/review/returned")
    assert "查看名单" in text_of(admin.get("/staff/acts").text)
