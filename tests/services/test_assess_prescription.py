"""`vclinic assess prescription`: the handed cases, their neighbours, and what is wrong with a line."""

import json
from pathlib import Path
from typing import Any

import pytest

from vclinic.rules.catalog import load_catalog
from vclinic.services.assess_prescription import check_line

CATALOG = load_catalog()
CASES = [
    json.loads(line)
    for name in (
        "prescription.jsonl",
        "second_reading.jsonl",
    )  # the handed ones, and those read out of the domain pages
    for line in (Path(__file__).parent.parent / "cases" / name).read_text(encoding="utf-8").splitlines()
]
WEIGHT = ("note", "warn", "stop")


def failures(answer: dict[str, Any], want: dict[str, Any]) -> list[str]:
    """What of ``want`` did not come out."""
    missed: list[str] = []
    if "at_least" in want:
        heavy = WEIGHT[WEIGHT.index(want["at_least"]) :]
        if not any(
            check["kind"] == want["kind"]
            and check["severity"] in heavy
            and (any(want["drug"] in drug for drug in check["drugs"]) or want["drug"] in check["text"])
            for check in answer["checks"]
        ):
            missed.append(f"no {want['kind']} of {want['drug']}")
    missed += [kind for kind in want.get("unchecked", ()) if answer["ticks"][kind] != "unchecked"]
    if "unknown" in want and want["unknown"] not in answer["unknown"]:
        missed.append("unknown")
    if want.get("quiet"):
        missed += [check["text"] for check in answer["checks"] if check["severity"] != "note"]
    return missed


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_handed_case_comes_out_as_it_must(case: dict[str, Any]) -> None:
    answer = check_line(json.dumps(case).encode(), CATALOG)
    assert failures(answer, case["want"]) == []


@pytest.mark.parametrize(
    ("visit", "taking", "code"),
    [
        ({"sbp": 186, "dbp": 112}, [], "severe_bp"),
        ({"sbp": 136, "dbp": 84, "other_signs": "左侧肢体无力"}, [], "stroke_words"),
        ({"sbp": 136, "dbp": 84, "emergency_signs": ["one_side_weak"]}, [], "stroke"),
        ({"fbg": 3.6}, ["格列美脲片"], "glucose_low"),
        ({"fbg": 18}, [], "glucose_high"),
        ({"temperature": 39.4}, [], "fever_above"),
        ({"fbg": 7, "other_signs": "右脚破溃流脓"}, [], "foot_words"),
        ({"fbg": 7, "symptom_other": "呼气烂苹果味"}, [], "ketosis_words"),
        ({"fbg": 7, "other_signs": "恶心，腹痛"}, ["达格列净片"], "ketosis_drug"),
        ({"sbp": 136, "dbp": 84, "symptom_codes": ["3"]}, ["安达唐"], "ketosis_drug"),
        ({"sbp": 84}, [], "low_pressure"),
    ],
)
def test_danger_at_the_visit_is_never_ticked(visit: dict[str, Any], taking: list[str], code: str) -> None:
    person = {"sex_code": "1", "birth_date": "1964-05-01", "diseases": "高血压、糖尿病"}
    orders = [{"drug": "苯磺酸氨氯地平片", "dose": "5 mg", "frequency": "qd", "days": 28}]
    line = {
        "person": person,
        "visit": {"date": "2026-11-24", "heart_rate": 72} | visit,
        "taking": taking,
        "orders": orders,
    }
    answer = check_line(json.dumps(line).encode(), CATALOG)
    assert ("vitals", "warn", code) in [(check["kind"], check["severity"], check["code"]) for check in answer["checks"]]
    assert answer["ticks"]["vitals"] == "found"


def check_of(code: str, visit: dict[str, Any], orders: list[str], taking: list[str]) -> dict[str, Any]:
    line = {
        "person": {"sex_code": "1", "birth_date": "1964-05-01", "diseases": "高血压、糖尿病"},
        "visit": {"date": "2026-11-24", "sbp": 136, "dbp": 84, "heart_rate": 72} | visit,
        "taking": taking,
        "orders": [{"drug": name, "frequency": "qd", "days": 7} for name in orders],
    }
    answer = check_line(json.dumps(line).encode(), CATALOG)
    return next(check for check in answer["checks"] if check["code"] == code)


@pytest.mark.parametrize(("orders", "taking"), [(["达格列净片"], []), ([], ["达格列净片"])])
def test_a_drug_counts_alike_ordered_or_taken(orders: list[str], taking: list[str]) -> None:
    told = check_of("ketosis_drug", {"other_signs": "恶心呕吐"}, orders, taking)
    assert told["drugs"] == ["达格列净"]
    assert "查血酮" in told["text"]


def test_a_slow_pulse_names_the_slowing_drug_that_is_ordered() -> None:
    told = check_of("slow_pulse", {"heart_rate": 50}, ["酒石酸美托洛尔片"], [])
    assert "先问上级再给药" in told["text"]
    assert told["drugs"] == ["美托洛尔"]
