"""Work off the window's thread is answered on it, one after the other, and is let go when it is done."""

import gc
import threading
import weakref

import pytest
from pytestqt.qtbot import QtBot

from vclinic.domain.problem import Refused
from vclinic.ui import tasks


class Asked:
    """Whoever asked for something: hears the answer, and where it was given."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, object, bool]] = []

    def succeed(self, result: object) -> None:
        self.heard.append(("done", result, threading.current_thread() is threading.main_thread()))

    def fail(self, sentence: str) -> None:
        self.heard.append(("failed", sentence, threading.current_thread() is threading.main_thread()))


@pytest.fixture
def asked() -> Asked:
    return Asked()


def refuse() -> None:
    raise Refused("no", "不行。")


def stumble() -> None:
    raise ValueError("何秀珍")


def test_the_work_is_done_elsewhere_and_answered_here(qtbot: QtBot, asked: Asked) -> None:
    tasks.later(lambda: threading.current_thread() is threading.main_thread(), asked.succeed, asked.fail)
    assert tasks.busy()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert asked.heard == [("done", False, True)]


def test_a_refusal_is_its_sentence(qtbot: QtBot, asked: Asked) -> None:
    tasks.later(refuse, asked.succeed, asked.fail)
    qtbot.waitUntil(lambda: not tasks.busy())
    assert asked.heard == [("failed", "不行。", True)]


@pytest.mark.expects_errors
def test_a_bug_is_told_without_its_words_and_the_next_one_runs(qtbot: QtBot, asked: Asked) -> None:
    tasks.later(stumble, asked.succeed, asked.fail)
    tasks.later(lambda: 7, asked.succeed, asked.fail)
    qtbot.waitUntil(lambda: not tasks.busy())
    assert asked.heard == [("failed", tasks.BUG, True), ("done", 7, True)]


def test_one_at_a_time_in_the_order_they_were_asked(qtbot: QtBot, asked: Asked) -> None:
    first, order = threading.Event(), list[int]()

    def work(number: int) -> int:
        if number == 0:
            assert first.wait(5)
        order.append(number)
        return number

    for number in range(5):
        tasks.later(lambda number=number: work(number), asked.succeed, asked.fail)
    assert order == []
    first.set()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert order == [result for _, result, _ in asked.heard] == list(range(5))


def test_waiting_waits_and_the_answer_comes_with_the_next_events(qtbot: QtBot, asked: Asked) -> None:
    tasks.later(lambda: 7, asked.succeed, asked.fail)
    assert tasks.wait()
    assert asked.heard == []
    qtbot.waitUntil(lambda: not tasks.busy())
    assert asked.heard == [("done", 7, True)]


@pytest.mark.parametrize("work", [lambda: 7, refuse])
def test_nothing_that_was_done_keeps_whoever_asked(qtbot: QtBot, work) -> None:
    asked = Asked()
    gone = weakref.ref(asked)
    tasks.later(lambda asked=asked: work(), asked.succeed, asked.fail)
    qtbot.waitUntil(lambda: not tasks.busy())
    assert asked.heard
    del asked
    qtbot.waitUntil(lambda: gc.collect() >= 0 and gone() is None)


def test_what_asks_for_more_in_its_answer_gets_it(qtbot: QtBot, asked: Asked) -> None:
    tasks.later(lambda: 1, lambda _: tasks.later(lambda: 2, asked.succeed, asked.fail), asked.fail)
    qtbot.waitUntil(lambda: bool(asked.heard))
    assert asked.heard == [("done", 2, True)]
