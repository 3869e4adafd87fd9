"""The search for garbage waits for a pause, and everything is as before once the doctor has gone."""

import gc
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.hands import Keyboard
from vclinic.collecting import Collecting
from vclinic.main import Program
from vclinic.ui.destinations import OpenVisit


class Knot:
    """An object that only a search finds: it holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_python_has_it() -> Iterator[None]:
    of_the_run = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.freeze()
    gc.set_threshold(*of_the_run)


@pytest.fixture
def whole_searches() -> Iterator[list[int]]:
    """The generations searched since the test began."""
    generations: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            generations.append(info["generation"])

    gc.callbacks.append(note)
    yield generations
    gc.callbacks.remove(note)


@pytest.fixture
def collecting(qtbot: QtBot) -> Iterator[Collecting]:
    usual = gc.get_threshold()
    made = Collecting(pause_ms=30)
    yield made
    made.end()
    assert gc.get_threshold() == usual


def knots() -> int:
    return sum(isinstance(kept, Knot) for kept in gc.get_objects())


def test_garbage_waits_for_the_pause_and_then_goes(qtbot: QtBot, collecting: Collecting) -> None:
    collecting.begin()
    for _ in range(3000):  # four times what usually starts a search
        Knot()
    assert knots() == 3000
    qtbot.waitUntil(lambda: knots() == 0, timeout=20_000)


def test_every_key_puts_the_pause_off(qtbot: QtBot, collecting: Collecting, whole_searches: list[int]) -> None:
    collecting.begin()
    for _ in range(5):
        qtbot.wait(10)
        collecting.put_off()
    assert 2 not in whole_searches
    qtbot.waitUntil(lambda: 2 in whole_searches, timeout=20_000)


def test_before_it_begins_and_after_it_ends_nothing_is_different(
    qtbot: QtBot, collecting: Collecting, whole_searches: list[int]
) -> None:
    usual = gc.get_threshold()
    collecting.put_off()
    qtbot.wait(60)
    assert 2 not in whole_searches
    collecting.begin()
    collecting.begin()
    assert gc.get_threshold() != usual
    collecting.end()
    collecting.end()
    assert gc.get_threshold() == usual
    qtbot.wait(60)
    assert 2 not in whole_searches


def test_of_two_windows_the_last_to_end_leaves_it_as_it_was(qtbot: QtBot) -> None:
    usual = gc.get_threshold()
    first, second = Collecting(), Collecting()
    first.begin()
    working = gc.get_threshold()
    second.begin()
    first.end()
    assert gc.get_threshold() == working != usual
    second.end()
    assert gc.get_threshold() == usual


def test_what_was_set_aside_is_searched_again_after_the_end(qtbot: QtBot, collecting: Collecting) -> None:
    gc.unfreeze()
    kept = [Knot()]
    collecting.begin()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0, timeout=20_000)
    kept.clear()
    gc.collect()
    assert gc.get_freeze_count() > 0
    collecting.end()
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert knots() == 0


def test_no_whole_search_falls_into_the_typing_of_a_visit(
    program: Program, people: dict[str, str], keys: Keyboard, whole_searches: list[int]
) -> None:
    program.shell.go(OpenVisit(people["何秀珍"]))
    whole_searches.clear()
    keys.type("13684")
    keys.type("65.5")
    assert 2 not in whole_searches


def test_after_the_log_out_the_search_is_as_python_has_it(program: Program) -> None:
    working = gc.get_threshold()
    program.locking.lock()
    program.log_out()
    assert gc.get_threshold() != working
