"""Prescriptions, batches and dispensings, as changes a clinic would send."""

from typing import Any

from sync.protocol.messages import Change
from tests.server.people import change


def prescription(number: str = "P-1", **values: Any) -> Change:
    data: dict[str, Any] = {
        "resident_id": "R-1", "follow_up_id": "V-1", "diseases": ["htn"], "issued_on": "2026-11-16",
        "review_on": "2027-02-16", "version": 2, "supersedes": "", "doctor_id": "D-1", "doctor_name": "周国平",
        "medication": [
            {"line_no": 1, "drug_id": "w1", "drug_name": "苯磺酸氨氯地平片", "strength": "5 mg", "dose_value": 5.0,
             "dose_unit": "mg", "frequency": "qd", "days": 84, "quantity": 84, "base_unit": "片", "route": "口服",
             "timing": "早晨", "note": "饭前饭后都行", "change": "adjusted", "overrule": "已和上级医生商量"},
            {"line_no": 2, "drug_id": "", "drug_name": "自购鱼油", "strength": "", "dose_value": 1, "dose_unit": "粒",
             "frequency": "bid", "days": 30, "quantity": 0, "base_unit": "粒", "route": "口服", "change": "new"},
            {"line_no": 3, "drug_id": "w3", "drug_name": "硝苯地平片", "strength": "10 mg", "dose_value": 10,
             "dose_unit": "mg", "frequency": "tid", "days": 0, "quantity": 0, "base_unit": "片", "change": "stopped"},
        ],
        "diet": [{"item_code": "salt", "label": "食盐", "text": "食盐每天少于 5 克", "explain": "2 口人，400 克盐吃 40 天"}],
        "exercise": {"allowed": True, "blocked_because": "", "types": ["平地快走", "太极拳"], "times_per_week": 5,
                     "minutes": 30, "intensity": "能说话，不能唱歌", "hr_low": 90, "hr_high": 105,
                     "hr_explain": "(220 − 70) × 60%–70%", "resistance": "每周 2 次", "progression": "每周加 5 分钟",
                     "stop_rules": ["胸痛、气短、头晕，马上停"], "doctor_notes": ["下雨天在家走"]},
        "warnings": ["头很痛、胸闷、看不清：马上打 120"], "overrules": [["R4/4weeks", "病情稳定，本人已签字"]],
    }  # fmt: skip
    return change("prescription", number, data | values)


def batch(number: str = "B-1", **values: Any) -> Change:
    data = {
        "drug_id": "w1", "drug_name": "苯磺酸氨氯地平片 5 mg", "batch_no": "A270201", "expires_on": "2027-02-02", "cost": 125,
        "price": 125, "base_unit": "片",
    }  # fmt: skip
    return change("batch", number, data | values)


def dispensing(number: str = "G-1", **values: Any) -> Change:
    taken = {"batch_id": "B-1", "batch_no": "A270201", "expires_on": "2027-02-02", "quantity": 70, "price": 125}
    line = {
        "line_no": 1, "drug_id": "w1", "drug_name": "苯磺酸氨氯地平片", "base_unit": "片", "usage": "每天 1 次，每次 1 片（5 mg）",
        "days": 84, "wanted": 84, "quantity": 70, "reason": "货架上不够", "batches": [taken],
    }  # fmt: skip
    data: dict[str, Any] = {
        "resident_id": "R-1", "prescription_id": "P-1", "dispensed_on": "2026-11-16", "lines": [line], "total": 8750,
        "kind": "dispense", "reverses": None, "four_checks": True, "reason": "", "doctor_name": "周国平",
    }  # fmt: skip
    return change("dispensing", number, data | values)
