"""Visits of diabetes at the township: judged by their own disease, each thing said once, beside its field."""

from typing import Any

import pytest

from sync.protocol.messages import Change
from sync.server.review import findings
from tests.server.people import change, resident
from tests.server.review.test_review import found, row_of
from tests.server.township import ClinicDevice, RunningTownship

RECORD: dict[str, Any] = {
    "visit_date": "2026-11-16", "visit_way": "1", "symptom_codes": ["1"], "symptom_other": "", "bp_readings": [],
    "sbp": 132, "dbp": 78, "weight_kg": 58.0, "weight_target": 55.0, "height_cm": 153.0, "bmi": 24.8,
    "bmi_target": 23.5, "dorsalis_pedis": "1", "other_signs": "", "smoke_now": 0, "smoke_target": 0, "drink_now": 0.0,
    "drink_target": 0.0, "ex_times": 5, "ex_minutes": 30, "ex_times_target": 5, "ex_minutes_target": 30,
    "staple_now": 300, "staple_target": 250, "psych_adjust": "1", "compliance_behavior": "1", "fbg": 6.4,
    "hba1c": None, "hba1c_date": None, "other_exam": "", "med_adherence": "1", "adr": "1", "adr_text": "",
    "hypoglycemia": "1", "visit_class": "1", "drugs": [{"name": "二甲双胍片", "times_per_day": 2.0, "dose_text": "0.5 g"}],
    "insulin": [], "referral_reason": "", "referral_org_dept": "", "next_visit_date": "2027-02-16", "doctor": "周国平",
    "emergency_signs": [], "pregnant": False, "new_complication": False, "adr_uncontrollable": False,
}  # fmt: skip
PAST: dict[str, Any] = {"visit_date": "2026-08-17", "next_visit_date": "2026-11-16", "fbg": 6.1}


def visit(number: str = "V-1", rules: str = "diabetes-2017-cn-3/1", **values: Any) -> Change:
    record = RECORD | values
    data: dict[str, Any] = {
        "resident_id": "R-1", "disease": "t2dm", "form_id": "diabetes_follow_up", "form_version": 3, "status": "valid",
        "record": record, "rule_set_id": rules, "overrules": [], "reasons": [], "carried": [], "entry_seconds": 30,
        "assessment": {"visit_class": record["visit_class"], "satisfied": True, "action": "ROUTINE", "referral": "none",
                       "next_visit_date": record["next_visit_date"], "reasons": [], "rule_set_id": rules},
        "key_actions": 12, "doctor_id": "D-1", "doctor_name": "周国平",
    }  # fmt: skip
    return change("follow_up", number, data, at=f"{record['visit_date']}T16:40:00+08:00")


def test_an_honest_visit_is_not_flagged(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit())
    assert found(township, "V-1.r1") == {}
    assert row_of(township, "V-1.r1").summary == "2 型糖尿病 空腹 6.4"


@pytest.mark.parametrize(
    ("values", "code", "field", "level"),
    [
        ({"hypoglycemia": "3", "visit_class": "3", "next_visit_date": "2026-11-30"}, "hypoglycemia_often", "hypoglycemia", "info"),
        ({"dorsalis_pedis": "6"}, "foot_pulse_weak", "dorsalis_pedis", "info"),
        ({"fbg": 6.1}, "identical", "fbg", "warn"),
        ({"fbg": 19.5, "visit_class": "2", "next_visit_date": "2026-11-30"}, "urgent_not_referred", "referral_reason", "danger"),
        ({"fbg": 19.5, "visit_class": "2", "next_visit_date": "2026-11-30"}, "implausible", "fbg", "warn"),
        ({"fbg": 8.2}, "class_mismatch", "visit_class", "danger"),
        ({"fbg": 8.2, "visit_class": "2"}, "late_revisit", "next_visit_date", "warn"),
        ({"drugs": []}, "missing", "drugs", "warn"),
        ({"rules": "county-of-tomorrow/9"}, "unknown_rule_set", "", "info"),
    ],
)  # fmt: skip
def test_seeded_cases_are_flagged(
    township: RunningTownship, clinic: ClinicDevice, values: dict[str, Any], code: str, field: str, level: str
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(**values))
    assert found(township, "V-1.r1").get(code) == (field, level)


def test_a_pressure_above_the_other_forms_limit_is_this_forms_business_only_when_dangerous(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(sbp=164, dbp=92))
    assert found(township, "V-1.r1") == {}


def test_twice_too_high_without_referral_is_flagged(township: RunningTownship, clinic: ClinicDevice) -> None:
    high = {"visit_class": "2", "fbg": 8.4}
    clinic.round(resident(), visit("V-0", **PAST | high), visit(**high | {"fbg": 8.6}, next_visit_date="2026-11-30"))
    assert found(township, "V-1.r1")["missing_referral"] == ("referral_reason", "warn")


def test_insulin_does_not_vanish_unasked(township: RunningTownship, clinic: ClinicDevice) -> None:
    line = [{"kind": "甘精", "usage": "睡前 12 单位"}]
    clinic.round(resident(), visit("V-0", **PAST, insulin=line), visit(insulin=[]))
    assert found(township, "V-1.r1") == {"insulin_gone": ("insulin", "warn")}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"dorsalis_pedis": ""}, "dorsalis_pedis"),
        ({"staple_now": None}, "staple_now"),
        ({"fbg": 126}, "fbg"),
        ({"insulin": [{"kind": "", "usage": "早 12"}]}, "insulin"),
        ({"symptom_codes": ["1", "2"]}, "symptom_codes"),
    ],
)
def test_what_the_form_forbids_is_refused_at_its_field(
    township: RunningTownship, clinic: ClinicDevice, values: dict[str, Any], field: str
) -> None:
    _, receipt = clinic.round(resident(), visit(**values)).receipts
    assert (receipt.state, receipt.field) == ("refused", field)
    assert receipt.text.endswith(("。", "？"))


def test_a_field_is_spoken_of_once(township: RunningTownship, clinic: ClinicDevice) -> None:
    weak = visit(dorsalis_pedis="6", hypoglycemia="3", visit_class="3", next_visit_date="2026-11-30")
    clinic.round(resident(), visit("V-0", **PAST), weak)
    fields = [problem.field for problem in findings.from_text(row_of(township, "V-1.r1").findings)]
    assert sorted(fields) == ["dorsalis_pedis", "hypoglycemia"]


def test_a_glucose_that_never_moves_is_flagged(township: RunningTownship, clinic: ClinicDevice) -> None:
    past = [
        visit(f"V-0{n}", visit_date=f"2026-0{n}-10", next_visit_date=f"2026-0{n + 2}-10", sbp=130 + n, fbg=6.4)
        for n in (2, 4, 6)
    ]
    clinic.round(resident(), *past, visit())
    assert found(township, "V-1.r1")["unmoved"] == ("fbg", "warn")
