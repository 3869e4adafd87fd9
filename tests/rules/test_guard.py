"""The guard as a whole: what comes first, what is asked, and that nothing worse is ever taken more lightly."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.rules.guarding.calm import CALM, LIMITS, alerts
from vclinic.domain.alert import SEVERITIES
from vclinic.rules.guard import family, questions, renewable

REFERRALS = ("none", "suggested", "urgent")


@pytest.mark.parametrize("changes", [{}, {"heart_rate": None}, {"unwell": True}])
def test_an_ordinary_visit_falls_into_no_row(changes: dict[str, Any]) -> None:
    assert alerts(**changes) == ()
    assert renewable(())


def test_the_gravest_comes_first() -> None:
    told = alerts(heart_rate=48, sbp=78, dbp=50, temperature=38.0)
    assert [alert.severity for alert in told] == ["urgent", "hold", "ask"]


@pytest.mark.parametrize(
    ("changes", "asked", "not_asked"),
    [
        ({"sbp": 160, "dbp": 90}, {"headache", "one_side_weak", "chest_pain"}, {"slow_pulse"}),
        ({"sbp": 150, "dbp": 100}, {"headache", "orthopnoea"}, set[str]()),
        ({"readings": ((182, 90), (134, 80), (130, 80))}, {"headache", "speech", "edema_breath"}, set[str]()),
        ({"heart_rate": 54}, {"slow_pulse", "chest_pain"}, {"fast_pulse", "headache"}),
        ({"heart_rate": 101}, {"fast_pulse", "chest_pain"}, {"slow_pulse"}),
        ({"sbp": 88, "dbp": 50}, {"low_bp", "anaphylaxis"}, {"headache"}),
        ({"irregular": True}, {"fast_pulse"}, set[str]()),
        ({"ankles": True}, {"edema_breath", "orthopnoea"}, {"headache", "one_side_weak"}),
        ({"stroke_signs": ("speech",)}, {"speech", "one_side_weak"}, {"headache"}),
        ({"stroke_signs": ("one_side_weak",)}, {"speech", "one_side_weak"}, {"headache"}),
        ({"diabetic": True, "foot": True}, {"foot"}, {"gut"}),
        ({"danger_signs": ("orthopnoea",)}, {"orthopnoea"}, {"foot"}),
        ({"worries": ("chest_tightness",)}, {"chest_tightness"}, {"foot"}),
        ({"diabetic": True, "ketosis": ("gut",)}, {"gut", "ketone_breath", "deep_breath"}, {"foot"}),
        ({"sick": True, "ketone_drugs": ("达格列净片",)}, {"gut", "ketone_breath", "deep_breath"}, {"foot"}),
    ],
)  # fmt: skip
def test_what_is_asked(changes: dict[str, Any], asked: set[str], not_asked: set[str]) -> None:
    signs = questions(replace(CALM, **changes), LIMITS)
    assert asked <= set(signs)
    assert not not_asked & set(signs)
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(
    "changes", [{}, {"sbp": 159, "dbp": 99}, {"heart_rate": 55}, {"heart_rate": None}, {"sbp": None}]
)
def test_nothing_is_asked_of_an_ordinary_visit(changes: dict[str, Any]) -> None:
    assert questions(replace(CALM, **changes), LIMITS) == ()


def grave(**changes: Any) -> tuple[int, int, int]:
    """(severity, referral, minus days) of the whole: the larger, the graver."""
    told = alerts(**changes)
    days = [alert.within_days for alert in told if alert.within_days is not None]
    return (
        max((SEVERITIES.index(alert.severity) for alert in told), default=-1),
        max((REFERRALS.index(alert.referral) for alert in told), default=-1),
        -min(days, default=100),
    )


def no_better(worse: tuple[int, ...], better: tuple[int, ...]) -> bool:
    return all(figure >= other for figure, other in zip(worse, better, strict=True))


DOWN = {"sbp": st.integers(52, 132), "heart_rate": st.integers(30, 72), "potassium": st.floats(1.5, 4.5)}
UP = {
    "heart_rate": st.integers(72, 220), "potassium": st.floats(4.5, 8), "temperature": st.floats(36.5, 42),
    "sbp": st.integers(132, 260), "dbp": st.integers(60, 130), "arm_difference": st.integers(0, 60),
}  # fmt: skip


@pytest.mark.parametrize(("name", "sign"), [*((name, -1) for name in DOWN), *((name, 1) for name in UP)])
@settings(max_examples=60)
@given(st.data(), st.booleans())
def test_a_worse_figure_is_never_taken_more_lightly(name: str, sign: int, data: st.DataObject, unwell: bool) -> None:
    figures = (DOWN if sign < 0 else UP)[name]
    first, second = sorted((data.draw(figures), data.draw(figures)))
    better, worse = (second, first) if sign < 0 else (first, second)
    more = {"dbp": 50} if (name, sign) == ("sbp", -1) else {}
    assert no_better(grave(**{name: worse}, unwell=unwell, **more), grave(**{name: better}, unwell=unwell, **more))


WORSE: tuple[dict[str, Any], ...] = (
    {"foot": True}, {"ketosis": ("gut",)}, {"sick": True}, {"unwell": True}, {"stroke_signs": ("speech",)}, {"irregular": True},
    {"danger_signs": ("chest_pain",)}, {"not_eating": True}, {"sick_day_drugs": ("二甲双胍片",)},
    {"signs": ("slow_pulse", "fast_pulse", "low_bp")}, {"temperature": 39.5}, {"diabetic": True}, {"ketone_drugs": ("达格列净片",)},
)  # fmt: skip


@given(st.sets(st.integers(0, len(WORSE) - 1)), st.sampled_from(WORSE), st.integers(30, 200), st.integers(60, 200))
def test_another_sign_never_removes_an_alert(known: set[int], more: dict[str, Any], pulse: int, sbp: int) -> None:
    before: dict[str, Any] = {"heart_rate": pulse, "sbp": sbp, "dbp": 50}
    for place in known:
        before |= WORSE[place]
    after = before | more
    kinds = [{family(alert.code) for alert in alerts(**changes)} for changes in (before, after)]
    assert kinds[0] - kinds[1] <= ({"ketosis_words"} if "ketosis_drug" in kinds[1] else set[str]())
    assert no_better(grave(**after), grave(**before))


@given(
    st.lists(st.sampled_from(("headache", "speech", "slow_pulse", "low_bp", "one_side_weak")), unique=True).map(tuple),
    st.integers(30, 200),
    st.integers(60, 200),
    st.randoms(),
)
def test_the_order_of_signs_does_not_matter(signs: tuple[str, ...], pulse: int, sbp: int, random: Any) -> None:
    shuffled = list(signs)
    random.shuffle(shuffled)
    told = alerts(signs=signs, heart_rate=pulse, sbp=sbp, dbp=50)
    assert told == alerts(signs=tuple(shuffled), heart_rate=pulse, sbp=sbp, dbp=50)
