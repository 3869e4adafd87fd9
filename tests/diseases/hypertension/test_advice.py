"""What the medication column says of a hypertension visit."""

import pytest

from tests.rules.people import RULES, judged, values
from vclinic.diseases.hypertension.advice import REGIMEN


@pytest.mark.parametrize(
    ("action", "adr", "adherence", "text"),
    [
        ("ROUTINE", "1", "1", ""), ("EMERGENCY_REFER", "2", "2", "用药由上级决定，这次不改。"), ("REFER", "2", "3", "等卫生院意见，这次不改。"),
        ("ADJUST", "2", "2", "请减量、停用或换药，并写明是哪一种药。"), ("ADJUST", "1", "2", "先纠正服药，照旧用药，2 周后再看。"),
        ("ADJUST", "1", "3", "先纠正服药，照旧用药，2 周后再看。"), ("ADJUST", "1", "1", "请考虑加量、换药或加一种药，由医生决定。"),
    ],
)  # fmt: skip
def test_the_column_says_what_to_think_about_and_leaves_the_decision(
    action: str, adr: str, adherence: str, text: str
) -> None:
    said = REGIMEN.advice(values(adr=adr, adr_text="氨氯地平，脚踝肿", med_adherence=adherence), judged(action), RULES)
    assert said.endswith(text)
    assert bool(said) is (action != "ROUTINE")
    assert ("氨氯地平，脚踝肿" in said) is (action == "ADJUST" and adr == "2")
