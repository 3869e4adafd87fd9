"""How often somebody may ask: a count a minute for each caller, whatever the clock does."""

from datetime import datetime, timedelta

import pytest

from sync.protocol.errors import ProtocolError
from sync.server.web.limits import WINDOW, Limit

NOON = datetime.fromisoformat("2026-11-25T12:00:00+08:00")


def let_in(limit: Limit, caller: str, *seconds: float) -> list[bool]:
    """Whether each request, so many seconds after noon, was let in."""
    answers: list[bool] = []
    for second in seconds:
        try:
            limit.take(caller, NOON + timedelta(seconds=second))
            answers.append(True)
        except ProtocolError:
            answers.append(False)
    return answers


@pytest.mark.parametrize(
    ("seconds", "answers"),
    [
        ([0, 0, 0], [True, True, False]),
        ([0, 30, 59.9], [True, True, False]),
        ([0, 30, 60], [True, True, True]),  # the first has left the minute
        ([0, 30, 60, 61], [True, True, True, False]),  # the second has not
        ([0, 1, 2, 3, 61], [True, True, False, False, True]),  # who was turned away is not counted
        ([0, 0, 120, 120, 120], [True, True, True, True, False]),
        ([100, 100, 0, 0, 0], [True, True, True, True, False]),  # the clock was set back: nobody waits for it
    ],
)
def test_two_a_minute(seconds: list[float], answers: list[bool]) -> None:
    assert let_in(Limit(2), "a", *seconds) == answers


def test_one_caller_does_not_count_for_another() -> None:
    limit = Limit(1)
    assert let_in(limit, "a", 0, 1) == [True, False]
    assert let_in(limit, "b", 2) == [True]


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    limit = Limit(0)
    with pytest.raises(ProtocolError) as refused:
        limit.take("a", NOON)
    assert (refused.value.code, refused.value.status) == ("later", 429)
    assert "1 分钟后" in refused.value.text
    assert timedelta(minutes=1) == WINDOW
