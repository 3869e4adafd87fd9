"""The exercise prescription: FITT of the guide, this person's heart rate, and days without exercise."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG, RULES, judged_visit, person, values
from vclinic.diseases.hypertension.advice import blocked_today
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.domain.prescription import ExerciseAdvice
from vclinic.rules.advice_library import load_advice
from vclinic.rules.contribution import Contribution
from vclinic.rules.exercise import (
    draft_exercise,
    effort_after,
    exercise_checks,
    heart_rate_range,
    overlap,
)
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts

LIBRARY = load_advice("htn")


def brought(who: PersonFacts | None = None, **changes: Any) -> tuple[Contribution, ...]:
    return (HYPERTENSION.contribute(judged_visit(**changes), who or person(), RULES, CATALOG),)


def advice(who: PersonFacts | None = None, **changes: Any) -> ExerciseAdvice:
    return draft_exercise(brought(who, **changes), lifestyle_of(values(**changes)), who or person(), CATALOG)


@pytest.mark.parametrize(
    ("age", "low", "high", "beats"), [(60, 0.6, 0.7, (96, 112)), (60, 0.5, 0.7, (80, 112)), (75, 0.6, 0.7, (87, 102))]
)
def test_heart_rates_of_the_guide(age: int, low: float, high: float, beats: tuple[int, int]) -> None:
    assert heart_rate_range(age, low, high) == beats


@given(st.integers(18, 119))
def test_heart_rates_fall_with_age_and_stay_a_range(age: int) -> None:
    low, high = heart_rate_range(age, 0.6, 0.7)
    older = heart_rate_range(age + 1, 0.6, 0.7)
    assert older[0] <= low < high < 220 - age
    assert older[1] <= high


def test_m1_and_m7_two_diseases_share_what_both_allow() -> None:
    shared = overlap((0.5, 0.7), (0.6, 0.7))
    assert shared == (0.6, 0.7)
    assert heart_rate_range(60, *shared) == (96, 112)


def test_ranges_apart_give_the_lower_one() -> None:
    assert overlap((0.6, 0.7), (0.4, 0.5)) == (0.4, 0.5)
    assert overlap((0.4, 0.6), (0.6, 0.7)) == (0.6, 0.6)


@given(*[st.tuples(st.integers(30, 90), st.integers(0, 20)).map(lambda drawn: (drawn[0], sum(drawn)))] * 2)
def test_overlap_does_not_depend_on_the_order(one: tuple[int, int], two: tuple[int, int]) -> None:
    low, high = overlap(one, two)
    assert overlap(two, one) == (low, high)
    assert low <= high
    assert high <= max(one[1], two[1])


def test_fitt_of_the_guide() -> None:
    exercise = advice(ex_times_target=None, ex_minutes_target=None)
    assert (exercise.times_per_week, exercise.minutes) == (5, 30)
    assert exercise.types == ("平地快走", "太极拳")
    assert exercise.intensity == "能说话，不能唱歌"
    assert (exercise.hr_low, exercise.hr_high, exercise.hr_explain) == (97, 113, "(220 − 58) × 60%–70%")
    assert "每周 2 次" in exercise.resistance
    assert any("胸痛" in rule for rule in exercise.stop_rules)


@pytest.mark.parametrize(("times", "minutes"), [(3, 20), (7, 45), (5, 60)])
def test_m8_what_the_doctor_aims_at_is_what_is_prescribed(times: int, minutes: int) -> None:
    exercise = advice(ex_times_target=times, ex_minutes_target=minutes)
    assert (exercise.times_per_week, exercise.minutes) == (times, minutes)


def test_nobody_is_told_to_do_more_than_is_good_for_him() -> None:
    exercise = advice(ex_times_target=14, ex_minutes_target=120)
    assert (exercise.times_per_week, exercise.minutes) == (7, 60)
    assert advice(person(age=74), ex_minutes_target=45).minutes == 45
    assert advice(person(age=75), ex_minutes_target=45).minutes == 30
    assert advice(person(diseases=frozenset(("copd",))), ex_minutes_target=45).minutes == 30


@pytest.mark.parametrize("changes", [{"ex_times_target": 0}, {"ex_minutes_target": 0}])
def test_an_aim_of_nothing_is_no_exercise(changes: dict[str, Any]) -> None:
    exercise = advice(**changes)
    assert (exercise.allowed, exercise.blocked_because) == (False, "今日不运动：随访表上运动目标是 0")
    assert advice(sbp=184, dbp=112, **changes).blocked_because.startswith("今日不运动：血压")


class TestThePulseAtRest:
    """Vetoes V1 and V5–V7: where the pulse is no measure, effort is felt."""

    @pytest.mark.parametrize(
        ("pulse", "counted"), [(54, False), (55, True), (100, True), (101, False), (118, False), (None, True)]
    )
    def test_m9_too_slow_or_too_fast(self, pulse: int | None, *, counted: bool) -> None:
        exercise = advice(person(heart_rate=pulse))
        assert (exercise.hr_low is not None) is counted
        assert exercise.types == (
            ("慢走散步", "太极拳") if pulse is not None and pulse > 100 else ("平地快走", "太极拳")
        )

    def test_already_above_the_range(self) -> None:
        exercise = advice(person(age=90, heart_rate=96))  # 78–91
        assert (exercise.hr_low, exercise.hr_explain) == (None, "静息心率 96，太快，先查原因")

    @pytest.mark.parametrize("drug", ["维拉帕米", "盐酸地尔硫䓬片", "盐酸伊伐布雷定片"])
    def test_other_drugs_that_set_it(self, drug: str) -> None:
        assert advice(person(drugs=(drug,))).hr_low is None

    def test_w1_with_child_nothing_is_counted_or_lifted(self) -> None:
        exercise = advice(person(age=32, pregnant=True))
        assert (exercise.hr_low, exercise.intensity, exercise.resistance) == (None, "轻松走，能说话就行，不看心率", "")
        assert any("见红" in rule for rule in exercise.stop_rules)


@pytest.mark.parametrize("drug", ["酒石酸美托洛尔片", "富马酸比索洛尔片"])
def test_on_a_beta_blocker_effort_is_felt_not_counted(drug: str) -> None:
    exercise = advice(person(drugs=(drug,)))
    assert (exercise.hr_low, exercise.hr_high) == (None, None)
    assert "12–13" in exercise.intensity
    assert exercise.hr_explain == "正在服 β 受体阻滞剂，心率不准"


@pytest.mark.parametrize(
    ("pressure", "types"),
    [((159, 99), ("平地快走", "太极拳")), ((160, 84), ("慢走散步", "太极拳")), ((136, 100), ("慢走散步", "太极拳"))],
)
def test_a_pressure_to_be_careful_with_is_not_told_to_walk_fast(
    pressure: tuple[int, int], types: tuple[str, ...]
) -> None:
    assert advice(sbp=pressure[0], dbp=pressure[1]).types == types


def test_m1_what_forbids_exercise_adds_up_over_diseases() -> None:
    plain = advice().stop_rules
    sugar = advice(person(diseases=frozenset(("htn", "t2dm")))).stop_rules
    assert sugar[: len(plain)] == plain
    assert any("16.7" in rule and "5.6" in rule for rule in sugar[len(plain) :])
    assert any("腿肿" in rule for rule in advice(person(diseases=frozenset(("htn", "heart_failure")))).stop_rules)


class TestAfterTheDrugsChanged:
    def test_a_beta_blocker_added_or_stopped_changes_the_measure(self) -> None:
        counted, on = advice(), person(drugs=("倍他乐克",))
        felt = effort_after(counted, brought(), on, CATALOG)
        assert (felt.hr_low, felt.intensity) == (None, LIBRARY.exercise.rpe)
        assert effort_after(felt, brought(), person(), CATALOG) == counted

    def test_nothing_else_does(self) -> None:
        assert effort_after(advice(), brought(), person(drugs=("依那普利片",)), CATALOG) == advice()

    def test_the_doctors_own_wording_stays(self) -> None:
        own = replace(advice(), intensity="微微出汗")
        felt = effort_after(own, brought(), person(drugs=("酒石酸美托洛尔片",)), CATALOG)
        assert (felt.hr_low, felt.intensity) == (None, "微微出汗")


@pytest.mark.parametrize(
    ("pressure", "why"),
    [
        ((184, 112), "今日不运动：血压 184/112，高于 180/110，血压控制后再评估"), ((181, 80), "今日不运动：血压 181/80，高于 180/110，血压控制后再评估"),
        ((150, 111), "今日不运动：血压 150/111，高于 180/110，血压控制后再评估"), ((180, 110), "今日不运动：有危急情况，先转诊"), ((179, 109), ""), ((136, 84), ""),
    ],
)  # fmt: skip
def test_m4_a_high_pressure_forbids_exercise_today(pressure: tuple[int, int], why: str) -> None:
    exercise = advice(person(age=65), sbp=pressure[0], dbp=pressure[1])
    assert (exercise.allowed, exercise.blocked_because) == (not why, why)


def test_an_emergency_forbids_exercise_whatever_the_pressure() -> None:
    assert blocked_today(values(emergency_signs=("chest_tightness",)), RULES) == "今日不运动：有危急情况，先转诊"
    assert blocked_today(values(pregnant=True, sbp=142, dbp=92), RULES) == ""  # with child: referred, and walks gently


class TestWhatTheColumnChecks:
    def codes(self, who: PersonFacts | None = None, **changes: Any) -> list[tuple[str, str]]:
        return [(check.severity, check.code) for check in exercise_checks(brought(who, **changes), who or person())]

    def test_nothing_known_against_it(self) -> None:
        assert self.codes(person(diseases_asked=True)) == [("ok", "no_chd"), ("ok", "no_heart_failure")]

    def test_what_nobody_asked_is_not_denied(self) -> None:
        assert self.codes(person(diseases_asked=False)) == []

    @pytest.mark.parametrize(("sbp", "dbp", "careful"), [(160, 84, True), (159, 99, False), (136, 100, True)])
    def test_a_pressure_to_be_careful_with(self, sbp: int, dbp: int, *, careful: bool) -> None:
        assert (("note", "careful") in self.codes(sbp=sbp, dbp=dbp)) is careful

    def test_a_sick_heart_gets_no_tick(self) -> None:
        chd = person(diseases_asked=True, diseases=frozenset(("htn", "chd")))
        assert self.codes(chd) == [("note", "chd"), ("ok", "no_heart_failure")]
        failing = person(diseases_asked=True, diseases=frozenset(("htn", "heart_failure")))
        assert self.codes(failing) == [("note", "heart_failure"), ("ok", "no_chd")]

    def test_a_stroke_is_spoken_of(self) -> None:
        assert ("note", "stroke") in self.codes(person(diseases=frozenset(("htn", "stroke"))))

    def test_a_day_without_exercise_says_only_that(self) -> None:
        assert self.codes(sbp=184, dbp=112) == [("note", "blocked")]


@given(st.integers(18, 100), st.integers(50, 300), st.integers(30, 200), st.integers(0, 21), st.integers(0, 600))
def test_advice_is_never_above_what_the_doctor_aims_at(age: int, sbp: int, dbp: int, times: int, minutes: int) -> None:
    exercise = advice(person(age=age), sbp=sbp, dbp=dbp, ex_times_target=times, ex_minutes_target=minutes)
    assert exercise.times_per_week <= min(times, 7)
    assert exercise.minutes <= min(minutes, 60)
    assert exercise.allowed is (not exercise.blocked_because)
    assert exercise.allowed is (sbp < 180 and dbp < 110 and times > 0 and minutes > 0)


def test_a_first_prescription_is_said_to_begin_with_little() -> None:
    (check,) = [check for check in exercise_checks(brought(), person(), first=True) if check.code == "first"]
    assert check.severity == "note"
    assert check.text == "首张运动处方：每次不超过 30 分钟，每周不超过 5 次，以后每周加不超过 5 分钟。"
    assert not [check for check in exercise_checks(brought(), person()) if check.code == "first"]
    blocked = exercise_checks(brought(sbp=184, dbp=112), person(), first=True)
    assert [check.code for check in blocked] == ["blocked"]
