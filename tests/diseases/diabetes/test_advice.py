"""What diabetes brings to the three prescriptions, and what it never advises."""

from dataclasses import replace
from typing import Any

import pytest

from tests.diseases.diabetes.people import PERSON, RULES, brought, values
from vclinic.diseases.diabetes.advice import blocked_today, staple
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.diseases.shared import drugs_of
from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_library import load_advice

GLIMEPIRIDE = replace(PERSON, drugs=("格列美脲片",))


def diet(**changes: Any) -> dict[str, DietItem]:
    return {item.item_code: item for item in brought(**changes).diet}


def test_the_lines_of_the_guide() -> None:
    lines = diet()
    assert list(lines) == [
        "staple", "salt", "low_na_salt", "energy", "whole_grain", "veg", "meal", "sugar", "fruit", "alcohol", "weight",
    ]  # fmt: skip
    assert (lines["energy"].value, lines["energy"].high) == (45, 60)
    assert "两餐之间" in lines["fruit"].text
    assert not any("200–350" in item.text for item in lines.values())


class TestStaple:
    def test_the_doctors_own_target_counts(self) -> None:
        assert diet()["staple"].text == "主食每天 350 → 300 克（生重），分三餐吃"
        assert diet(staple_now=300)["staple"].text == "主食每天 300 克（生重），分三餐吃"
        assert "1625–1950 千卡" in diet()["staple"].explain

    @pytest.mark.parametrize("changes", [{"fbg": 3.6}, {"hypoglycemia": "3"}])
    def test_w10_low_glucose_never_means_less_food(self, changes: dict[str, Any]) -> None:
        text = diet(**changes)["staple"].text
        assert "先不减" in text
        assert "→" not in text

    def test_without_figures_it_says_no_figure(self) -> None:
        library = load_advice("t2dm")
        bare = staple({}, replace(PERSON, height_cm=None), RULES, library, lowered=False)
        assert (bare.text, bare.explain) == ("主食定量，分三餐吃，每天几克由医生定", "")
        assert staple({"fbg": 3.5}, PERSON, RULES, library, lowered=False).text == "主食先不减，三餐按时吃"
        assert staple({}, PERSON, RULES, replace(library, energy=None), lowered=False).explain == ""

    def test_v15_beside_drugs_that_lower_glucose_nobody_is_told_to_eat_less(self) -> None:
        line = diet(who=GLIMEPIRIDE)["staple"]
        assert (line.op, line.text) == ("=", "主食每天 300 克（生重），分三餐吃，不漏餐")


class TestDrink:
    def test_not_a_drop_beside_drugs_that_lower_glucose(self) -> None:
        assert diet(who=GLIMEPIRIDE, drink_now=2, drink_target=1)["alcohol"].text == "一口不喝"
        insulin = drugs_of(values(insulin=(InsulinUse("门冬 30", "早 12"), InsulinUse("甘精胰岛素", "睡前 8"))))
        assert insulin == ("胰岛素 门冬 30", "甘精胰岛素")
        assert "胰岛素" in diet(who=replace(PERSON, drugs=insulin[:1]))["alcohol"].explain

    def test_who_drinks_goes_down(self) -> None:
        assert diet()["alcohol"].text == "不喝，保持"
        drink = diet(drink_now=3, drink_target=1)["alcohol"]
        assert drink.text == "现在每天 3 两，最好不喝，先减到 1 两，2–4 周减一级，分级减到不喝；每周至少 3 天不喝"
        assert drink.explain == "喝酒容易低血糖，不空腹喝"
        assert diet(drink_now=1, drink_target=1)["alcohol"].text.startswith("现在每天 1 两，最好不喝；真要喝")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"fbg": 16.8}, "空腹血糖 16.8"),
        ({"rbg": 18.0}, "随机血糖 18.0"),
        ({"fbg": 16.7}, "危急情况"),
        ({"fbg": 3.6}, "危急情况"),
        ({"sbp": 184, "dbp": 112}, "血压 184/112"),
        ({"new_complication": True}, "并发症"),
        ({"hypoglycemia": "3"}, "低血糖反复"),
        ({"temperature": 37.3}, "体温 37.3"),
        ({"symptom_codes": ("6",)}, "感染"),
    ],
)
def test_no_exercise_today(changes: dict[str, Any], word: str) -> None:
    assert word in brought(**changes).blocked


