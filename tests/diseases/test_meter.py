"""Where a follow-up form takes what a meter measured; the meal of a glucose is the doctor's to say."""

from pathlib import Path

import pytest

from tests.toys import GOUT_FOLLOW_UP, gout
from vclinic.devices.reading import Reading
from vclinic.diseases import DISEASES
from vclinic.diseases.meter import Metered

PRESSURE = Reading("blood_pressure", {"sbp": 138, "dbp": 84, "heart_rate": 72}, "血压计")
GLUCOSE = Reading("glucose", {"glucose": 6.8}, "血糖仪")
BY_KEY = {disease.key: disease for disease in DISEASES}
MEALS = {"fbg": "空腹血糖", "pbg": "餐后 2 小时血糖", "rbg": "随机血糖"}


@pytest.mark.parametrize("key", ["htn", "t2dm"])
def test_a_pressure_goes_among_the_readings_and_its_pulse_beside_it(key: str) -> None:
    disease = BY_KEY[key]
    assert disease.metered(disease.form, PRESSURE) == Metered("bp_readings", ("138", "84"), {"heart_rate": "72"})
    without = Reading("blood_pressure", {"sbp": 138, "dbp": 84}, "血压计")
    assert disease.metered(disease.form, without) == Metered("bp_readings", ("138", "84"))


@pytest.mark.parametrize(("glucose", "figure"), [(6.8, "6.8"), (7.0, "7"), (11.25, "11.25")])
def test_a_glucose_may_be_of_any_meal_of_the_form(glucose: float, figure: str) -> None:
    disease = BY_KEY["t2dm"]
    read = Reading("glucose", {"glucose": glucose}, "血糖仪")
    assert disease.metered(disease.form, read) == Metered(one_of=MEALS, figure=figure)


@pytest.mark.parametrize(
    ("key", "reading"),
    [
        ("htn", GLUCOSE),
        ("htn", Reading("barcode", {"text": "690"}, "扫码枪")),
        ("t2dm", Reading("id_card", {"name": "王秀英"}, "读卡器")),
    ],
)
def test_a_form_without_a_place_for_it_takes_nothing(key: str, reading: Reading) -> None:
    assert not BY_KEY[key].metered(BY_KEY[key].form, reading)


def test_a_form_of_another_disease_without_readings_takes_no_pressure(tmp_path: Path) -> None:
    with gout(tmp_path) as disease:
        assert not disease.metered(GOUT_FOLLOW_UP, PRESSURE)
