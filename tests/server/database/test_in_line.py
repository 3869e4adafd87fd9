"""Whoever asks first writes first, also before one that asks again at once."""

import threading
import time

import pytest

from sync.server.database.in_line import InLine


def _until(line: InLine, waiting: int) -> None:
    until = time.monotonic() + 20
    while line.waiting < waiting:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_those_who_wait_come_in_their_order_and_before_the_last_holder() -> None:
    line, came = InLine(), list[str]()

    def enter(name: str) -> None:
        with line:
            came.append(name)

    threads = [threading.Thread(target=enter, args=(name,)) for name in ("a", "b", "c")]
    with line:
        for number, thread in enumerate(threads):
            thread.start()
            _until(line, number + 1)
        came.append("first")
    enter("first again")
    for thread in threads:
        thread.join(20)
    assert came == ["first", "a", "b", "c", "first again"]


def test_a_fault_inside_lets_the_next_one_in() -> None:
    line = InLine()
    with pytest.raises(ValueError, match="no"), line:
        raise ValueError("no")
    with line:
        assert line.waiting == 0
