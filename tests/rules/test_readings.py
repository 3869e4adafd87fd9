"""When two readings do not agree, a third is wanted; after a severe one those taken again are judged."""

from datetime import date

import pytest

from vclinic.rules.readings import far_apart, judged_readings
from vclinic.rules.vital_limits import vital_limits_on


@pytest.mark.parametrize(
    ("readings", "wanted"),
    [
        ([], False),
        ([(150, 94)], False),
        ([(150, 94), (146, 90)], False),
        ([(150, 94), (140, 84)], False),  # ten apart is not more than ten
        ([(150, 94), (139, 94)], True),
        ([(139, 94), (150, 94)], True),
        ([(150, 94), (150, 105)], True),
        ([(170, 94), (150, 94), (148, 92)], False),  # the last two agree
    ],
)
def test_only_the_last_two_are_compared(readings: list[tuple[int, int]], wanted: bool) -> None:
    assert far_apart(readings, 10) is wanted


@pytest.mark.parametrize(
    ("readings", "judged"),
    [
        ([], []),
        ([(150, 94), (146, 90)], [(150, 94), (146, 90)]),
        ([(182, 112), (168, 98), (164, 96)], [(168, 98), (164, 96)]),
        ([(150, 94), (150, 110), (146, 90)], [(146, 90)]),
        ([(186, 112), (184, 110), (170, 100)], [(184, 110), (170, 100)]),  # the first severe one begins the round
        ([(179, 109), (150, 90)], [(179, 109), (150, 90)]),
        ([(150, 90), (180, 90)], [(150, 90), (180, 90)]),  # nothing was taken again
        ([(182, 112)], [(182, 112)]),
    ],
)
def test_after_a_severe_reading_the_second_round_is_judged(
    readings: list[tuple[int, int]], judged: list[tuple[int, int]]
) -> None:
    assert judged_readings(readings, vital_limits_on(date(2026, 11, 24))) == judged
