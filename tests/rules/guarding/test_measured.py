"""Glucose, potassium and temperature, at and beside each limit."""

from typing import Any

import pytest

from tests.rules.guarding.calm import Row, alerts, check


@pytest.mark.parametrize(
    "row",
    [
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
    ],
)  # fmt: skip
def test_a_figure_at_a_limit(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "changes",
    [
        {"glucoses": (("空腹血糖", 7.2),)},
        {"potassium": 4.2},
        {"potassium": 3.5},
        {"temperature": 37.2},
    ],
)  # fmt: skip
def test_a_figure_just_beside_its_limit_says_nothing(changes: dict[str, Any]) -> None:
    assert alerts(**changes) == ()
