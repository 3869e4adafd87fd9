"""The people of the drawn review page, as changes a clinic would send."""

from typing import Any

from sync.protocol.messages import Change

HTN_RULES = "hypertension-2017-cn-3/1"
WORDS: dict[str, Any] = {
    "visit_date": "2026-11-16", "visit_way": "1", "symptom_codes": ["1"], "symptom_other": "",
    "bp_readings": [], "sbp": 146, "dbp": 88, "weight_kg": 58.0, "weight_target": 55.0, "height_cm": 153.0,
    "bmi": 24.8, "bmi_target": 23.5, "heart_rate": 72, "other_signs": "无", "smoke_now": 0, "smoke_target": 0,
    "drink_now": 0.0, "drink_target": 0.0, "ex_times": 5, "ex_minutes": 30, "ex_times_target": 5,
    "ex_minutes_target": 30, "salt_now": "1", "salt_target": "1", "psych_adjust": "1", "compliance_behavior": "1",
    "aux_exam": "", "med_adherence": "1", "adr": "1", "adr_text": "", "visit_class": "1",
    "drugs": [{"name": "苯磺酸氨氯地平片", "times_per_day": 1.0, "dose_text": "5 mg"}], "referral_reason": "",
    "referral_org_dept": "", "next_visit_date": "2027-02-16", "doctor": "周国平", "emergency_signs": [],
    "pregnant": False, "new_complication": False, "adr_uncontrollable": False,
}  # fmt: skip


def resident(number: str = "R-1", name: str = "杨素芬", revision: int = 1, **values: Any) -> Change:
    """A resident's change."""
    data = {
        "name": name, "sex_code": "2", "birth_date": "1957-03-12", "village_group": "二组", "address": "柳河村二组 5 号",
        "household_head": "杨素芬", "status": "0", "phone": "13900000001", "id_no": "", "id_missing_reason": "测试村民",
    }  # fmt: skip
    return change("resident", number, data | values, revision, f"{number}.r{revision}")


def visit(number: str = "V-1", person: str = "R-1", revision: int = 1, **values: Any) -> Change:
    """A visit's change; values not of the form go beside its record."""
    record = WORDS | {name: value for name, value in values.items() if name in WORDS}
    beside = {name: value for name, value in values.items() if name not in WORDS and name not in ("at", "id")}
    satisfied = record["sbp"] < 150 and record["dbp"] < 90
    data: dict[str, Any] = {
        "resident_id": person, "disease": "htn", "form_id": "hypertension_follow_up", "form_version": 3,
        "status": "valid", "record": record,
        "assessment": {"visit_class": record["visit_class"], "bp_satisfied": satisfied, "action": "ROUTINE",
                       "next_visit_date": "2027-02-16", "referral": "none", "reasons": [], "rule_set_id": HTN_RULES},
        "rule_set_id": HTN_RULES, "overrules": [], "reasons": [], "carried": [], "entry_seconds": 30, "key_actions": 12,
        "doctor_id": "D-1", "doctor_name": "周国平",
    }  # fmt: skip
    at = values.get("at", f"{record['visit_date']}T16:40:00+08:00")
    return change("follow_up", number, data | beside, revision, values.get("id", f"{number}.r{revision}"), at)


def change(
    entity: str, number: str, data: dict[str, Any], revision: int = 1, change_id: str = "",
    at: str = "2026-11-16T16:40:00+08:00",
) -> Change:  # fmt: skip
    """Any change."""
    return Change(
        id=change_id or f"{number}.r{revision}", act="A-1", entity=entity, entity_id=number, revision=revision,
        base_revision=revision - 1, recorded_at=at, recorded_by="D-1", data=data,
    )  # fmt: skip
