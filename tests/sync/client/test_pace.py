"""How much goes at once: by what the line did with the requests before."""

import pytest

from sync.client.batches import PACKED_LIMIT
from sync.client.pace import LEAST, MOST, STEP, Pace
from sync.protocol.two.packing import FAST, SMALL


def test_an_unknown_line_is_taken_for_a_bad_one() -> None:
    pace = Pace()
    assert (pace.limit, pace.level(1000)) == (PACKED_LIMIT, SMALL)


@pytest.mark.parametrize(
    ("size", "seconds", "limit"),
    [
        (16_000, 3.0, PACKED_LIMIT),  # 64 kbit/s and a long way
        (16_000, 1.0, 32_000),
        (16_000, 0.1, MOST),
        (16_000, 0.0, MOST),
        (3_999, 0.01, PACKED_LIMIT),  # so little tells of waiting, not of speed
    ],
)
def test_batches_grow_with_the_line(size: int, seconds: float, limit: int) -> None:
    pace = Pace()
    pace.note(size, seconds)
    assert pace.limit == limit


def test_batches_shrink_when_the_line_becomes_slow() -> None:
    pace = Pace()
    pace.note(60_000, 0.5)
    pace.note(60_000, 20.0)
    assert pace.limit == PACKED_LIMIT


@pytest.mark.parametrize(
    ("changes", "seconds", "level"),
    [(100, 0.1, FAST), (99, 0.1, SMALL), (100, 1.0, SMALL)],
)
def test_many_changes_on_a_fast_line_are_packed_quickly(changes: int, seconds: float, level: int) -> None:
    pace = Pace()
    pace.note(16_000, seconds)
    assert pace.level(changes) == level


def test_each_cut_halves_a_batch_down_to_the_least() -> None:
    pace = Pace()
    limits: list[int] = []
    for _ in range(5):
        pace.cut()
        limits.append(pace.limit)
    assert limits == [8_000, 4_000, LEAST, LEAST, LEAST]


def test_a_cut_on_a_fast_line_halves_what_went_at_once() -> None:
    pace = Pace()
    pace.note(16_000, 0.01)
    pace.cut()
    assert pace.limit == MOST // 2


def test_after_a_cut_batches_grow_slowly_and_to_what_they_were() -> None:
    pace = Pace()
    pace.cut()
    before = pace.limit
    pace.note(before, 0.01)
    assert pace.limit == before + STEP
    for _ in range(100):
        pace.note(pace.limit, 0.01)
    assert pace.limit == MOST


def test_a_small_request_that_went_through_says_nothing_of_a_large_one() -> None:
    pace = Pace()
    pace.cut()
    pace.note(1_000, 0.01)
    assert pace.limit == PACKED_LIMIT // 2


@pytest.mark.parametrize(("kept", "limit"), [(5_000, 5_000), (0, LEAST), (10**9, PACKED_LIMIT)])
def test_what_was_learned_before_holds_within_bounds(kept: int, limit: int) -> None:
    assert Pace(kept).limit == limit
