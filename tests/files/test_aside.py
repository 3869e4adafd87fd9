"""Work aside: what it returns and raises comes back, its own thread gives way and nobody else's does."""

import os
import threading

import pytest

from vclinic.domain.problem import Refused
from vclinic.files.aside import aside


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_only_the_work_itself_gives_way() -> None:
    before = niceness()
    assert aside(niceness) > before
    assert niceness() == before


def test_it_is_waited_for_and_its_thread_goes() -> None:
    names = {thread.name for thread in threading.enumerate()}
    assert aside(lambda: threading.current_thread().name) not in names
    assert {thread.name for thread in threading.enumerate()} == names


def test_a_fault_is_raised_where_it_was_asked_for() -> None:
    def refuses() -> None:
        raise Refused("no", "不行。")

    with pytest.raises(Refused, match="不行"):
        aside(refuses)
