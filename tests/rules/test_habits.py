"""Salt, smoke and drink go down one step at a time."""

import pytest

from vclinic.rules.habits import next_drink, salt_step, smoking_line
from vclinic.rules.lifestyle import Lifestyle


@pytest.mark.parametrize(
    ("now", "target", "text"),
    [
        ("3", "1", "这一步先停咸菜"), ("3", "2", "这一步先停咸菜"), ("2", "1", "这一步出锅再放盐"), ("1", "1", "守住淡味"),
        ("3", "3", ""), ("2", "2", ""), ("2", "3", ""), ("", "", ""), ("3", "", "这一步先停咸菜"),
    ],
)  # fmt: skip
def test_salt(now: str, target: str, text: str) -> None:
    line = salt_step(Lifestyle(salt_now=now, salt_target=target))
    assert (line.text if line else "").startswith(text)
    assert (line is None) == (text == "")


@pytest.mark.parametrize(
    ("now", "target", "explain"),
    [(20, 10, "现在每天 20 支；10 支只是过渡"), (20, 0, "现在每天 20 支"), (20, 20, "现在每天 20 支")],
)
def test_who_smokes_is_told_to_stop_whatever_the_aim(now: int, target: int, explain: str) -> None:
    line = smoking_line(Lifestyle(smoke_now=now, smoke_target=target))
    assert line is not None
    assert line.text.startswith("戒烟，最要紧")
    assert line.explain == explain


def test_nobody_else_hears_of_it() -> None:
    assert smoking_line(Lifestyle()) is None


@pytest.mark.parametrize(
    ("sex", "now", "target", "step"),
    [
        ("1", 3, 0, 2), ("1", 3, 1, 1), ("1", 0.5, 0, 0), ("1", 1, 0, 0), ("1", 0, 0, 0),
        ("1", 1, 1, 1), ("1", 1, 3, 1), ("1", 2, 2, 1), ("1", 2, 3, 1), ("2", 1, 1, 0), ("2", 0.5, 0.5, 0.5), ("", 1, 1, 0),
    ],
)  # fmt: skip
def test_drink_goes_down_a_step_and_stays_only_where_it_is_not_too_much(
    sex: str, now: float, target: float, step: float
) -> None:
    assert next_drink(Lifestyle(drink_now=now, drink_target=target), sex) == step
