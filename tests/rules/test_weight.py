"""three_prescriptions.md §1.1 and §1.4: what suits an age, a step at a time, never faster than the doctor aims at."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from tests.rules.people import person
from vclinic.domain.prescription import DietItem
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.lifestyle import Lifestyle
from vclinic.rules.weight import weight_line

WEIGHTS = st.integers(300, 1500).map(lambda tenths: tenths / 10)
HEIGHTS = st.integers(1400, 1950).map(lambda tenths: tenths / 10)
AGES = st.integers(18, 99)
STEP = 0.05


def line(
    weight: float | None, age: int = 50, height: float | None = 160.0, target: float | None = None, **known: Any
) -> DietItem | None:
    life = Lifestyle(weight_kg=weight, height_cm=height, weight_target=target)
    return weight_line(life, person(age=age, height_cm=None, **known), STEP, weak_kidneys=False)


def said(*given_values: Any, **more: Any) -> str:
    item = line(*given_values, **more)
    assert item is not None
    return item.text


@pytest.mark.parametrize(
    ("age", "weight", "text"),
    [
        (18, 47.3, "正好，保持"), (18, 47.2, "偏瘦"), (64, 61.3, "正好，保持"), (64, 61.5, "→"),
        (65, 51.2, "正好，保持"), (65, 50.9, "偏瘦"), (65, 68.9, "正好，保持"), (79, 69.2, "先不再长，要不要减问卫生院"),
        (80, 56.3, "保持，不减重"), (80, 56.1, "不能再瘦"), (80, 68.9, "保持，不减重"), (80, 69.2, "保持稳定，不大减"),
    ],
)  # fmt: skip
def test_s1_1_the_range_of_an_age_begins_with_the_birthday(age: int, weight: float, text: str) -> None:
    assert text in said(weight, age)


@pytest.mark.parametrize(
    ("weight", "target", "text"),
    [
        (75.0, None, "75.0 → 71.0 kg，3 个月"),
        (75.0, 60.0, "75.0 → 71.0 kg，3 个月"),
        (75.0, 73.0, "75.0 → 73.0 kg，3 个月"),
        (75.0, 75.0, "现在 75.0 kg，先保持，不减"),
        (75.0, 80.0, "现在 75.0 kg，先保持，不减"),
        (62.0, None, "62.0 → 61.1 kg，3 个月"),
        (75.0, 40.0, "75.0 → 71.0 kg，3 个月"),
    ],
)
def test_s1_4_about_five_percent_at_first_and_never_beyond_the_doctors_aim(
    weight: float, target: float | None, text: str
) -> None:
    assert said(weight, target=target) == text


def test_a_goal_below_what_suits_is_no_goal() -> None:
    item = line(75.0, target=40.0)
    assert item is not None
    assert "40" not in item.text + item.explain


def test_w1_with_child_nothing_is_weighed_against() -> None:
    for weight in (40.0, 90.0, None):
        assert said(weight, age=32, pregnant=True) == "不减重、不节食，体重按产科的要求"


@pytest.mark.parametrize(("weight", "height"), [(None, 160.0), (60.0, None)])
def test_half_of_what_is_needed_says_nothing(weight: float | None, height: float | None) -> None:
    assert line(weight, height=height) is None


def test_weak_kidneys_leave_protein_to_the_upper_level() -> None:
    life = Lifestyle(weight_kg=40.0, height_cm=160.0)
    item = weight_line(life, person(), STEP, weak_kidneys=True)
    assert item is not None
    assert "蛋奶豆吃多少先问卫生院" in item.text


@given(WEIGHTS, HEIGHTS, AGES, st.none() | WEIGHTS)
def test_nobody_within_the_range_or_below_is_told_to_lose(
    weight: float, height: float, age: int, target: float | None
) -> None:
    item = line(weight, age, height, target)
    assert item is not None
    if round(weight / (height / 100) ** 2, 1) <= advice_bounds().body_mass_at(age).high or age >= 80:
        assert item.op != "<="
        assert "→" not in item.text


@given(WEIGHTS, HEIGHTS, AGES, st.none() | WEIGHTS)
def test_a_first_step_never_leaves_the_range_nor_goes_beyond_a_sensible_aim(
    weight: float, height: float, age: int, target: float | None
) -> None:
    item = line(weight, age, height, target)
    assert item is not None
    assume(item.op == "<=")
    assert item.value is not None
    low = advice_bounds().body_mass_at(age).low
    assert round(item.value / (height / 100) ** 2, 1) >= low
    assert item.value <= weight
    assert weight - item.value <= weight * STEP + 0.25 + 1e-6  # to the nearest half a kilogram
    if target is not None and round(target / (height / 100) ** 2, 1) >= low:
        assert item.value >= target


@given(WEIGHTS, HEIGHTS, AGES)
def test_the_height_of_the_register_says_the_same(weight: float, height: float, age: int) -> None:
    known = replace(person(age=age), height_cm=height)
    from_register = weight_line(Lifestyle(weight_kg=weight), known, STEP, weak_kidneys=False)
    assert from_register == line(weight, age, height)
