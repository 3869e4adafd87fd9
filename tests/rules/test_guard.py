"""The guard over vital signs, row by row (hypertension §5.2–§5.5), at and beside each limit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from vclinic.domain.alert import SEVERITIES, Alert
from vclinic.rules.guard import VitalSigns, family, guard, questions, renewable
from vclinic.rules.vital_limits import vital_limits_on

LIMITS = vital_limits_on(date(2026, 11, 24))
CALM = VitalSigns(sbp=132, dbp=80, heart_rate=72)
REFERRALS = ("none", "suggested", "urgent")


def alerts(**changes: Any) -> tuple[Alert, ...]:
    return guard(replace(CALM, **changes), LIMITS)


@pytest.mark.parametrize(
    ("changes", "code", "severity", "days", "referral"),
    [
        ({"sbp": 89, "dbp": 56}, "low_sbp", "hold", 3, "suggested"),
        ({"sbp": 89, "dbp": 56, "unwell": True}, "low_sbp", "urgent", 3, "urgent"),
        ({"sbp": 89, "dbp": 56, "signs": ("low_bp",)}, "low_sbp", "urgent", 3, "urgent"),
        ({"sbp": 80, "dbp": 50}, "low_sbp", "hold", 3, "suggested"),
        ({"sbp": 79, "dbp": 50}, "low_sbp_urgent", "urgent", 3, "urgent"),
        ({"sbp": 109, "dbp": 49}, "low_dbp", "hold", 3, "suggested"),
        ({"sbp": 109, "dbp": 49, "unwell": True}, "low_dbp", "urgent", 3, "urgent"),
        ({"sbp": 98, "dbp": 58}, "rather_low", "note", None, "none"),
        ({"sbp": 90, "dbp": 58}, "rather_low", "note", None, "none"),
        ({"heart_rate": 54}, "slow_pulse", "hold", 7, "suggested"),
        ({"heart_rate": 45}, "slow_pulse", "hold", 7, "suggested"),
        ({"heart_rate": 54, "unwell": True}, "slow_pulse", "urgent", 7, "urgent"),
        ({"heart_rate": 54, "signs": ("slow_pulse",)}, "slow_pulse", "urgent", 7, "urgent"),
        ({"heart_rate": 44}, "slow_pulse_urgent", "urgent", 7, "urgent"),
        ({"heart_rate": 101}, "fast_pulse", "hold", 7, "suggested"),
        ({"heart_rate": 110}, "fast_pulse", "hold", 7, "suggested"),
        ({"heart_rate": 111}, "fast_pulse", "hold", 3, "suggested"),
        ({"heart_rate": 129}, "fast_pulse", "hold", 3, "suggested"),
        ({"heart_rate": 101, "unwell": True}, "fast_pulse", "urgent", 7, "urgent"),
        ({"heart_rate": 130}, "fast_pulse_urgent", "urgent", 3, "urgent"),
        ({"irregular": True}, "irregular_pulse", "hold", 7, "suggested"),
        ({"irregular": True, "unwell": True}, "irregular_pulse", "urgent", 7, "urgent"),
        ({"standing": ((112, 78),)}, "orthostatic_drop", "hold", 14, "none"),
        ({"standing": ((128, 70),)}, "orthostatic_drop", "hold", 14, "none"),
        ({"standing": ((120, 76), (104, None))}, "orthostatic_drop", "hold", 14, "none"),
        ({"standing": ((112, 78),), "unwell": True}, "orthostatic_drop", "hold", 14, "suggested"),
        ({"sbp": 180}, "severe_bp", "urgent", 14, "urgent"),
        ({"dbp": 110}, "severe_bp", "urgent", 14, "urgent"),
        ({"readings": ((182, 90), (134, 80))}, "severe_reading", "hold", 14, "none"),
        ({"readings": ((134, 80), (182, 90))}, "severe_no_recheck", "hold", 14, "none"),
        ({"pregnant": True, "sbp": 140}, "pregnant_high_bp", "urgent", 14, "urgent"),
        ({"pregnant": True, "dbp": 90}, "pregnant_high_bp", "urgent", 14, "urgent"),
        ({"signs": ("speech",)}, "stroke", "urgent", 1, "urgent"),
        ({"stroke_signs": ("one_side_weak",)}, "stroke_words", "hold", 1, "suggested"),
        ({"glucoses": (("空腹血糖", 16.7),)}, "glucose_high", "urgent", None, "urgent"),
        ({"glucoses": (("空腹血糖", 3.9),)}, "glucose_low", "urgent", None, "urgent"),
        ({"potassium": 6.0}, "potassium_high_urgent", "urgent", 3, "urgent"),
        ({"potassium": 5.6}, "potassium_high", "hold", 3, "suggested"),
        ({"potassium": 5.5}, "potassium_watch", "note", None, "none"),
        ({"potassium": 5.0}, "potassium_watch", "note", None, "none"),
        ({"potassium": 3.4}, "potassium_low", "hold", 3, "suggested"),
        ({"potassium": 2.4}, "potassium_low_urgent", "urgent", 3, "urgent"),
        ({"temperature": 39.1}, "fever_above", "hold", 3, "suggested"),
        ({"temperature": 39.0}, "fever", "ask", None, "none"),
        ({"temperature": 37.3}, "fever", "ask", None, "none"),
        ({"arm_difference": 21}, "arm_difference", "hold", 14, "suggested"),
        ({"ankles": True, "swelling_drugs": ("氨氯地平片",)}, "edema_drug", "hold", 14, "none"),
        ({"diabetic": True, "foot": True}, "foot_words", "hold", 1, "suggested"),
        ({"diabetic": True, "ketosis": ("gut",)}, "ketosis_words", "hold", 1, "suggested"),
        ({"sick": True, "ketone_drugs": ("达格列净片",)}, "ketosis_drug", "hold", 1, "suggested"),
        ({"danger_signs": ("chest_pain",)}, "danger_words", "hold", 1, "suggested"),
        ({"danger_signs": ("chest_pain", "vision"), "signs": ("chest_pain",)}, "danger_words", "hold", 1, "suggested"),
        ({"danger_signs": ("bleeding",)}, "bleeding_words", "hold", 1, "suggested"),
        ({"not_eating": True, "sick_day_drugs": ("二甲双胍片",)}, "sick_day_drug", "hold", 3, "none"),
        ({"sbp": 89, "dbp": None}, "low_sbp", "hold", 3, "suggested"),
        ({"sbp": 180, "dbp": None}, "severe_bp", "urgent", 14, "urgent"),
        ({"pregnant": True, "sbp": 140, "dbp": None}, "pregnant_high_bp", "urgent", 14, "urgent"),
    ],
)  # fmt: skip
def test_a_row_of_the_table(changes: dict[str, Any], code: str, severity: str, days: int | None, referral: str) -> None:
    (alert,) = alerts(**changes)
    assert (alert.code, alert.severity, alert.within_days, alert.referral) == (code, severity, days, referral)
    assert alert.text.endswith("。")
    assert alert.name
    assert alert.source
    assert alert.mark
    assert renewable((alert,)) is (severity == "note")


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"sbp": 100, "dbp": 60}, {"sbp": 110, "dbp": 49}, {"heart_rate": 55}, {"heart_rate": 100}, {"heart_rate": None},
        {"sbp": None, "dbp": None, "standing": ((90, 50),), "pregnant": True}, {"standing": ((113, 71),)}, {"sbp": 179, "dbp": 109},
        {"readings": ((179, 90), (150, 80))}, {"pregnant": True}, {"glucoses": (("空腹血糖", 7.2),)}, {"potassium": 4.2},
        {"potassium": 3.5}, {"temperature": 37.2}, {"arm_difference": 20}, {"ankles": True}, {"signs": ("headache",)},
        {"unwell": True}, {"swelling_drugs": ("氨氯地平片",)}, {"foot": True}, {"ketosis": ("gut",)}, {"sick": True, "diabetic": True},
        {"ketone_drugs": ("达格列净片",)}, {"danger_signs": ("chest_pain",), "signs": ("chest_pain",)}, {"worries": ("palpitation",)},
        {"danger_signs": ("bleeding",), "signs": ("bleeding",)}, {"not_eating": True}, {"sick_day_drugs": ("二甲双胍片",)},
    ],
)  # fmt: skip
def test_just_beside_a_limit_nothing_is_said(changes: dict[str, Any]) -> None:
    assert alerts(**changes) == ()
    assert renewable(())


def test_drugs_that_slow_the_pulse_are_named_whoever_prescribed_them() -> None:
    (alert,) = alerts(heart_rate=48, slowing_drugs=("美托洛尔", "倍他乐克"))
    assert "正在吃美托洛尔、倍他乐克，先问上级再给药" in alert.text
    (urgent,) = alerts(heart_rate=40, slowing_drugs=("美托洛尔",))
    assert "先问上级再给药" in urgent.text


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


def test_only_the_upper_pressure_is_told_as_one_figure() -> None:
    (alert,) = alerts(sbp=84, dbp=None)
    assert "血压 84 过低" in alert.text


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
