"""When two readings do not agree, a third is wanted."""

import pytest

from vclinic.rules.readings import far_apart


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
