"""Review of any reviewed kind of record: a resident's own form, a visit of another disease, a kind of a test only."""

import json
from typing import Any

import pytest
from sqlmodel import select

from sync.protocol.messages import VerdictNotice
from sync.server.database.tables import FollowUpMirror, Review, Staff
from sync.server.review import findings, review
from sync.server.review.review import Decision
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import WORDS, change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship
from vclinic.domain import entities
from vclinic.domain.entity import Column, Entity, Parent
from vclinic.domain.least import Need, day, ref, text

GLUCOSE: dict[str, Any] = {
    name: value for name, value in WORDS.items() if name not in ("salt_now", "salt_target", "bp_readings")
} | {
    "sbp": 128, "dbp": 76, "fbg": 9.4, "dorsalis_pedis": "1", "staple_now": 300, "staple_target": 250,
    "hypoglycemia": "1", "visit_class": "2", "next_visit_date": "2026-11-30", "insulin": [],
}  # fmt: skip
STROLL = Entity(
    name="stroll",
    label="散步记录",
    day="strolled_on",
    parents=(Parent("resident_id", "resident"),),
    least=(Need("resident_id", ref), Need("strolled_on", day), Need("where", text(40))),
    reviewed=True,
    columns=(Column("strolled_on", "日期"), Column("where", "去哪里")),
)


@pytest.fixture
def staff(township: RunningTownship) -> Visitor:
    township.staff("linxy", "林晓燕")
    here = Visitor(township)
    here.sign_in("linxy")
    return here


def diabetic(number: str = "V-1", revision: int = 1, **values: Any) -> Any:
    known = visit(number, revision=revision).data
    data = known | {
        "disease": "t2dm", "form_id": "diabetes_follow_up", "record": GLUCOSE | values, "rule_set_id": "",
    }  # fmt: skip
    return change("follow_up", number, data, revision)


def rows(township: RunningTownship) -> dict[str, Review]:
    with township.store.read() as session:
        return {row.change_id: row for row in session.exec(select(Review))}


def test_a_residents_record_is_open_to_be_returned_and_waits_only_when_it_comes_back(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident())
    assert rows(township)["R-1.r1"].state == "open"
    assert "没有等着审核的" in text_of(staff.get("/review").text)
    page = staff.get("/residents/R-1").text
    assert 'href="/review/R-1.r1"' in page
    assert "联系人电话" in text_of(staff.get("/review/R-1.r1").text)
    said = {"decision": "return", "remark.phone": "电话打不通", "general": "", "deadline": "2026-11-28"}
    assert staff.post("/review/R-1.r1", said).status_code == 200
    (notice,) = clinic.round().notices
    told = VerdictNotice.model_validate_json(notice.model_dump_json())
    assert (told.entity, told.entity_id, told.state, told.revision) == ("resident", "R-1", "returned", 1)
    assert [(remark.field, remark.text) for remark in told.remarks] == [("phone", "电话打不通")]
    assert "电话打不通" in text_of(staff.get("/review/returned").text)

    clinic.round(resident(revision=2, phone="13900000009"))
    again = rows(township)["R-1.r2"]
    assert (again.state, again.rank, again.summary) == ("waiting", 1, "居民档案，第 2 版")
    shown = text_of(staff.get("/review/R-1.r2").text)
    assert "已改。退回意见：“电话打不通”" in shown
    assert "退回后重报 1" in shown
    staff.post("/review/R-1.r2", {"decision": "accept"})
    assert rows(township)["R-1.r2"].state == "accepted"
    clinic.round(resident(revision=3))
    assert rows(township)["R-1.r3"].state == "waiting", "it was returned once: what comes after is looked at"


def test_a_visit_of_another_disease_is_judged_by_its_own(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-0", sbp=150, visit_class="2", next_visit_date="2026-11-30"), diabetic())
    row = rows(township)["V-1.r1"]
    assert row.summary.startswith("2 型糖尿病 空腹 9.4")
    assert {one.code for one in findings.from_text(row.findings)} <= {"missing_referral", "late_entry"}
    with township.store.read() as session:
        kept = session.get(FollowUpMirror, "V-1")
        assert kept is not None
        assert json.loads(kept.measures) == {"fbg": 9.4, "sbp": 128, "dbp": 76}
    page = staff.get("/review/V-1.r1").text
    assert page.count('class="wide"') == 2, "glucose and pressure"
    assert "2 型糖尿病" in text_of(page)
    export = staff.get("/export/follow-ups.csv").content.decode("utf-8-sig")
    assert "空腹血糖" in export.splitlines()[0]
    assert "血压" in export.splitlines()[0]


def test_a_rule_set_nobody_here_has_is_said(township: RunningTownship, staff: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(rule_set_id="hypertension-of-tomorrow/9"))
    codes = {one.code for one in findings.from_text(rows(township)["V-1.r1"].findings)}
    assert codes == {"unknown_rule_set"}
    assert "hypertension-of-tomorrow/9" in text_of(staff.get("/review/V-1.r1").text)


def test_a_kind_without_a_form_is_reviewed_under_its_columns(
    township: RunningTownship, staff: Visitor, clinic: ClinicDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entities, "ENTITIES", (*entities.ENTITIES, STROLL))
    walk = {"resident_id": "R-1", "strolled_on": "2026-11-24", "where": "河边"}
    at = "2026-11-24T18:00:00+08:00"
    clinic.round(change("stroll", "S-0", walk | {"strolled_on": "2026-11-20"}, at="2026-11-20T18:00:00+08:00"))
    clinic.round(resident(), change("stroll", "S-1", walk | {"where": "山上"}, at=at))
    assert {key: row.state for key, row in rows(township).items() if row.entity == "stroll"} == {
        "S-0.r1": "waiting", "S-1.r1": "waiting",
    }  # fmt: skip
    shown = text_of(staff.get("/review/S-1.r1").text)
    assert "去哪里 河边" in shown, "last time"
    assert "散步记录" in text_of(staff.get("/review/list").text)
    staff.post("/review/S-1.r1", {"decision": "return", "remark.where": "哪座山", "deadline": "2026-11-28"})
    (notice,) = clinic.round().notices
    assert notice.model_dump()["entity"] == "stroll"
    with township.store.write() as session:
        person = session.exec(select(Staff)).one()
        wrong = review.decide(session, "S-0.r1", Decision(False, {"nothing": "?"}), person, township.clock())
    assert isinstance(wrong, list)
    assert wrong[0].code == "unknown_field"
