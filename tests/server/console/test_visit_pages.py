"""Reviewed records as lists: narrowed, turned, for Excel."""

import re
from datetime import datetime, timedelta

from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, text_of, turned
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


def a_village(clinic: ClinicDevice, count: int) -> None:
    """So many residents with a quiet visit each, six minutes apart."""
    start = datetime.fromisoformat("2026-11-16T00:00:00+08:00")
    clinic.round(
        *(resident(f"R-{n:03}", f"村民{n:03}") for n in range(count)),
        *(
            visit(f"V-{n:03}", f"R-{n:03}", at=(start + timedelta(minutes=6 * n)).isoformat(), sbp=120 + n % 20)
            for n in range(count)
        ),
    )


def test_a_long_list_is_turned_and_goes_to_excel_whole(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    a_village(clinic, 130)
    first = admin.get("/review/list?state=waiting")
    assert "第 1–100 份，共 130 份" in text_of(first.text)
    assert "第 101–130 份，共 130 份" in text_of(admin.get(turned(first, "next")).text)
    assert "还有 90 份，看全部名单" in text_of(admin.get("/review").text)
    assert len(rows_of(admin.get("/review/list.xlsx?state=waiting"))) == 130
    assert "第 1–100 位，共 130 位居民" in text_of(admin.get("/residents/all").text)
    assert len(rows_of(admin.get("/residents/all.xlsx"))) == 130
    assert "没有发现的记录 130 份" in text_of(admin.get("/review/bulk").text)


def test_visits_are_narrowed_by_village_doctor_form_finding_verdict_group_and_date(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    past = {"visit_date": "2026-08-17", "next_visit_date": "2026-11-16", "heart_rate": 70}
    clinic.round(resident(), visit("V-0", **past), visit("V-1", heart_rate=70))
    other = township.clinic("石桥村卫生室", "340123101106")
    other.round(resident("R-2", "邓有才"), visit("V-2", "R-2", sbp=184, visit_class="2", doctor_name="蒙建平"))
    admin.get("/review/V-0.r1")
    admin.post("/review/V-0.r1", {"decision": "accept"})

    def names(query: str) -> list[object]:
        return [row["日期"] for row in rows_of(admin.get(f"/review/list.xlsx?{query}"))]

    link = re.search(r'href="/residents/all\?clinic=([^"]+)">1<', admin.get("/clinics").text)
    assert link is not None
    assert len(names("")) == 3
    assert len(names(f"clinic={link[1]}")) in (1, 2)
    assert len(names("doctor=蒙建平")) == 1
    assert len(names("form=hypertension_follow_up")) == 3
    assert names("form=another") == []
    assert names("flag=same") == ["2026-11-16"]
    assert names("flag=referral") == ["2026-11-16"]
    assert names("flag=pace") == []
    assert names("state=accepted") == ["2026-08-17"]
    assert names("rank=0") == ["2026-11-16"]
    assert names("until=2026-10-01") == ["2026-08-17"]
    assert len(names("since=2026-10-01")) == 2
    assert len(names("since=yesterday&flag=nothing&state=lost&rank=9")) == 3, "what means nothing narrows nothing"
