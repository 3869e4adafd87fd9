"""The three prescriptions of one visit know of each other and carry on what the doctor wrote last time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.diseases.diabetes.people import PERSON, brought as diabetic
from tests.rules.people import CATALOG, DAY, RULES, VISIT, judged_visit, order, person
from vclinic.diseases.diabetes.record import DiabetesFollowUp
from vclinic.diseases.hypertension.advice import contribution
from vclinic.domain.prescription import DietItem, MedicationOrder, ThreePrescriptions
from vclinic.rules.advice_library import AdviceLibrary, load_advice
from vclinic.rules.contribution import Contribution
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts
from vclinic.rules.three_prescriptions import CONFLICT, begins_exercise, diet_checks, draft_three, merge_diet

BOTH = replace(PERSON, diseases=frozenset(("htn", "t2dm")))
REGIMEN = (order("苯磺酸氨氯地平片", 5, "mg"), order("依那普利片", 5, "mg", "bid", line_no=2))


def three(
    who: PersonFacts | None = None,
    regimen: tuple[MedicationOrder, ...] = REGIMEN,
    previous: ThreePrescriptions | None = None,
    **changes: Any,
) -> ThreePrescriptions:
    who = who or person(drugs=tuple(order.drug_name for order in regimen))
    return drafted(who, regimen, previous, **changes)


def drafted(
    who: PersonFacts,
    regimen: tuple[MedicationOrder, ...],
    previous: ThreePrescriptions | None,
    library: AdviceLibrary | None = None,
    **changes: Any,
) -> ThreePrescriptions:
    visit = judged_visit(**changes)
    return draft_three(
        (contribution(visit, who, RULES, CATALOG, library or load_advice("htn")),),
        lifestyle=lifestyle_of(visit.values),
        person=who,
        regimen=regimen,
        previous=previous,
        catalog=CATALOG,
        days=28,
        issued_on=DAY,
        review_on=visit.values["next_visit_date"],
    )


def written(code: str, text: str, origin: str = "doctor") -> DietItem:
    return DietItem(code, "医生加的", "text", None, None, "", text, "", origin)


def test_a_first_draft_has_all_three_and_the_red_flags() -> None:
    drafted_three = three()
    assert (drafted_three.diseases, drafted_three.version, drafted_three.supersedes) == (("htn",), 1, "")
    assert (drafted_three.issued_on, drafted_three.review_on) == (DAY, VISIT.next_visit_date)
    assert [order.drug_name for order in drafted_three.medication] == ["苯磺酸氨氯地平片", "依那普利片"]
    assert REGIMEN[1].strength == "2.5 mg"
    assert [order.quantity for order in drafted_three.medication] == [28, 112]
    assert drafted_three.diet
    assert drafted_three.exercise.allowed
    assert drafted_three.exercise.doctor_notes == ()
    assert any("120" in warning for warning in drafted_three.warnings)
    assert drafted_three.rule_set_id == load_advice("htn").id


def test_the_diet_knows_the_drugs() -> None:
    salt = next(item for item in three().diet if item.item_code == "low_na_salt")
    assert (salt.text, salt.explain) == ("不用低钠盐", "正在服依那普利（普利类药），怕血钾高")


def test_the_exercise_knows_the_drugs() -> None:
    assert three(regimen=(order("酒石酸美托洛尔片", 25, "mg", "bid"),)).exercise.hr_low is None


def test_goals_are_those_of_the_page() -> None:
    assert dict(three(weight_target=60.0).goals) == {"salt_g": "<5", "bp": "治疗目标 <130/80", "weight_kg": "60.0"}
    assert "weight_kg" not in dict(three(weight_target=None).goals)
    assert dict(three(person(age=80)).goals)["bp"] == "治疗目标 <150/90，能耐受再到 <140/90"


def test_what_the_doctor_wrote_is_carried_on_once() -> None:
    first = three()
    last = replace(
        first,
        diet=(*first.diet, written("tea", "少喝浓茶"), written("egg", "一天一个蛋", "carried")),
        exercise=replace(first.exercise, doctor_notes=("膝盖痛时不爬坡",)),
    )
    second = three(previous=last)
    assert [item.text for item in second.diet if item.origin == "carried"] == ["少喝浓茶", "一天一个蛋"]
    assert second.exercise.doctor_notes == ("膝盖痛时不爬坡",)
    third = three(previous=second)
    assert third.diet == second.diet


def test_a_line_the_draft_has_anew_is_not_written_twice() -> None:
    first = three()
    last = replace(first, diet=(*first.diet[1:], written("salt", "食盐每天少于 3 克")))
    codes = [item.item_code for item in three(previous=last).diet]
    assert codes.count("salt") == 1
    assert len(codes) == len(set(codes))


def test_figures_of_last_time_are_never_carried_as_todays() -> None:
    heavier = three(weight_kg=70.0)
    assert three(previous=heavier).diet == three().diet


def test_a_countys_own_library_is_followed() -> None:
    own = replace(load_advice("htn"), id="county/1", salt_g=4.0, warnings=("找村医",))
    drafted_three = drafted(person(), REGIMEN, None, own)
    assert (drafted_three.rule_set_id, drafted_three.warnings, dict(drafted_three.goals)["salt_g"]) == (
        "county/1",
        ("找村医",),
        "<4",
    )


def test_what_it_was_drawn_up_for() -> None:
    drafted_three = replace(three(), reasons=(("encounter", "e"), ("follow_up", "f"), ("follow_up", "g")))
    assert drafted_three.follow_up_id == "f"
    assert three().follow_up_id == ""


class TestSeveralDiseases:
    """Three prescriptions §8: the stricter wins, vetoes apply."""

    def both(self, who: PersonFacts = BOTH, sugar: dict[str, Any] | None = None, **changes: Any) -> ThreePrescriptions:
        visit = judged_visit(**changes)
        shared = {name: value for name, value in changes.items() if name in DiabetesFollowUp.__annotations__}
        brought = diabetic(who, **(shared | (sugar or {})))
        parts = (contribution(visit, who, RULES, CATALOG, load_advice("htn")), brought)
        return draft_three(
            parts,
            lifestyle=lifestyle_of(visit.values),
            person=who,
            regimen=(),
            previous=None,
            catalog=CATALOG,
            days=28,
            issued_on=DAY,
            review_on=DAY,
        )

    def test_m1_figures_and_intensity(self) -> None:
        drafted_three = self.both()
        diet = {item.item_code: item for item in drafted_three.diet}
        assert (diet["salt"].op, diet["salt"].value) == ("<", 5)
        assert (diet["energy"].value, diet["energy"].high) == (45, 60)
        assert (drafted_three.exercise.times_per_week, drafted_three.exercise.minutes) == (5, 30)
        assert drafted_three.diseases == ("htn", "t2dm")

    def test_m7_heart_rate_of_both(self) -> None:
        exercise = self.both().exercise
        assert (exercise.hr_low, exercise.hr_high) == (96, 112)

    def test_each_line_once_and_every_reason_to_stop(self) -> None:
        drafted_three = self.both()
        codes = [item.item_code for item in drafted_three.diet]
        assert len(codes) == len(set(codes))
        assert len(set(drafted_three.exercise.stop_rules)) == len(drafted_three.exercise.stop_rules)
        assert sum("16.7" in rule for rule in drafted_three.exercise.stop_rules) == 1

    def test_w5_a_beta_blocker_means_no_heart_rate_in_either(self) -> None:
        drafted_three = self.both(who=replace(BOTH, drugs=("酒石酸美托洛尔片",)), weight_kg=78.0, height_cm=170.0)
        assert (drafted_three.exercise.hr_low, "12–13" in drafted_three.exercise.intensity) == (None, True)
        assert next(item for item in drafted_three.diet if item.item_code == "weight").text == "78.0 → 74.0 kg，3 个月"

    def test_m8_the_doctors_own_aim_caps_both(self) -> None:
        exercise = self.both(ex_times_target=3, ex_minutes_target=20).exercise
        assert (exercise.times_per_week, exercise.minutes) == (3, 20)

    def test_w4_insulin_means_sugar_in_the_pocket_and_no_walk_on_an_empty_stomach(self) -> None:
        rules = self.both(who=replace(BOTH, drugs=("甘精胰岛素",))).exercise.stop_rules
        assert any("不空腹运动" in rule and "身上带糖" in rule for rule in rules)

    def test_w10_low_glucose_is_treated_first(self) -> None:
        drafted_three = self.both(sugar={"fbg": 3.6}, who=replace(BOTH, drugs=("格列美脲片",)))
        assert not drafted_three.exercise.allowed
        assert any("3.9 及以下吃 15–20 克糖，15 分钟再测" in warning for warning in drafted_three.warnings)
        assert next(item for item in drafted_three.diet if item.item_code == "staple").text.endswith(
            "先不减，三餐按时吃"
        )

    def test_a_veto_replaces_the_other_line(self) -> None:
        fruit = next(item for item in self.both().diet if item.item_code == "fruit")
        assert "两餐之间" in fruit.text
        veg = next(item for item in self.both().diet if item.item_code == "veg")
        assert veg.value == 500

    def test_what_one_forbids_is_forbidden(self) -> None:
        exercise = self.both(sbp=184, dbp=112).exercise
        assert not exercise.allowed


def item(op: str, value: float | None, high: float | None = None, unit: str = "克", text: str = "甲") -> DietItem:
    return DietItem("x", "蛋白", op, value, high, unit, text)


def part(line: DietItem, *instead: str) -> Contribution:
    return replace(diabetic(PERSON), diet=(line,), instead=frozenset(instead))


@pytest.mark.parametrize(
    ("one", "other", "value", "high"),
    [
        (item("<", 5), item("<=", 4), 4, None),
        (item("<", 3), item("<", 4), 3, None),
        (item(">=", 2), item(">=", 3), 3, None),
        (item(">=", 4), item(">=", 3), 4, None),
        (item("range", 45, 60), item("range", 50, 55), 50, 55),
        (item("range", 50, 55), item("range", 45, 60), 50, 55),
        (item("range", 45, 55), item("range", 50, 60), 50, 55),
        (item("range", 50, 55), item("range", 55, 60), 55, 55),
        (item("<", 5), item("<", 4, unit="勺"), 5, None),
        (item("<", 5), item(">=", 9), 5, None),
        (item("text", None), item("<", 4), None, None),
    ],
)
def test_the_stricter_of_two_lines(one: DietItem, other: DietItem, value: float | None, high: float | None) -> None:
    (lines,) = merge_diet((part(one), part(other)))
    assert (lines.value, lines.high) == (value, high)


class TestM2RangesWithoutAnythingInCommon:
    KIDNEY = item("range", 0.6, 0.8, text="蛋白 0.6–0.8")
    LUNG = item("range", 1.0, 1.5, text="蛋白 1.0–1.5")

    @pytest.mark.parametrize("lines", [(KIDNEY, LUNG), (LUNG, KIDNEY)])
    def test_no_figure_is_drafted_and_both_are_named(self, lines: tuple[DietItem, DietItem]) -> None:
        (line,) = merge_diet([part(one) for one in lines])
        assert (line.value, line.high, line.origin) == (None, None, CONFLICT)
        assert line.text == "蛋白：几种病的要求合不到一起，请医生定"
        assert line.explain == "；".join(one.text for one in lines)

    def test_a_third_disease_does_not_settle_it(self) -> None:
        (line,) = merge_diet((part(self.KIDNEY), part(self.LUNG), part(item("range", 0.5, 2))))
        assert line.origin == CONFLICT

    def test_it_blocks_until_the_doctor_writes_the_line_anew_and_then_wants_a_reason(self) -> None:
        drafted = merge_diet((part(self.KIDNEY), part(self.LUNG)))
        (check,) = diet_checks(drafted, drafted)
        assert (check.kind, check.severity, check.code) == ("diet", "forbid", "diet/x")
        assert check.text.endswith("请改写这一条并写明理由。")
        chosen = (replace(drafted[0], text="蛋白按 0.8 克", origin="doctor"),)
        assert [check.severity for check in diet_checks(chosen, drafted)] == ["warn"]
        assert [check.severity for check in diet_checks((), drafted)] == ["warn"], "taken out is a decision too"

    def test_ranges_that_agree_are_no_matter(self) -> None:
        drafted = merge_diet((part(self.KIDNEY), part(item("range", 0.7, 1.0))))
        assert diet_checks(drafted, drafted) == []


def test_a_disease_that_speaks_instead_keeps_the_word() -> None:
    loud, plain = item("text", None, text="乙"), item("text", None, text="丙")
    assert merge_diet((part(loud, "x"), part(plain)))[0].text == "乙"
    assert merge_diet((part(plain), part(loud, "x")))[0].text == "乙"
    assert merge_diet((part(loud, "x"), part(plain, "x")))[0].text == "乙"


class TestFirstExercise:
    """§1.4: a first prescription begins with little."""

    def test_it_is_capped_at_thirty_minutes_and_five_times(self) -> None:
        advice = three(ex_minutes_target=45, ex_times_target=7).exercise
        assert (advice.minutes, advice.times_per_week) == (30, 5)

    def test_the_next_one_follows_the_doctors_aim(self) -> None:
        three_weeks_ago = replace(three(), issued_on=DAY - timedelta(days=21))
        advice = three(previous=three_weeks_ago, ex_minutes_target=45, ex_times_target=7).exercise
        assert (advice.minutes, advice.times_per_week) == (45, 7)

    @pytest.mark.parametrize(("days", "minutes"), [(0, 30), (6, 30), (7, 35), (14, 40), (21, 45), (90, 45)])
    def test_a_week_adds_five_minutes_and_no_more(self, days: int, minutes: int) -> None:
        before = replace(three(), issued_on=DAY - timedelta(days=days))
        assert three(previous=before, ex_minutes_target=45).exercise.minutes == minutes

    def test_after_a_day_without_exercise_it_is_still_the_first(self) -> None:
        blocked = three(sbp=184, dbp=112)
        assert not blocked.exercise.allowed
        assert begins_exercise(blocked)
        assert three(previous=blocked, ex_minutes_target=45).exercise.minutes == 30

    def test_a_lower_aim_stays_what_it_is(self) -> None:
        assert three(ex_minutes_target=20, ex_times_target=3).exercise.minutes == 20


def test_what_a_disease_forbids_today_is_said_and_takes_the_weight_to_lose_along() -> None:
    """V3 by the judgement's own figures: 180/110 is an emergency and not above 180/110."""
    heavy = three(sbp=180, dbp=110, weight_kg=80.0)
    assert heavy.exercise.blocked_because == "今日不运动：有危急情况，先转诊"
    assert heavy.not_advised[0] == "不要在今天运动，不要硬撑着干重活"
    assert "weight" not in {item.item_code for item in heavy.diet}
    calm = three(weight_kg=80.0)
    assert "weight" in {item.item_code for item in calm.diet}
    assert not any("今天运动" in sentence for sentence in calm.not_advised)
