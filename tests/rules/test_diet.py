"""The diet prescription: this person's own figures, each within the guide's bounds and with its sum beside it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG, person, values
from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_library import load_advice
from vclinic.rules.diet import draft_diet, eaten_by, low_sodium_salt
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts

LIBRARY = load_advice("htn")


def diet(who: PersonFacts | None = None, **changes: Any) -> dict[str, DietItem]:
    return {
        item.item_code: item for item in draft_diet(lifestyle_of(values(**changes)), who or person(), LIBRARY, CATALOG)
    }


def test_the_lines_stand_in_the_order_of_the_page() -> None:
    assert list(diet()) == ["salt", "low_na_salt", "veg", "fruit", "fish", "fat", "salt_step", "alcohol", "weight"]


class TestTheGuidesFigures:
    """Three prescriptions, hypertension §2.1."""

    def test_salt_is_less_than_five_grams(self) -> None:
        salt = diet()["salt"]
        assert (salt.op, salt.value, salt.unit) == ("<", 5, "克/天")
        assert salt.text == "食盐每天少于 5 克，酱油、咸菜都算在内"
        assert salt.explain == "2 口人，400 克盐吃 40 天"

    def test_salt_is_counted_again_when_it_is_known_who_eats_together(self) -> None:
        items = eaten_by(tuple(diet().values()), 4, LIBRARY)
        assert [item.explain for item in items if item.item_code == "salt"] == ["4 口人，400 克盐吃 20 天"]
        assert items[1:] == tuple(diet().values())[1:]

    def test_the_doctors_own_words_of_salt_stay(self) -> None:
        own = replace(diet()["salt"], text="一天一平勺", explain="", origin="doctor")
        assert eaten_by((own,), 4, LIBRARY) == (own,)

    def test_foods(self) -> None:
        lines = diet()
        assert (lines["veg"].value, lines["veg"].high, lines["veg"].unit) == (300, 500, "克/天")
        assert (lines["fruit"].value, lines["fruit"].high) == (200, 350)
        assert (lines["fish"].op, lines["fish"].value, lines["fish"].unit) == (">=", 2, "次/周")

    @given(st.integers(1, 30))
    def test_a_bag_of_salt_lasts_as_long_as_five_grams_each_allow_and_no_day_less(self, people: int) -> None:
        salt = diet(person(household_size=people))["salt"]
        days = int(salt.explain.split("吃 ")[1].removesuffix(" 天"))
        assert 400 / (people * days) <= 5 < 400 / (people * max(days - 1, 0.5))


class TestLowSodiumSalt:
    def test_is_fine_without_kidney_disease_or_such_drugs(self) -> None:
        salt = low_sodium_salt(person(drugs=("苯磺酸氨氯地平片",)), CATALOG)
        assert (salt.text, salt.explain) == ("可以换低钠盐", "档案里没有肾病，没服升血钾的药")

    @pytest.mark.parametrize(
        ("drug", "text"),
        [("依那普利片", "普利类药"), ("缬沙坦胶囊", "沙坦类药"), ("氯沙坦钾片", "沙坦类药"), ("螺内酯片", "保钾利尿药"), ("氯化钾片", "补钾药")],
    )  # fmt: skip
    def test_is_off_beside_drugs_that_raise_potassium(self, drug: str, text: str) -> None:
        salt = diet(person(drugs=("苯磺酸氨氯地平片", drug)))["low_na_salt"]
        assert salt.text == "不用低钠盐"
        assert text in salt.explain
        assert salt.explain.endswith("怕血钾高")

    @pytest.mark.parametrize(
        ("known", "off"),
        [({"diseases": frozenset(("htn", "ckd"))}, True), ({"egfr": 59.9}, True), ({"egfr": 60.0}, False), ({"egfr": None}, False)],
    )  # fmt: skip
    def test_is_off_with_weak_kidneys(self, known: dict[str, Any], *, off: bool) -> None:
        assert (low_sodium_salt(person(**known), CATALOG).text == "不用低钠盐") is off

    def test_weak_kidneys_contradict_potassium_and_protein(self) -> None:
        sick = diet(person(diseases=frozenset(("htn", "ckd"))), weight_kg=45.0, height_cm=160.0)
        assert sick["veg"].explain == sick["fruit"].explain == "肾功能不好，怕血钾高，吃多少先问卫生院"
        assert sick["fish"].explain == diet()["fish"].explain == diet()["veg"].explain == ""
        assert sick["weight"].text == "现在 45.0 kg，偏瘦，吃够饭、蛋奶豆吃多少先问卫生院"

    def test_the_drug_named_is_the_one_that_raises_potassium(self) -> None:
        assert (
            low_sodium_salt(person(drugs=("北京降压0号",)), CATALOG).explain == "正在服氨苯蝶啶（保钾利尿药），怕血钾高"
        )


class TestDrink:
    def test_who_does_not_drink_keeps_to_it(self) -> None:
        assert diet(drink_now=0, drink_target=0)["alcohol"].text == "不喝，保持"

    @pytest.mark.parametrize(
        ("now", "target", "step", "text"),
        [
            (3, 1, 1, "现在每天 3 两，最好不喝，先减到 1 两，2–4 周减一级，分级减到不喝；每周至少 3 天不喝"),
            (2.5, 0, 1.5, "现在每天 2.5 两，最好不喝，先减到 1.5 两，2–4 周减一级，分级减到不喝；每周至少 3 天不喝"),
            (2, 2, 1, "现在每天 2 两，最好不喝，先减到 1 两，2–4 周减一级，分级减到不喝；每周至少 3 天不喝"),
            (0.5, 0.5, 0.5, "现在每天 0.5 两，最好不喝；真要喝，一天不过 0.5 两，每周至少 3 天不喝"),
            (1, 0, 0, "现在每天 1 两，最好不喝，这一步就减到不喝"),
        ],
    )
    def test_who_drinks_is_told_to_stop_and_where_to_begin(
        self, now: float, target: float, step: float, text: str
    ) -> None:
        drink = diet(drink_now=now, drink_target=target)["alcohol"]
        assert (drink.text, drink.op, drink.value) == (text, "<=", step)

    @pytest.mark.parametrize(
        ("sex", "now", "explain"),
        [
            ("1", 1, ""),
            ("1", 2, "一天 41.6 克酒精，上限 25 克"),
            ("2", 1, "一天 20.8 克酒精，上限 15 克"),
            ("2", 0.5, ""),
        ],
    )
    def test_too_much_is_said_in_grams(self, sex: str, now: float, explain: str) -> None:
        assert diet(person(sex_code=sex), drink_now=now, drink_target=0)["alcohol"].explain == explain

    @pytest.mark.parametrize(
        ("known", "why"),
        [
            ({"drugs": ("格列美脲片",)}, "正在用格列类药，喝酒容易低血糖"), ({"drugs": ("门冬胰岛素30",)}, "正在用胰岛素，喝酒容易低血糖"),
            ({"drugs": ("甲硝唑片",)}, "正在用甲硝唑类药，喝酒会出事"), ({"drugs": ("艾司唑仑片",)}, "正在用安眠药，不能喝酒"),
            ({"diseases": frozenset(("gout",))}, "有痛风，喝酒会发作"), ({"pregnant": True}, "妊娠期或哺乳期"),
        ],
    )  # fmt: skip
    def test_some_may_not_drink_a_drop(self, known: dict[str, Any], why: str) -> None:
        drink = diet(person(**known), drink_now=3, drink_target=1)["alcohol"]
        assert (drink.op, drink.text, drink.explain) == ("text", "一口不喝", why)


class TestWhatSomeMayNotEat:
    """Vetoes V12 and V13."""

    def test_w2_gout(self) -> None:
        fish = diet(person(diseases=frozenset(("htn", "gout"))))["fish"]
        assert (fish.op, fish.value) == ("text", None)
        assert "鱼虾少量" in fish.text

    def test_w16_too_much_potassium(self) -> None:
        lines = diet(person(diseases=frozenset(("htn", "hyperkalaemia"))))
        assert (lines["low_na_salt"].text, lines["low_na_salt"].explain) == ("不用低钠盐", "血钾高")
        assert lines["fruit"].explain == "血钾高，吃多少先问卫生院"

    @pytest.mark.parametrize("disease", ["t1dm", "t2dm", "gdm", "dm_foot"])
    def test_no_kind_of_diabetes_allows_all_the_fruit_of_the_guide(self, disease: str) -> None:
        fruit = diet(person(diseases=frozenset(("htn", disease))))["fruit"]
        assert (fruit.op, fruit.text) == ("text", "水果放两餐之间，每次不超过一个拳头，血糖高时先不吃")


class TestWeight:
    @pytest.mark.parametrize(
        ("weight", "text"),
        [(66.0, "现在 66.0 kg，正好，保持"), (68.8, "现在 68.8 kg，正好，保持"), (72.0, "72.0 → 68.8 kg，3 个月")],
    )
    def test_short_of_breath_nobody_under_27_loses_weight(self, weight: float, text: str) -> None:
        lungs = person(diseases=frozenset(("copd",)))
        assert diet(lungs, weight_kg=weight, height_cm=160.0)["weight"].text == text

    def test_a_first_step_and_what_comes_after(self) -> None:
        weight = diet()["weight"]
        assert weight.text == "64.5 → 61.5 kg，3 个月"
        assert weight.explain == "先减约 5%，以后到 58.1（体质指数 23.9）"

    def test_who_is_almost_there_goes_all_the_way(self) -> None:
        weight = diet(weight_kg=59.0)["weight"]
        assert (weight.text, weight.explain) == ("59.0 → 58.1 kg，3 个月", "体质指数 23.9")

    @pytest.mark.parametrize(
        ("target", "text", "explain"),
        [
            (60.0, "64.5 → 61.5 kg，3 个月", "先减约 5%，以后到 60.0（随访表上的目标，体质指数 24.7）"), (63.0, "64.5 → 63.0 kg，3 个月", "随访表上的目标，体质指数 25.9"),
            (70.0, "现在 64.5 kg，先保持，不减", "随访表上的目标 70.0 kg"), (64.5, "现在 64.5 kg，先保持，不减", "随访表上的目标 64.5 kg"), (40.0, "64.5 → 61.5 kg，3 个月", "先减约 5%，以后到 58.1（体质指数 23.9）"),
        ],
    )  # fmt: skip
    def test_the_goal_is_the_one_on_the_form(self, target: float, text: str, explain: str) -> None:
        weight = diet(weight_target=target)["weight"]
        assert (weight.text, weight.explain) == (text, explain)

    @pytest.mark.parametrize(
        ("weight", "height", "text", "explain"),
        [
            (45.0, 156.0, "现在 45.0 kg，正好，保持", "体质指数 18.5"), (45.0, 156.3, "现在 45.0 kg，偏瘦，吃够饭、多吃蛋奶豆", "体质指数 18.4，低于 18.5"),
            (47.3, 160.0, "现在 47.3 kg，正好，保持", "体质指数 18.5"), (61.3, 160.0, "现在 61.3 kg，正好，保持", "体质指数 23.9"),
        ],
    )  # fmt: skip
    def test_the_healthy_range_is_read_as_the_form_shows_it(
        self, weight: float, height: float, text: str, explain: str
    ) -> None:
        line = diet(weight_kg=weight, height_cm=height)["weight"]
        assert (line.text, line.explain) == (text, explain)

    @pytest.mark.parametrize(
        ("age", "weight", "text"),
        [
            (64, 65.0, "65.0 → 62.0 kg，3 个月"), (65, 65.0, "现在 65.0 kg，正好，保持"), (79, 51.2, "现在 51.2 kg，正好，保持"),
            (65, 51.0, "现在 51.0 kg，偏瘦，吃够饭、多吃蛋奶豆"), (65, 69.2, "现在 69.2 kg，偏胖，先不再长，要不要减问卫生院"),
            (80, 69.2, "现在 69.2 kg，偏胖，保持稳定，不大减，每月量 2 次"), (80, 56.3, "现在 56.3 kg，正好，保持，不减重，每月量 2 次体重"),
            (80, 56.0, "现在 56.0 kg，偏瘦，吃够饭、多吃蛋奶豆，不能再瘦，每月量 2 次"),
        ],
    )  # fmt: skip
    def test_what_suits_changes_with_age(self, age: int, weight: float, text: str) -> None:
        assert diet(person(age=age, height_cm=160.0), weight_kg=weight, height_cm=160.0)["weight"].text == text

    def test_w7_an_old_woman_keeps_her_weight(self) -> None:
        weight = diet(person(age=82), weight_kg=62.7, height_cm=160.0)["weight"]
        assert "不减重" in weight.text
        assert "23.9" not in weight.text + weight.explain

    def test_from_65_a_figure_is_the_doctors_own(self) -> None:
        weight = diet(person(age=70), weight_kg=72.0, height_cm=160.0, weight_target=69.0)["weight"]
        assert (weight.text, weight.explain) == ("72.0 → 69.0 kg，3 个月", "随访表上的目标，体质指数 27.0")

    def test_w1_nobody_with_child_loses_weight(self) -> None:
        weight = diet(person(pregnant=True), weight_kg=80.0)["weight"]
        assert weight.text == "不减重、不节食，体重按产科的要求"

    def test_without_weight_or_height_nothing_is_said(self) -> None:
        assert "weight" not in diet(weight_kg=None)
        assert "weight" not in diet(person(height_cm=None), height_cm=None)

    def test_the_height_of_the_register_serves_when_the_visit_has_none(self) -> None:
        assert diet(height_cm=None)["weight"] == diet()["weight"]

    @given(st.integers(250, 2000).map(lambda drawn: drawn / 10), st.integers(1000, 2200).map(lambda drawn: drawn / 10))
    def test_advice_never_leaves_the_healthy_range_or_asks_for_too_much_at_once(
        self, weight: float, height: float
    ) -> None:
        line = diet(weight_kg=weight, height_cm=height)["weight"]
        bmi = round(weight / (height / 100) ** 2, 1)
        assert (line.op == "<=") == (bmi > 23.9)
        assert (line.value is None) == (bmi < 18.5)
        if line.op == "<=":
            assert line.value is not None
            assert line.value < weight
            assert line.value >= weight * 0.95 - 0.25
            assert line.value / (height / 100) ** 2 > 23.0


def test_every_figure_of_the_library_is_the_countys_to_change() -> None:
    strict = replace(LIBRARY, salt_g=4.0, salt_bag_g=300.0, weight_step=0.1)
    lines = {entry.item_code: entry for entry in draft_diet(lifestyle_of(values()), person(), strict, CATALOG)}
    assert (lines["salt"].value, lines["salt"].explain) == (4, "2 口人，300 克盐吃 38 天")
    assert lines["weight"].text == "64.5 → 58.1 kg，3 个月"
