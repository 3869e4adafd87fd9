"""What a visit says that vetoes of advice ask for."""

from typing import Any

import pytest

from tests.rules.people import DAY
from vclinic.rules.day_signs import day_signs


def test_a_visit_is_read_by_the_names_of_its_form() -> None:
    signs = day_signs(
        {"sbp": 150, "dbp": 90, "fbg": 6.1, "pbg": 9.0, "hypoglycemia": "3", "smoke_now": 5, "heart_rate": 70}
    )
    assert (signs.sbp, signs.glucoses, signs.fasting, signs.low_often, signs.smokes) == (
        150,
        (6.1, 9.0),
        6.1,
        True,
        True,
    )


def test_weight_over_height_wherever_the_height_is_known() -> None:
    assert day_signs({"weight_kg": 64.0, "height_cm": 160.0}).bmi == 25.0
    assert day_signs({"weight_kg": 64.0}, 160.0).bmi == 25.0
    assert day_signs({"bmi": 22.1}).bmi == 22.1


def test_what_was_written_by_hand_counts() -> None:
    signs = day_signs({"other_signs": "血氧 86%，体温38.2", "symptom_other": "双腿肿", "visit_date": DAY})
    assert (signs.spo2, signs.temperature, signs.swollen) == (86, 38.2, True)


@pytest.mark.parametrize(
    ("values", "swollen"),
    [
        ({"symptom_codes": ("9",)}, True), ({"symptom_codes": ("8",)}, False),
        ({"symptom_codes": ("8",), "fbg": 6.0}, True), ({"symptom_codes": ("9",), "fbg": 6.0}, False),
        ({"symptom_codes": ("9",), "fbg": 6.0, "salt_now": "1"}, True),
    ],
)  # fmt: skip
def test_swollen_legs_have_another_number_on_each_form(values: dict[str, Any], *, swollen: bool) -> None:
    assert day_signs(values).swollen is swollen


def test_danger_is_what_the_doctor_confirmed_or_a_new_complication() -> None:
    assert day_signs({"emergency_signs": ("headache",)}).danger == "有危急情况"
    assert day_signs({"new_complication": True}).danger == "有新的并发症或加重"
    assert day_signs({"new_complication": True}, danger="先转诊").danger == "先转诊"
