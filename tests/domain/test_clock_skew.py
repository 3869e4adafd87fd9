"""Ten minutes are the limit, on both sides."""

from datetime import datetime, timedelta

import pytest

from vclinic.domain.clock_skew import LIMIT_S, between, in_words, is_off

NOON = datetime.fromisoformat("2026-11-25T12:00:00+08:00")


@pytest.mark.parametrize(
    ("seconds", "off"),
    [(0, False), (599, False), (600, False), (601, True), (-600, False), (-601, True), (31_622_400, True)],
)
def test_people_are_told_beyond_ten_minutes_and_not_at_ten(seconds: int, off: bool) -> None:
    assert is_off(seconds) is off
    assert LIMIT_S == 600


def test_the_distance_has_the_sign_of_the_clock_here() -> None:
    assert between(NOON + timedelta(minutes=11), NOON) == 660
    assert between(NOON - timedelta(days=366), NOON) == -31_622_400
    assert between(datetime.fromisoformat("2026-11-25T04:00:00+00:00"), NOON) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "准"), (60, "快 1 分钟"), (-660, "慢 11 分钟"), (7199, "快 119 分钟"), (7200, "快 2 小时"),
        (-172_799, "慢 47 小时"), (172_800, "快 2 天"), (-31_622_400, "慢 366 天"),
    ],
)  # fmt: skip
def test_it_is_said_in_whole_units(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
