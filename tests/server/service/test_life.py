"""One run of the service, as its manager is told of it. A manager in this process asks for the end from a thread of its own, as
Windows does; what is served is a real loop that ends by a signal."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.server.service.life import FAILED, Life, State


class Telling:
    """A manager that keeps what it was told; ``asks_at``: on which state it asks for the end."""

    def __init__(self, asks_at: State | None = None) -> None:
        self.told: list[tuple[State, int]] = []
        self.asks_at = asks_at
        self.stop: Callable[[], None] = lambda: None
        self._asking: threading.Thread | None = None

    def connect(self, stop: Callable[[], None]) -> None:
        self.stop = stop

    def report(self, state: State, failed: int = 0) -> None:
        self.told.append((state, failed))
        if state is self.asks_at and self._asking is None:
            self._asking = threading.Thread(target=self.stop)
            self._asking.start()

    def states(self) -> list[State]:
        """Without the repetitions while it begins."""
        return [state for state, _ in self.told if state is not State.STARTING]


def until_signalled() -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        time.sleep(0.05)
    pytest.fail("no signal came")


def test_it_runs_when_requests_are_accepted_and_ends_when_asked_to(tmp_path: Path) -> None:
    manager, ready = Telling(asks_at=State.RUNNING), tmp_path / "ready"

    def work() -> None:
        ready.touch()
        until_signalled()

    Life(manager, ready).run(work)
    assert manager.states() == [State.RUNNING, State.STOPPING, State.STOPPED]
    assert manager.told[-1] == (State.STOPPED, 0)
    assert not ready.exists()


def test_while_it_begins_the_manager_is_told_so_again_and_again(tmp_path: Path) -> None:
    manager, ready = Telling(), tmp_path / "ready"
    ready.touch()  # of a run that was cut off: it says nothing of this one

    def work() -> None:
        while len(manager.told) < 3:
            time.sleep(0.05)

    Life(manager, ready).run(work)
    assert manager.told == [(State.STARTING, 0)] * (len(manager.told) - 1) + [(State.STOPPED, 0)]


def test_asked_to_end_while_it_begins_it_is_not_told_to_run_any_more(tmp_path: Path) -> None:
    manager, ready = Telling(asks_at=State.STARTING), tmp_path / "ready"

    def work() -> None:
        try:
            until_signalled()
        finally:  # the last step of a beginning
            ready.touch()
            time.sleep(0.5)

    Life(manager, ready).run(work)
    assert manager.states() == [State.STOPPING, State.STOPPED]


def test_what_goes_wrong_is_told_as_a_failure_so_that_it_is_begun_again(tmp_path: Path) -> None:
    manager = Telling()

    def work() -> None:
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="the disk went away"):
        Life(manager, tmp_path / "ready").run(work)
    assert manager.told[-1] == (State.STOPPED, FAILED)
