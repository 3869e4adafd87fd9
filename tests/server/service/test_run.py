"""One run of the service: its last words, and how whoever registers it learns whether it began."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.server.service import run
from sync.server.service.life import State
from vclinic.domain.problem import WorldFault

PATIENT = "何秀珍"


class Silent:
    """A manager that never asks for an end."""

    def connect(self, stop: Callable[[], None]) -> None: ...

    def report(self, state: State, failed: int = 0) -> None: ...


def refuse(_ready: Path) -> None:
    raise WorldFault("port_taken", "端口 8650 用不了。")


def fail(_ready: Path) -> None:
    raise ValueError(PATIENT)


def test_a_run_that_ends_by_itself_leaves_its_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorldFault):
        run.run(Silent(), tmp_path, refuse)
    with pytest.raises(WorldFault, match="它说：端口 8650 用不了。"):
        run.is_begun(tmp_path, 5)


def test_of_a_bug_of_ours_its_place_is_left_and_nobodys_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=PATIENT):
        run.run(Silent(), tmp_path, fail)
    words = (tmp_path / "logs" / "service.txt").read_text("utf-8")
    assert "in fail" in words
    assert words.endswith("ValueError\n")
    assert "何秀珍" not in words


def test_a_run_that_was_asked_to_end_leaves_no_words_not_even_the_former_ones(tmp_path: Path) -> None:
    with pytest.raises(WorldFault):
        run.run(Silent(), tmp_path, refuse)
    run.run(Silent(), tmp_path, lambda _ready: None)
    assert list((tmp_path / "logs").iterdir()) == []


def test_it_is_begun_when_it_accepts_requests(tmp_path: Path) -> None:
    over = threading.Event()
    told: list[bool] = []

    def look() -> None:
        told.append(run.is_begun(tmp_path, 20))
        over.set()

    def serve(ready: Path) -> None:
        ready.touch()
        over.wait(20)

    looking = threading.Thread(target=look)
    looking.start()
    run.run(Silent(), tmp_path, serve)
    looking.join(20)
    assert told == [True]


def test_what_an_earlier_run_left_says_nothing_of_the_next(tmp_path: Path) -> None:
    run.before_begun(tmp_path)  # nothing there yet
    (tmp_path / "logs").mkdir()
    for name in (run.READY, run.LAST_WORDS):
        (tmp_path / "logs" / name).touch()
    run.before_begun(tmp_path)
    began = time.monotonic()
    assert not run.is_begun(tmp_path, 0.5)
    assert time.monotonic() - began >= 0.5
