"""A visit under the names of the public field list: glucose in the unit of the meter, insulin by kind and usage."""

from typing import Any

import pytest

from vclinic.diseases.diabetes.disease import DIABETES


@pytest.mark.parametrize(
    ("document", "kept"),
    [
        ({"fbg": 6.4}, 6.4),
        ({"fbg": 6.4, "glucose_unit": "1"}, 6.4),
        ({"fbg": 126, "glucose_unit": "2"}, "126 mg/dL"),
        ({"fbg": "126", "fbg_unit": "MG/DL"}, "126 mg/dL"),
        ({"fbg": 126, "fbg_unit": "1", "glucose_unit": "2"}, 126),
        ({"fbg": True, "glucose_unit": "2"}, True),
        ({"fbg": None, "glucose_unit": "2"}, None),
    ],
)
def test_a_glucose_has_the_unit_of_its_meter(document: dict[str, Any], kept: object) -> None:
    values, problems = DIABETES.from_field_list(document)
    assert (values["fbg"], problems) == (kept, [])


@pytest.mark.parametrize(
    ("kinds", "usages", "rows"),
    [
        ("门冬胰岛素", "早 8 单位", [("门冬胰岛素", "早 8 单位")]),
        (["门冬胰岛素", "甘精胰岛素"], ["早 8 单位", "睡前 10 单位"], [("门冬胰岛素", "早 8 单位"), ("甘精胰岛素", "睡前 10 单位")]),
        ("", " ", [("", " ")]),
        (None, (), []),
    ],
)  # fmt: skip
def test_insulin_is_told_line_by_line(kinds: object, usages: object, rows: list[tuple[str, str]]) -> None:
    values, problems = DIABETES.from_field_list({"insulin_kind": kinds, "insulin_usage": usages})
    assert problems == []
    assert [(line["kind"], line["usage"]) for line in values["insulin"]] == rows


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"insulin_kind": "门冬胰岛素"}, "insulin_usage"),
        ({"insulin_usage": "早 8 单位"}, "insulin_kind"),
        ({"insulin_kind": ["门冬胰岛素"], "insulin_usage": ["早 8 单位", "睡前 10 单位"]}, "insulin_kind"),
        ({"insulin_kind": ["a", "b"], "insulin_usage": []}, "insulin_usage"),
    ],
)
def test_insulin_half_written_is_said_once_at_the_missing_half(document: dict[str, Any], field: str) -> None:
    values, problems = DIABETES.from_field_list(document)
    assert [(problem.field, problem.code) for problem in problems] == [(field, "required")]
    assert "insulin" not in values


def test_what_says_nothing_of_insulin_has_no_lines() -> None:
    assert DIABETES.from_field_list({"fbg": 6.4}) == ({"fbg": 6.4}, [])
