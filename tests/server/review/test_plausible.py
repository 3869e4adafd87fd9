"""Values that a form allows and hardly any person has."""

from typing import Any

import pytest

from sync.server.review.plausible import odd
from tests.server.visits import seen


def fields(*earlier: Any, **values: Any) -> list[str]:
    return [field for field, _ in odd(seen("2026-11-16", **values), earlier)]


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, []),
        ({"sbp": 103, "dbp": 88}, []),  # 15 apart, the least that is usual
        ({"sbp": 102, "dbp": 88}, ["sbp"]),
        ({"sbp": 170, "dbp": 60}, []),  # 110, the most
        ({"sbp": 171, "dbp": 60}, ["sbp"]),
        ({"dbp": None}, []),  # nothing to compare with
        ({"heart_rate": 40}, []),
        ({"heart_rate": 39}, ["heart_rate"]),
        ({"heart_rate": 140}, []),
        ({"heart_rate": 141}, ["heart_rate"]),
        ({"heart_rate": None}, []),
        ({"weight_kg": 58.0, "height_cm": 153.0, "bmi": 25.7}, []),  # 24.8 by the figures
        ({"weight_kg": 58.0, "height_cm": 153.0, "bmi": 25.8}, ["bmi"]),
        ({"weight_kg": 58.0, "height_cm": 153.0, "bmi": 23.7}, ["bmi"]),
        ({"weight_kg": None, "bmi": 40.0}, []),
    ],
)
def test_a_visit_alone(values: dict[str, Any], asked: list[str]) -> None:
    assert fields(**values) == asked


@pytest.mark.parametrize(
    ("before", "now", "asked"),
    [
        ({"sbp": 146}, {"sbp": 146}, []),
        ({"sbp": 190}, {"sbp": 131}, []),
        ({"sbp": 190}, {"sbp": 130}, ["sbp"]),  # a step is odd from here on, down
        ({"sbp": 130, "dbp": 80}, {"sbp": 190}, ["sbp"]),  # and up
        ({"sbp": None}, {"sbp": 190}, []),
        ({"height_cm": 158.0, "weight_kg": 61.9}, {}, ["height_cm"]),
        ({"height_cm": 157.9, "weight_kg": 61.9}, {}, []),
        ({"weight_kg": 73.0}, {}, ["weight_kg"]),
        ({"weight_kg": 72.9}, {}, []),
    ],
)
def test_a_visit_beside_the_last_one(before: dict[str, Any], now: dict[str, Any], asked: list[str]) -> None:
    assert fields(seen("2026-08-16", **before), **now) == asked


def test_only_the_last_visit_is_compared_with() -> None:
    assert fields(seen("2026-08-16", sbp=150), seen("2026-05-16", sbp=220), sbp=146) == []


def test_the_sentences_say_both_figures_and_their_unit() -> None:
    today = seen("2026-11-16", sbp=190, dbp=178, heart_rate=39, bmi=30.0)
    assert dict(odd(today, [])) == {
        "sbp": "190/178 相差 12 mmHg，少见，请核对。",
        "heart_rate": "心率 39 次/分，少见，请核对。",
        "bmi": "体重 58 kg、身高 153 cm，体质指数应是 24.8，写了 30。",
    }
    assert ("sbp", "收缩压 190 mmHg，上次 120，相差 70，请核对。") in odd(today, [seen("2026-08-16", sbp=120)])
