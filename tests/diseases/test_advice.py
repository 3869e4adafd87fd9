"""What several diseases bring to the three prescriptions alike."""

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.people import RULES, judged
from vclinic.diseases.advice import RegimenWords, goals
from vclinic.rules.advice_library import load_advice

LUNGS = RegimenWords("平喘药", "肺功能")


@pytest.mark.parametrize(
    ("action", "values", "more", "text"),
    [
        ("ROUTINE", {"adr": "2"}, {}, ""),
        ("EMERGENCY_REFER", {"adr": "2"}, {"first": "甲"}, "危急情况：先对症处理并转诊，用药由上级决定，这次不改。"),
        ("REFER", {}, {"instead": "乙"}, "已建议转诊，平喘药加量或换药等卫生院意见，这次不改。"),
        ("ADJUST", {"adr": "2", "adr_text": "手抖"}, {"first": "甲"}, "有不良反应（手抖），请减量、停用或换药，并写明是哪一种药。"),
        ("ADJUST", {"med_adherence": "3"}, {"first": "甲"}, "甲"),
        ("ADJUST", {"med_adherence": "3"}, {"instead": "乙"}, "肺功能没达标，但药没按时吃：先纠正服药，照旧用药，2 周后再看。"),
        ("ADJUST", {"med_adherence": "2"}, {}, "肺功能没达标，但药没按时吃：先纠正服药，照旧用药，2 周后再看。"),
        ("ADJUST", {"med_adherence": "1"}, {"instead": "乙"}, "乙"),
        ("ADJUST", {}, {}, "肺功能没达标，按时吃药了：请考虑加量、换药或加一种药，由医生决定。"),
    ],
)  # fmt: skip
def test_the_column_in_a_diseases_own_words(
    action: str, values: dict[str, Any], more: dict[str, str], text: str
) -> None:
    assert LUNGS.advice(values, judged(action), RULES, **more) == text


def test_a_county_that_looks_again_after_a_week_says_so() -> None:
    text = LUNGS.advice({"med_adherence": "2"}, judged("ADJUST"), replace(RULES, revisit_days=7))
    assert text.endswith("1 周后再看。")


@pytest.mark.parametrize(
    ("values", "weight"), [({}, None), ({"weight_target": None}, None), ({"weight_target": 68}, "68.0")]
)
def test_goals_name_a_weight_only_where_the_doctor_aims_at_one(values: dict[str, Any], weight: str | None) -> None:
    told = goals(values, load_advice("htn"), ("bp", "<140/90"))
    assert told[:2] == (("salt_g", "<5"), ("bp", "<140/90"))
    assert dict(told).get("weight_kg") == weight
