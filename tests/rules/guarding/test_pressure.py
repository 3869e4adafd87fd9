"""Blood pressure, at and beside each limit (hypertension §5.1–§5.5)."""

from typing import Any

import pytest

from tests.rules.guarding.calm import Row, alerts, check


@pytest.mark.parametrize(
    "row",
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
        ({"arm_difference": 21}, "arm_difference", "hold", 14, "suggested"),
        ({"sbp": 89, "dbp": None}, "low_sbp", "hold", 3, "suggested"),
        ({"sbp": 180, "dbp": None}, "severe_bp", "urgent", 14, "urgent"),
        ({"pregnant": True, "sbp": 140, "dbp": None}, "pregnant_high_bp", "urgent", 14, "urgent"),
    ],
)  # fmt: skip
def test_a_pressure_at_a_limit(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "changes",
    [
        {"sbp": 100, "dbp": 60},
        {"sbp": 110, "dbp": 49},
        {"sbp": None, "dbp": None, "standing": ((90, 50),), "pregnant": True},
        {"standing": ((113, 71),)},
        {"sbp": 179, "dbp": 109},
        {"readings": ((179, 90), (150, 80))},
        {"pregnant": True},
        {"arm_difference": 20},
    ],
)  # fmt: skip
def test_a_pressure_just_beside_its_limit_says_nothing(changes: dict[str, Any]) -> None:
    assert alerts(**changes) == ()


def test_only_the_upper_pressure_is_told_as_one_figure() -> None:
    (alert,) = alerts(sbp=84, dbp=None)
    assert "血压 84 过低" in alert.text
