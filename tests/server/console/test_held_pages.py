"""What was received, what was not taken, what waits."""

import pytest
from sqlmodel import select

from sync.server.console import held_pages
from sync.server.database.tables import Clinic, Inbox
from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, saved_as, text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


def test_all_that_was_received_opens_as_a_list(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=600), visit("V-3", "R-99"))
    assert 'href="/clinics/received">4 条资料</a>' in admin.get("/").text
    page = admin.get("/clinics/received")
    assert 'href="/review/V-1.r1">杨素芬 2026-11-16</a>' in page.text
    for said in ("共 4 条", "没收下：收缩压 600", "在等 居民档案 R-99", "待审核", "已收下"):
        assert said in text_of(page.text), said
    answer = admin.get("/clinics/received.xlsx")
    assert saved_as(answer) == "收到的资料-20261125-0920.xlsx"
    assert {row["是谁的"] for row in rows_of(answer)} == {"杨素芬", "杨素芬 2026-11-16", "V-2", "V-3"}


def only(kind: str, page: Visitor, clinic: str = "") -> list[object]:
    return [row["编号"] for row in rows_of(page.get(f"/clinics/{kind}.xlsx?clinic={clinic}"))]


def test_a_clinics_lists_are_its_own(township: RunningTownship, admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-1", sbp=600), visit("V-2", "R-99"))
    township.clinic("石桥村卫生室", "340123101106").round(visit("V-3", "R-98"))
    with township.store.read() as session:
        stone = session.exec(select(Clinic.id).where(Clinic.name == "石桥村卫生室")).one()
    assert only("received", admin) == ["V-3", "V-2", "V-1", "R-1"], "the newest first"
    assert (only("received", admin, stone), only("refused", admin, stone), only("waiting", admin, stone)) == (
        ["V-3"], [], ["V-3"],
    )  # fmt: skip
    assert only("refused", admin, "c-NOBODY") == []
    assert "石桥村卫生室 ·" in text_of(admin.get(f"/clinics/waiting?clinic={stone}").text)


def test_what_was_mended_is_said_and_counted_no_more(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-1", sbp=600), visit("V-2", sbp=601))
    with township.store.read() as session:
        assert held_pages.uncorrected(session) == 2
    clinic.round(visit("V-1", revision=2))
    with township.store.read() as session:
        assert held_pages.uncorrected(session) == 1
    later = {row["编号"]: row["后来"] for row in rows_of(admin.get("/clinics/refused.xlsx"))}
    assert later == {"V-1": "第 2 版已收下", "V-2": "还没改好"}


@pytest.mark.parametrize(
    ("waits_for", "said"),
    [
        ("resident:R-99", "居民档案 R-99"), ("follow_up:V-1:2", "随访 V-1 第 2 版"), ("program:resident", "本程序升级后才认识"),
        ("wrong:out_of_bounds", "收缩压太高"), ("kind_of_tomorrow:K-1", "kind_of_tomorrow K-1"),
    ],
)  # fmt: skip
def test_what_a_change_waits_for_is_in_words(waits_for: str, said: str) -> None:
    assert held_pages.awaited(inbox(waits_for=waits_for, applied="waiting", text="收缩压太高")) == said


@pytest.mark.parametrize(
    ("values", "verdict", "said"),
    [
        ({"state": "refused", "text": "缺血压", "applied": "no"}, "", "没收下：缺血压"),
        ({"applied": "waiting", "waits_for": "resident:R-9"}, "", "在等 居民档案 R-9"),
        ({}, "", "已收下"), ({}, "open", "已收下"), ({}, "waiting", "待审核"), ({}, "accepted", "已通过"),
        ({}, "returned", "已退回"), ({}, "superseded", "有新版"),
    ],
)  # fmt: skip
def test_what_became_of_a_change_is_in_words(values: dict[str, str], verdict: str, said: str) -> None:
    assert held_pages.outcome(inbox(**values), verdict) == said


def inbox(**values: str) -> Inbox:
    row = {
        "change_id": "c", "seq": 1, "clinic_id": "c", "device_id": "d", "entity": "follow_up", "entity_id": "V-1",
        "revision": 1, "base_revision": 0, "recorded_at": "", "recorded_by": "", "payload": "", "digest": "",
        "state": "stored", "applied": "yes", "received_at": "",
    }  # fmt: skip
    return Inbox(**(row | values))


def test_a_look_at_the_lists_in_excel_is_logged_with_how_many(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-1", sbp=600))
    for kind in ("received", "refused", "waiting"):
        admin.get(f"/clinics/{kind}.xlsx")
    acts = [row["说明"] for row in rows_of(admin.get("/staff/acts.xlsx")) if row["做了什么"] == "导出"]
    assert acts == ["2 行", "1 行", "0 行"]
