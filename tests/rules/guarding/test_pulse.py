"""The pulse, at and beside each limit (hypertension §5.5)."""

from typing import Any

import pytest

from tests.rules.guarding.calm import Row, alerts, check


@pytest.mark.parametrize(
    "row",
    [
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
    ],
)  # fmt: skip
def test_a_pulse_at_a_limit(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "changes",
    [
        {"heart_rate": 55},
        {"heart_rate": 100},
        {"heart_rate": None},
    ],
)  # fmt: skip
def test_a_pulse_just_beside_its_limit_says_nothing(changes: dict[str, Any]) -> None:
    assert alerts(**changes) == ()


def test_drugs_that_slow_the_pulse_are_named_whoever_prescribed_them() -> None:
    (alert,) = alerts(heart_rate=48, slowing_drugs=("美托洛尔", "倍他乐克"))
    assert "正在吃美托洛尔、倍他乐克，先问上级再给药" in alert.text
    (urgent,) = alerts(heart_rate=40, slowing_drugs=("美托洛尔",))
    assert "先问上级再给药" in urgent.text
