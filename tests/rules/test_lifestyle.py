"""How somebody lives, read from a follow-up of any disease."""

from typing import Any

import pytest

from tests.diseases.diabetes import people as diabetic
from tests.rules import people as hypertensive
from vclinic.rules.lifestyle import Lifestyle, lifestyle_of


def test_nothing_written_is_nothing_known_and_no_drink() -> None:
    assert lifestyle_of({}) == Lifestyle()
    assert lifestyle_of({"drink_now": None, "drink_target": None}) == Lifestyle()


@pytest.mark.parametrize(
    ("values", "times", "minutes"),
    [
        ({"ex_times_target": 0, "ex_minutes_target": 0}, 0, 0),
        ({"ex_times_target": 5}, 5, None),
        ({}, None, None),
    ],
)
def test_an_aim_of_none_is_not_the_same_as_no_aim(
    values: dict[str, Any], times: int | None, minutes: int | None
) -> None:
    life = lifestyle_of(values)
    assert (life.ex_times_target, life.ex_minutes_target) == (times, minutes)


def test_both_forms_say_the_same_of_one_person() -> None:
    changes: dict[str, Any] = {
        "weight_kg": 70.0,
        "weight_target": 66.0,
        "height_cm": 165.0,
        "drink_now": 1.5,
        "drink_target": 0.5,
    }
    one, other = hypertensive.values(**changes), diabetic.values(**changes)
    salt = {"salt_now": "", "salt_target": ""}  # the diabetes form does not ask
    assert lifestyle_of(one | salt) == lifestyle_of(other)
    assert lifestyle_of(one | other) == lifestyle_of(other | one)
