"""One record beside the queue, and its verdict."""

from datetime import date
from urllib.parse import unquote

import pytest
import requests
from sqlmodel import select

from sync.server.console.review_pages import usual_deadline
from sync.server.database.tables import Audit
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.papers import prescription
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


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


def decide(page: Visitor, **fields: str) -> requests.Response:
    page.get("/review/V-1.r1")
    return page.post(
        "/review/V-1.r1", {"deadline": "2026-11-28"} | {key.replace("__", "."): value for key, value in fields.items()}
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decision": "return"}, "退回要写明原因"),
        ({"decision": "return", "general": "x", "deadline": "2026-11-24"}, "改好期限 2026-11-24 已经过了"),
        ({"decision": "return", "general": "x", "deadline": ""}, "请填改好期限"),
        ({"decision": "return", "general": "x", "deadline": "下周"}, "请填改好期限"),
        ({"decision": "return", "general": "重" * 301}, "意见最多 300 个字，现在有 301 个"),
        ({"decision": "return", "remark__sbp": "重" * 301}, "意见最多 300 个字，现在有 301 个"),
        ({"decision": "return", "remark__no_such_field": "x"}, "没有这一项"),
        ({"decision": "accept", "remark__sbp": "请核对"}, "写了 1 条意见"),
    ],
)
def test_what_is_missing_in_a_verdict_is_said_and_what_was_typed_stays(
    colleague: Visitor, clinic: ClinicDevice, fields: dict[str, str], said: str
) -> None:
    clinic.round(resident(), visit())
    answer = decide(colleague, **fields)
    assert answer.status_code == 422
    assert said in text_of(answer.text)
    typed = fields.get("general") or fields.get("remark__sbp") or ""
    assert typed in answer.text
    assert clinic.round().notices == ()


@pytest.mark.parametrize(("deadline", "general"), [("2026-11-25", "今天就改"), ("2026-11-28", "重" * 300)])
def test_today_is_a_deadline_and_three_hundred_characters_are_enough(
    colleague: Visitor, clinic: ClinicDevice, deadline: str, general: str
) -> None:
    clinic.round(resident(), visit())
    decide(colleague, decision="return", general=general, deadline=deadline)
    (notice,) = clinic.round().notices
    assert notice.model_extra is not None
    assert (notice.model_extra["general"], notice.model_extra["deadline"]) == (general, deadline)


def test_after_a_verdict_the_next_of_what_was_narrowed_is_shown(colleague: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=142), visit("V-3", sbp=143, doctor_name="蒙建平"))
    colleague.get("/review/V-1.r1")
    answer = colleague.post("/review/V-1.r1?doctor=周国平", {"decision": "accept"})
    assert unquote(answer.url).endswith("/review/V-2.r1?doctor=周国平&done=V-1.r1")
    answer = colleague.post("/review/V-2.r1?doctor=周国平", {"decision": "accept"})
    assert unquote(answer.url).endswith("/review?doctor=周国平&done=V-2.r1")
    assert "这样筛选，没有等着审核的随访" in answer.text


def test_the_queue_opens_the_most_urgent(colleague: Visitor, clinic: ClinicDevice) -> None:
    assert "没有等着审核的随访" in colleague.get("/review").text
    urgent = {"sbp": 184, "visit_class": "2", "next_visit_date": "2026-11-30"}
    clinic.round(resident(), visit("V-2"), visit("V-1", **urgent))
    assert colleague.get("/review").url.endswith("/review/V-1.r1")


def test_a_colleague_who_was_faster_is_named_and_nothing_is_sent_twice(
    admin: Visitor, colleague: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    admin.get("/review/V-1.r1")
    colleague.get("/review/V-1.r1")
    admin.post("/review/V-1.r1", {"decision": "accept"})
    answer = decide(colleague, decision="return", general="请核对")
    assert (answer.status_code, "赵敏 已经通过了这一版，没有再改" in answer.text) == (422, True)
    assert [notice.model_extra and notice.model_extra["state"] for notice in clinic.round().notices] == ["accepted"]


def test_a_decided_record_offers_no_verdict_and_the_newest_version_is_linked(
    township: RunningTownship, colleague: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    assert 'value="accept"' in colleague.get("/review/V-1.r1").text
    township.decide("V-1.r1")
    assert 'value="accept"' not in colleague.get("/review/V-1.r1").text
    clinic.round(visit(revision=2, sbp=142))
    assert 'href="/review/V-1.r2' in colleague.get("/review/V-1.r1").text


def test_a_record_that_is_not_there_is_not_logged_as_seen(colleague: Visitor) -> None:
    assert colleague.get("/review/V-99.r1").status_code == 404
    assert "没有这份记录" in colleague.get("/review/V-99.r1").text
    with colleague.township.store.read() as session:
        assert session.exec(select(Audit).where(Audit.act == "view")).all() == []


def test_the_day_of_the_week_stands_beside_the_deadline(colleague: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    assert "星期一" in text_of(colleague.get("/review/V-1.r1").text)


def test_a_warning_that_was_not_heeded_is_read_in_chinese_and_filtered_by_its_word(
    colleague: Visitor, clinic: ClinicDevice
) -> None:
    overruled = prescription(medication=[], overrules=[["依那普利/螺内酯", "县医院心内科定的方案"]])
    clinic.round(resident(), visit(), visit("V-2", visit_date="2026-08-16", next_visit_date="2026-11-16"), overruled)
    shown = text_of(colleague.get("/review/V-1.r1").text)
    assert "村医没有采纳提醒（11-16 三处方）：依那普利和螺内酯。理由：“县医院心内科定的方案”" in shown
    narrowed = colleague.get("/review?flag=medicines").text
    assert "没有采纳用药提醒" in text_of(narrowed)
    assert ("/review/V-1.r1" in narrowed, "/review/V-2.r1" in narrowed) == (True, False)


def test_after_a_verdict_it_is_said_what_became_of_the_record(colleague: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    answer = decide(colleague, decision="return", general="整份看一遍")
    assert "已退回：杨素芬的随访，请村医在 2026-11-28 前改好。" in text_of(answer.text)
    assert "杨素芬" not in unquote(answer.url)
    assert "已退回：" not in colleague.get("/review?done=no-such-change").text