def test_exercise_otherwise() -> None:
    assert blocked_today({}, RULES) == ""
    contribution = brought()
    assert (contribution.blocked, contribution.careful) == ("", "")
    assert (brought(fbg=5.5).careful, brought(temperature=37.2).blocked) == ("", "")
    assert "先吃 15 克糖" in brought(GLIMEPIRIDE, fbg=5.5).careful
    assert brought(GLIMEPIRIDE, fbg=5.6).careful == ""
    assert (contribution.exercise.times_per_week, contribution.exercise.minutes) == (5, 30)
    assert (contribution.exercise.hr_low, contribution.exercise.hr_high) == (0.5, 0.7)
    assert any("不空腹运动" in rule for rule in contribution.exercise.stop_rules)


def test_acarbose_is_helped_by_glucose_alone() -> None:
    assert any("葡萄糖" in warning for warning in brought(who=replace(PERSON, drugs=("阿卡波糖片",))).warnings)
    assert not any("葡萄糖" in warning for warning in brought().warnings)


@pytest.mark.parametrize(
    ("action", "changes", "text"),
    [
        ("ROUTINE", {}, ""),
        ("EMERGENCY_REFER", {}, "这次不改。"),
        ("REFER", {}, "等卫生院意见，这次不改。"),
        ("ADJUST", {"adr": "2", "adr_text": "二甲双胍腹泻"}, "写明是哪一种药。"),
        ("ADJUST", {"hypoglycemia": "3"}, "胰岛素村里不调。"),
        ("ADJUST", {"med_adherence": "2"}, "先纠正服药，照旧用药，2 周后再看。"),
        ("ADJUST", {"insulin": (InsulinUse("甘精", "睡前 12"),)}, "村里不加减，请联系上级。"),
        ("ADJUST", {}, "由医生决定。"),
    ],
)
def test_the_column_leaves_the_decision(action: str, changes: dict[str, Any], text: str) -> None:
    assert brought(action=action, **changes).on_regimen.endswith(text)


def test_goals() -> None:
    assert dict(brought().goals) == {"salt_g": "<5", "fbg": "空腹 4.4–7.0", "weight_kg": "68.0"}
    assert "weight_kg" not in dict(brought(weight_target=None).goals)


@pytest.mark.parametrize(
    ("drug", "text"),
    [
        ("二甲双胍片", "吐泻、吃不下：二甲双胍先停，问卫生院"),
        ("盐酸二甲双胍缓释片", "吐泻、吃不下：二甲双胍先停，问卫生院"),
        ("达格列净片", "列净类先停，问卫生院；恶心、肚子痛、喘，血糖不高也要查血酮"),
        ("胰岛素 门冬 30", "生病几天胰岛素不能自己全停"),
    ],
)
def test_5_2_sick_days_by_what_is_taken(drug: str, text: str) -> None:
    without, taking = brought().warnings, brought(replace(PERSON, drugs=(drug,))).warnings
    assert any("吃不下的几天多测血糖" in warning for warning in without)
    assert taking[: len(without)] == without
    (added,) = taking[len(without) :]
    assert text in added


def test_5_2_two_drugs_bring_a_sentence_each_and_the_same_one_once() -> None:
    both = brought(replace(PERSON, drugs=("二甲双胍片", "达格列净片", "盐酸二甲双胍缓释片"))).warnings
    assert len(both) == len(brought().warnings) + 2
