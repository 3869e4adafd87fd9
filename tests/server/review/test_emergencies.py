"""What staff see of an emergency: first until its outcome is known, named after, and late when nobody was in contact."""

from datetime import date, timedelta
from typing import Any

import pytest

from sync.server.database.records import Record
from sync.server.review import emergencies, findings
from sync.server.review.waiting import summary
from tests.server import people
from tests.server.visits import received, seen
from vclinic import diseases
from vclinic.forms.unfinished import OFFSET

DAY = "2026-11-16"
FACTS: dict[str, Any] = {"birth_date": date(1968, 3, 12), "sex_code": "2", "status": "0"}
DANGEROUS: dict[str, Any] = {
    "sbp": 186, "dbp": 112, "bp_readings": [[186, 112]], "visit_class": "2", "next_visit_date": "2026-11-30",
    "referral_reason": "危急情况", "referral_org_dept": "镇卫生院 内科",
}  # fmt: skip
ARRIVED: dict[str, Any] = {
    "referral_outcome": "1",
    "referral_outcome_on": "2026-11-17",
    "referral_outcome_text": "县医院",
}


def emergency(day: str = DAY, *, unfinished: bool = False, **values: Any) -> Record:
    visit = seen(day, **(DANGEROUS | values))
    data: dict[str, Any] = visit.data | {
        "assessment": {**visit.data.get("assessment", {}), "action": "EMERGENCY_REFER"}
    }
    if unfinished:
        data["form_version"] += OFFSET
        data["record"] = {
            name: value for name, value in data["record"].items() if name not in ("heart_rate", "salt_now")
        }
    return received(people.visit(f"V-{day}").model_copy(update={"data": data}))


def told(visit: Record, *earlier: Record, today: str = DAY) -> dict[str, tuple[str, str]]:
    """Level and text of what is noticed of an emergency, by code."""
    noticed = findings.look(visit, earlier, FACTS, date.fromisoformat(today))
    ours = (emergencies.OPEN, emergencies.KNOWN, emergencies.LATE, emergencies.MISSING)
    return {finding.code: (finding.level, finding.text) for finding in noticed if finding.code in ours}


def test_an_emergency_that_was_referred_is_urgent_until_its_outcome_is_there() -> None:
    level, text = told(emergency())[emergencies.OPEN]
    assert level == "danger"
    assert text == "危急，11-16 已转 镇卫生院 内科（危急情况），还不知道结果。"
    assert findings.urgent(findings.look(emergency(), (), FACTS, date(2026, 11, 16)))


def test_with_its_outcome_it_is_named_and_no_longer_urgent() -> None:
    visit = emergency(DAY, unfinished=False, **ARRIVED)
    assert told(visit) == {
        emergencies.KNOWN: (
            "info",
            "危急，11-16 已转 镇卫生院 内科（危急情况）。11-17 问到：到了，住院或留观（县医院）。",
        )
    }
    assert not findings.urgent(findings.look(visit, (), FACTS, date(2026, 12, 31)))


def test_one_that_was_not_referred_is_told_as_that_alone() -> None:
    visit = emergency(referral_reason="")
    assert told(visit) == {}
    noticed = findings.look(visit, (), FACTS, date(2026, 11, 16))
    assert findings.URGENT in {finding.code for finding in noticed}
    assert summary(visit, noticed).endswith("没有转诊")


@pytest.mark.parametrize(("days", "late"), [(14, False), (15, True)])
def test_after_two_weeks_without_an_outcome_it_is_late(days: int, late: bool) -> None:
    today = date.fromisoformat(DAY) + timedelta(days=days)
    assert (emergencies.LATE in told(emergency(), today=today.isoformat())) is late


@pytest.mark.parametrize(
    ("outcome", "back_on", "late"),
    [
        ({}, "2026-11-30", False),  # the last day
        ({}, "2026-12-01", True),
        (ARRIVED, "2026-12-01", False),  # heard of in time
        (ARRIVED | {"referral_outcome_on": "2026-12-01"}, "2026-12-20", True),  # heard of too late
    ],
)
def test_a_late_return_after_an_emergency_is_a_finding(outcome: dict[str, Any], back_on: str, late: bool) -> None:
    noticed = told(seen(back_on), emergency(**outcome), today=back_on)
    assert (emergencies.LATE in noticed) is late
    if late:
        assert "11-16 危急转诊，" in noticed[emergencies.LATE][1]


def test_a_second_visit_the_same_day_is_no_return() -> None:
    assert told(seen(DAY, "V-2"), emergency("2026-10-01"), today=DAY)[emergencies.LATE][0] == "danger"
    assert told(seen(DAY, "V-2"), emergency(), today=DAY) == {}


def test_what_is_to_be_completed_is_one_line_and_nothing_is_called_left_out() -> None:
    visit = emergency(unfinished=True, weight_kg=None, bmi=None)
    assert told(visit)[emergencies.MISSING] == ("info", "危急时先转诊，随访表以后补：心率、摄盐情况。")
    codes = {
        finding.code for finding in findings.look(visit, (seen("2026-08-16", bmi=27.0),), FACTS, date(2026, 11, 16))
    }
    assert "weight_missing" not in codes
    assert "required" not in codes


def test_the_queue_says_that_it_was_referred() -> None:
    noticed = findings.look(emergency(), (), FACTS, date(2026, 11, 16))
    assert summary(emergency(), noticed) == "高血压 186/112，已转诊，等结果"


def test_a_visit_whose_day_cannot_be_read_says_nothing() -> None:
    disease = diseases.by_key("htn")
    assert disease is not None
    assert emergencies.look(disease, seen("2026-13-40", "V-9"), (), date(2026, 11, 16)) == []


def test_an_emergency_of_which_nothing_was_measured_is_judged_by_its_signs() -> None:
    nothing = {"sbp": None, "dbp": None, "visit_class": "", "emergency_signs": ["speech"]}
    facts = {"birth_date": date(1957, 3, 12), "sex_code": "2"}
    told = {
        finding.code: finding for finding in findings.look(seen("2026-11-16", **nothing), [], facts, date(2026, 11, 17))
    }
    assert "医生确认有危急情况" in told["urgent_not_referred"].text
    assert "class_mismatch" not in told
