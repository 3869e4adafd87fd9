"""HbA1c beside the fasting glucose: diabetes §7 (<7.0 %), prescription_and_drugs §12.2 (>9 % is referred, no class changes)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.diseases.diabetes.people import RULES, SUBJECT, values
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.domain.follow_up import Assessment


def judged(lab: float | None = None, **changes: Any) -> Assessment:
    assessment = DIABETES.assess(values(**changes), replace(SUBJECT, hba1c=lab), (), RULES)
    assert assessment is not None
    return assessment


@pytest.mark.parametrize(
    ("hba1c", "codes", "referral"),
    [
        (None, [], "none"),
        (6.9, [], "none"),
        (7.0, ["hba1c_over_goal"], "none"),
        (9.0, ["hba1c_over_goal"], "none"),
        (9.1, ["hba1c_high"], "suggested"),
    ],
)
def test_it_refers_above_nine_and_never_judges(hba1c: float | None, codes: list[str], referral: str) -> None:
    assessment = judged(hba1c=hba1c)
    assert [alert.code for alert in assessment.alerts] == codes
    assert (assessment.visit_class, assessment.satisfied, assessment.action) == ("1", True, "ROUTINE")
    assert assessment.referral == referral


def test_what_is_said() -> None:
    assert [reason.text for reason in judged(hba1c=9.6).reasons][1] == (
        "糖化血红蛋白 9.6%，高于 9.0%：建议转诊；分类仍按空腹血糖。"
    )
    assert [reason.text for reason in judged(hba1c=7.8).reasons][1] == (
        "糖化血红蛋白 7.8%，没到 <7.0%（高龄、脆弱的可放宽到 <8.0%）；分类仍按空腹血糖。"
    )
    assert DIABETES.referral_reason(judged(hba1c=9.6)) == "糖化血红蛋白过高"


@pytest.mark.parametrize(
    ("on", "lab", "codes"),
    [
        (date(2026, 8, 24), None, ["hba1c_high"]),
        (date(2026, 8, 23), None, []),
        (date(2026, 8, 23), 7.4, ["hba1c_over_goal"]),
        (None, 7.4, ["hba1c_high"]),
    ],
)
def test_only_a_result_of_three_months_counts(on: date | None, lab: float | None, codes: list[str]) -> None:
    assert [alert.code for alert in judged(lab, hba1c=9.6, hba1c_date=on).alerts] == codes


def test_a_result_on_record_serves_where_the_form_has_none() -> None:
    assert [alert.code for alert in judged(9.4).alerts] == ["hba1c_high"]
