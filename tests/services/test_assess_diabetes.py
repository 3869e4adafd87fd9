"""`vclinic assess diabetes`: the worked cases of the domain as lines, and what cannot be, at its field."""

import json
from typing import Any

import pytest

from vclinic.diseases import rule_book
from vclinic.services.assess_lines import assess_line, kind_of

LINE: dict[str, Any] = {"visit_date": "2026-11-24", "age": 60, "fbg": 6.4, "sbp": 130, "dbp": 80, "adr": "1"}


def assess(**changes: Any) -> dict[str, Any]:
    disease = kind_of("diabetes")
    return assess_line(json.dumps(LINE | changes, ensure_ascii=False).encode(), disease, rule_book())


def wrong(**changes: Any) -> dict[str, str]:
    """Field → sentence."""
    return {problem["field"]: problem["text"] for problem in assess(**changes).get("problems", [])}


def last(fbg: float | None, **known: Any) -> dict[str, Any]:
    return {"visit_date": "2026-08-24", "fbg": fbg} | known


CASES: dict[str, tuple[dict[str, Any], int | None, str, str]] = {
    "D1": ({"fbg": 6.4, "previous": last(6.5)}, 1, "2027-02-24", "none"),
    "D2": ({"fbg": 7.0, "previous": last(6.5)}, 2, "2026-12-08", "none"),
    "D3": ({"fbg": 7.0, "previous": last(7.8)}, 2, "2026-12-08", "suggested"),
    "D4": ({"fbg": 6.9, "previous": last(7.8)}, 1, "2027-02-24", "none"),
    "D5": ({"fbg": 6.2, "adr": "2", "adr_text": "二甲双胍腹泻", "previous": last(6.3)}, 3, "2026-12-08", "none"),
    "D6": ({"fbg": 6.2, "adr": "2", "adr_text": "腹泻", "previous": last(6.3, adr="2")}, 3, "2026-12-08", "suggested"),
    "D7": ({"fbg": 8.6, "new_complication": True, "previous": last(8.2)}, 4, "2026-12-08", "suggested"),
    "D8": ({"fbg": 16.7, "previous": last(7.2)}, 2, "2026-12-08", "urgent"),
    "D9": (
        {"fbg": 3.9, "sbp": 120, "dbp": 70, "hypoglycemia": "2", "previous": last(6.5)},
        None,
        "2026-12-08",
        "urgent",
    ),
    "D10": ({"fbg": 16.6, "previous": last(6.5)}, 2, "2026-12-08", "none"),
    "D11": ({"fbg": 4.0, "sbp": 120, "dbp": 70, "previous": last(6.5)}, 1, "2027-02-24", "none"),
    "D12": ({"fbg": 6.8, "sbp": 184, "dbp": 100, "previous": last(6.5)}, 1, "2026-12-08", "urgent"),
    "D13": ({"fbg": 6.8, "hypoglycemia": "3", "previous": last(6.5)}, 3, "2026-12-08", "none"),
    "D15": ({"fbg": 130, "glucose_unit": "2", "previous": last(6.5)}, 2, "2026-12-08", "none"),
}


@pytest.mark.parametrize("name", CASES)
def test_worked_cases(name: str) -> None:
    changes, visit_class, following, referral = CASES[name]
    found = assess(**changes)
    assert (found["next_visit_date"], found["referral"]) == (following, referral)
    assert visit_class is None or found["visit_class"] == visit_class
    assert found["rule_set_id"] == "diabetes-2017-cn-3/1"
    assert found["satisfied"] is found["fbg_satisfied"]
    assert all(reason["code"] and reason["text"] and reason["clause"] for reason in found["reasons"])


def test_d11_warns() -> None:
    assert "low_warn" in {reason["code"] for reason in assess(fbg=4.0)["reasons"]}


@pytest.mark.parametrize(
    "given",
    [{"fbg": 12.0, "glucose_unit": "2"}, {"fbg": "12.0 mg/dL"}, {"fbg": 12.0, "fbg_unit": "mg/dL"}, {"fbg": 126}],
)
def test_d14_a_glucose_in_the_wrong_unit_is_no_glucose(given: dict[str, Any]) -> None:
    assert assess(**given)["problems"][0]["code"] == "unit_suspected"
    assert list(wrong(**given)) == ["fbg"]


@pytest.mark.parametrize(
    "given", [{"fbg": 130, "glucose_unit": "2"}, {"fbg": "130 mg/dL"}, {"fbg": "130", "fbg_unit": "MG/DL"}]
)
def test_d15_mg_dl_is_converted(given: dict[str, Any]) -> None:
    assert "空腹血糖 7.2" in assess(**given)["reasons"][0]["text"]
    assert wrong(fbg=True, glucose_unit="2") == {"fbg": "空腹血糖要填数字。"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"symptom_codes": ["1", "2"]}, "symptom_codes"),
        ({"insulin_usage": "早 12 晚 10 单位"}, "insulin_kind"),
        ({"insulin_kind": "门冬胰岛素 30", "insulin_usage": " "}, "insulin_usage"),
        ({"insulin_kind": ["门冬 30", "甘精"], "insulin_usage": ["早 12"]}, "insulin_usage"),
        ({"insulin": [{"kind": "", "usage": "早 12"}]}, "insulin"),
        ({"visit_way": "1"}, "dorsalis_pedis"),
        ({"visit_way": "2", "dorsalis_pedis": ""}, "dorsalis_pedis"),
        ({"previous": last(6.5, visit_date="2026-11-25")}, "previous.visit_date"),
        ({"previous": last(126)}, "previous.fbg"),
        ({"fbg": None}, "fbg"),
        ({"sbp": 80, "dbp": 130}, "dbp"),
        ({"age": None}, "age"),
    ],
)
def test_what_cannot_be_has_a_sentence_at_its_field(changes: dict[str, Any], field: str) -> None:
    found = wrong(**changes)
    assert list(found) == [field]
    assert found[field].endswith(("。", "？"))


@pytest.mark.parametrize(
    "changes",
    [
        {"visit_way": "3"},
        {"visit_way": "1", "dorsalis_pedis": "1"},
        {"insulin_kind": "甘精", "insulin_usage": "睡前 12 单位"},
        {"insulin_kind": ["甘精", "门冬"], "insulin_usage": ["睡前 12 单位", "餐前 4 单位"]},
        {"insulin_kind": None, "insulin_usage": ""},
        {"hba1c": 6.8},
        {"previous": last(117, glucose_unit="2")},
    ],
)
def test_what_may_be(changes: dict[str, Any]) -> None:
    assert wrong(**changes) == {}


def test_e10_a_last_visit_told_by_its_class_alone_had_a_reaction() -> None:
    line = {"visit_date": "2026-11-24", "age": 50, "sbp": 134, "dbp": 82, "adr": "2"}
    before = {"previous": {"visit_date": "2026-08-24", "visit_class": "3"}}
    for kind, more in (("hypertension", {}), ("diabetes", {"fbg": 6.2})):
        found = assess_line(json.dumps(line | more | before).encode(), kind_of(kind), rule_book())
        assert (found["visit_class"], found["referral"]) == (3, "suggested")
