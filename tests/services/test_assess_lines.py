"""`vclinic assess`: the worked cases of the domain as lines; the n-th answer is the n-th line's; what cannot be, at its field."""

import json
from typing import Any

import pytest

from vclinic.diseases import rule_book
from vclinic.domain.problem import Refused
from vclinic.services.assess_lines import assess_line, assess_lines, kind_of

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
    assessment = assess(**changes)
    assert (assessment["next_visit_date"], assessment["referral"]) == (following, referral)
    assert visit_class is None or assessment["visit_class"] == visit_class
    assert assessment["rule_set_id"] == "diabetes-2017-cn-3/1"
    assert assessment["satisfied"] is assessment["fbg_satisfied"]
    assert all(reason["code"] and reason["text"] and reason["clause"] for reason in assessment["reasons"])


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
    result = wrong(**changes)
    assert list(result) == [field]
    assert result[field].endswith(("。", "？"))


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
        answer = assess_line(json.dumps(line | more | before).encode(), kind_of(kind), rule_book())
        assert (answer["visit_class"], answer["referral"]) == (3, "suggested")


HTN: dict[str, Any] = {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1"}
KINDS = [("hypertension", HTN), ("diabetes", LINE)]


def judged(kind: str, line: dict[str, Any]) -> dict[str, Any]:
    return assess_line(json.dumps(line).encode(), kind_of(kind), rule_book())


def test_a_kind_without_rules_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match=r"copd.*hypertension、diabetes") as told:
        kind_of("copd")
    assert told.value.code == "unknown_kind"


def test_the_nth_answer_is_the_nth_lines() -> None:
    good = json.dumps(HTN).encode()
    lines = [b"\xef\xbb\xbf" + good, b"", b"  \n", good, b"\xef\xbb\xbf" + good, b"[]", b"\n", b""]
    answers = list(assess_lines(lines, kind_of("hypertension"), rule_book()))
    told = [answer["problems"][0]["text"] if "problems" in answer else answer["visit_class"] for answer in answers]
    assert told == [
        1,
        "这一行是空的。",
        "这一行是空的。",
        1,
        "这一行不是一个 JSON 对象。",
        "这一行不是一个 JSON 对象。",
    ]


def test_no_line_no_answer() -> None:
    for lines in ([], [b""], [b"\n", b" \n"]):
        assert list(assess_lines(lines, kind_of("diabetes"), rule_book())) == []


@pytest.mark.parametrize("line", [b"null", b"[1]", b'"x"', b"3", b"{", b"nul", b"{'a': 1}"])
def test_what_is_no_object_is_said_so(line: bytes) -> None:
    (problem,) = assess_line(line, kind_of("hypertension"), rule_book())["problems"]
    assert (problem["field"], problem["code"]) == ("", "not_json")


@pytest.mark.parametrize(("kind", "line"), KINDS)
@pytest.mark.parametrize(
    ("day", "code"),
    [("1899-12-31", "out_of_bounds"), ("1900-01-01", None), ("2200-12-31", None), ("2201-01-01", "out_of_bounds")],
)
def test_a_visit_is_judged_for_any_day_of_three_centuries(
    kind: str, line: dict[str, Any], day: str, code: str | None
) -> None:
    problems = judged(kind, line | {"visit_date": day}).get("problems", [])
    assert [problem["code"] for problem in problems] == ([code] if code else [])


@pytest.mark.parametrize(("kind", "line"), KINDS)
@pytest.mark.parametrize(
    ("age", "code"), [(-1, "out_of_bounds"), (0, None), (130, None), (131, "out_of_bounds"), ("六十", None)]
)
def test_an_age_is_a_number_of_years(kind: str, line: dict[str, Any], age: object, code: str | None) -> None:
    problems = {problem["field"]: problem["code"] for problem in judged(kind, line | {"age": age}).get("problems", [])}
    assert set(problems) == ({"age"} if code or isinstance(age, str) else set())
    if code:
        assert problems["age"] == code


@pytest.mark.parametrize(("kind", "line"), KINDS)
@pytest.mark.parametrize("missing", ["visit_date", "age", "adr"])
def test_what_every_visit_needs_is_asked_for(kind: str, line: dict[str, Any], missing: str) -> None:
    without = {name: value for name, value in line.items() if name != missing}
    assert [(problem["field"], problem["code"]) for problem in judged(kind, without)["problems"]] == [
        (missing, "required")
    ]


@pytest.mark.parametrize(("kind", "line"), KINDS)
@pytest.mark.parametrize(
    ("previous", "field", "code"),
    [
        ("2026-08-24", "previous", "not_an_object"),
        ([], "previous", "not_an_object"),
        ({}, "previous.visit_date", "required"),
        ({"visit_date": "2026-02-30"}, "previous.visit_date", "no_such_date"),
        ({"visit_date": "2026-11-25"}, "previous.visit_date", "not_before"),
        ({"visit_date": "2026-08-24", "visit_class": "9"}, "previous.visit_class", "unknown_code"),
        ({"visit_date": "2026-08-24", "satisfied": "yes"}, "previous.satisfied", "not_a_flag"),
    ],
)
def test_a_last_visit_that_cannot_be_is_told_at_its_field(
    kind: str, line: dict[str, Any], previous: object, field: str, code: str
) -> None:
    problems = judged(kind, line | {"previous": previous})["problems"]
    assert [(problem["field"], problem["code"]) for problem in problems] == [(field, code)]


@pytest.mark.parametrize(("kind", "line"), KINDS)
@pytest.mark.parametrize(
    ("signs", "urgent"), [([], False), (["  "], False), (["剧烈头痛"], True), (["vision", " "], True), (None, False)]
)
def test_any_sign_of_an_emergency_means_yes(kind: str, line: dict[str, Any], signs: object, urgent: bool) -> None:
    assert (judged(kind, line | {"emergency_signs": signs})["referral"] == "urgent") is urgent


@pytest.mark.parametrize(("kind", "line"), KINDS)
@pytest.mark.parametrize("signs", ["剧烈头痛", [1], {"vision": True}, [None]])
def test_signs_are_a_list_of_texts(kind: str, line: dict[str, Any], signs: object) -> None:
    problems = judged(kind, line | {"emergency_signs": signs})["problems"]
    assert [(problem["field"], problem["code"]) for problem in problems] == [("emergency_signs", "not_a_list")]


@pytest.mark.parametrize(("kind", "line"), KINDS)
@pytest.mark.parametrize("satisfied", [True, False])
def test_a_last_visit_may_be_told_by_whether_it_was_satisfactory(
    kind: str, line: dict[str, Any], satisfied: bool
) -> None:
    now = line | {"sbp": 152, "dbp": 94, "fbg": 7.8}
    for name in ("satisfied", kind_of(kind).satisfied_name):
        before = {"visit_date": "2026-08-24", name: satisfied}
        assert judged(kind, now | {"previous": before})["referral"] == ("none" if satisfied else "suggested")
