"""Turn by turn: who has used much rests while others ask, who has used little never waits, nobody waits alone."""

import asyncio

import pytest

from sync.server.web.turns import GRACE, LATELY, LONGEST, REST, Turns


@pytest.mark.parametrize(
    ("used", "asks_at", "waits"),
    [
        ([("hog", 0.0, 0.3), ("other", 0.1, 0.01)], 0.1, REST * 0.3 - 0.1),
        ([("hog", 0.0, 0.3), ("other", 0.1, 0.01)], 0.0 + REST * 0.3, 0.0),  # rested
        ([("hog", 0.0, 0.3)], 0.0, 0.0),  # alone
        ([("other", 0.0, 0.01), ("hog", LATELY + 1, 0.3)], LATELY + 1, 0.0),  # the other has gone
        ([("other", 0.0, 0.01), ("hog", 1.0, GRACE)], 1.0, 0.0),  # exactly what is free
        ([("other", 0.0, 0.01), ("hog", 1.0, 0.2), ("hog", 2.0, 0.1)], 2.0, REST * 0.1),  # little by little
        ([("other", 9.0, 0.01), ("hog", 0.0, 0.3), ("hog", LATELY + 1, 0.1)], LATELY + 1, 0.0),  # long ago
        ([("other", 0.0, 0.01), ("hog", 1.0, 60.0)], 1.0, LONGEST),
    ],
)
def test_how_long_somebody_rests(used: list[tuple[str, float, float]], asks_at: float, waits: float) -> None:
    turns = Turns()
    for sender, at, seconds in sorted(used, key=lambda use: use[1]):
        turns.note(sender, at, seconds)
    assert turns.rest("hog", asks_at) == pytest.approx(waits)
    assert turns.rest("other", asks_at) == 0.0
    assert turns.rest("newcomer", asks_at) == 0.0


def test_senders_are_not_remembered_without_end() -> None:
    turns = Turns()
    turns.note("hog", 0.0, 1.0)
    for number in range(5000):
        turns.note(f"{number}", 0.1, 0.01)
    assert turns.rest("hog", 0.1) == 0.0
    assert turns.rest("4999", 0.1) == 0.0


def test_the_answer_and_the_fault_of_the_work_come_through() -> None:
    turns = Turns()

    def faulty(_alone: bool) -> str:
        raise ValueError("no")

    assert asyncio.run(turns.run("a", lambda _alone: "stored")) == "stored"
    with pytest.raises(ValueError, match="no"):
        asyncio.run(turns.run("a", faulty))


@pytest.mark.parametrize(("processes", "told"), [(1, [True, True, False, False]), (2, [False] * 4)])
def test_whoever_asks_is_told_whether_nobody_else_does(processes: int, told: list[bool]) -> None:
    async def asked() -> list[bool]:
        turns = Turns(processes)
        return [await turns.run(sender, lambda alone: alone) for sender in ("a", "a", "b", "a")]

    assert asyncio.run(asked()) == told
