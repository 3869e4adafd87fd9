"""Reviewed records as lists: narrowed, turned, for Excel."""

import re
from datetime import datetime, timedelta

from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, text_of, turned
from tests.server.people import resident, visit
from tests.server.review.test_diabetes_visits import visit as diabetes_visit
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


def test_only_the_newest_version_of_a_record_is_a_line(
    township: RunningTownship, colleague: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    township.decide("V-1.r1", "请核对")
    clinic.round(visit(revision=2, sbp=142))
    (row,) = rows_of(colleague.get("/review/list.xlsx"))
    assert (row["版本"], row["审核"], row["收缩压"]) == (2, "待审核", 142)


def test_in_excel_each_disease_has_its_figures_as_numbers_and_a_verdict_its_words(
    township: RunningTownship, colleague: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(), diabetes_visit("V-2"))
    township.decide("V-1.r1", "整份看一遍", sbp="请重新量。")
    rows = {row["表单"]: row for row in rows_of(colleague.get("/review/list.xlsx"))}
    pressure, glucose = rows["高血压患者随访服务记录表"], rows["2 型糖尿病患者随访服务记录表"]
    assert (pressure["收缩压"], pressure["空腹血糖"], glucose["空腹血糖"]) == (146, None, 6.4)
    assert (pressure["意见"], pressure["总意见"], pressure["改好期限"], pressure["审核人"], pressure["审核时间"]) == (
        "请重新量。", "整份看一遍", "2026-11-28", "林晓燕", "2026-11-25 09:20",
    )  # fmt: skip
    assert (glucose["审核人"], glucose["审核时间"], glucose["改好期限"]) == (None, None, None)
    assert (glucose["年龄"], glucose["性别"], glucose["分类"]) == (69, "女", "1")


def test_a_residents_own_record_is_in_the_list_once_it_was_decided(
    township: RunningTownship, colleague: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident())
    assert rows_of(colleague.get("/review/list.xlsx")) == []
    township.decide("R-1.r1", phone="打不通。")
    (row,) = rows_of(colleague.get("/review/list.xlsx"))
    assert (row["姓名"], row["审核"], row["意见"]) == ("杨素芬", "已退回", "打不通。")
    assert "居民档案" in text_of(colleague.get("/review/list?state=returned").text)


def test_waiting_ones_stand_before_decided_ones(
    township: RunningTownship, colleague: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-1"), visit("V-2", sbp=142), visit("V-3", sbp=143))
    township.decide("V-1.r1")
    township.decide("V-2.r1", "请核对")
    keys = re.findall(r'<a href="/review/(V-[^"]+)"', colleague.get("/review/list").text)
    assert keys == ["V-3.r1", "V-2.r1", "V-1.r1"]
