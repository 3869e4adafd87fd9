"""Words of danger, of days without food, of ketones, of a foot and of swollen legs, with and without what makes them count."""

from typing import Any

import pytest

from tests.rules.guarding.calm import Row, alerts, check


@pytest.mark.parametrize(
    "row",
    [
        ({"signs": ("speech",)}, "stroke", "urgent", 1, "urgent"),
        ({"stroke_signs": ("one_side_weak",)}, "stroke_words", "hold", 1, "suggested"),
        ({"ankles": True, "swelling_drugs": ("氨氯地平片",)}, "edema_drug", "hold", 14, "none"),
        ({"diabetic": True, "foot": True}, "foot_words", "hold", 1, "suggested"),
        ({"diabetic": True, "ketosis": ("gut",)}, "ketosis_words", "hold", 1, "suggested"),
        ({"sick": True, "ketone_drugs": ("达格列净片",)}, "ketosis_drug", "hold", 1, "suggested"),
        ({"danger_signs": ("chest_pain",)}, "danger_words", "hold", 1, "suggested"),
        ({"danger_signs": ("chest_pain", "vision"), "signs": ("chest_pain",)}, "danger_words", "hold", 1, "suggested"),
        ({"danger_signs": ("bleeding",)}, "bleeding_words", "hold", 1, "suggested"),
        ({"not_eating": True, "sick_day_drugs": ("二甲双胍片",)}, "sick_day_drug", "hold", 3, "none"),
    ],
)  # fmt: skip
def test_what_is_told(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "changes",
    [
        {"ankles": True},
        {"signs": ("headache",)},
        {"swelling_drugs": ("氨氯地平片",)},
        {"foot": True},
        {"ketosis": ("gut",)},
        {"sick": True, "diabetic": True},
        {"ketone_drugs": ("达格列净片",)},
        {"danger_signs": ("chest_pain",), "signs": ("chest_pain",)},
        {"worries": ("palpitation",)},
        {"danger_signs": ("bleeding",), "signs": ("bleeding",)},
        {"not_eating": True},
        {"sick_day_drugs": ("二甲双胍片",)},
    ],
)  # fmt: skip
def test_half_of_what_makes_a_row_says_nothing(changes: dict[str, Any]) -> None:
    assert alerts(**changes) == ()
