"""What a test changes of the whole process is told by its name and put back, whatever it is."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import process_state


def _add_handler() -> None:
    logging.getLogger().addHandler(logging.NullHandler())


CHANGES: dict[str, Callable[[], object]] = {
    "the environment changed: VCLINIC_NEW from None to '1'": lambda: os.environ.update(VCLINIC_NEW="1"),
    "the environment changed: LANG from ": lambda: os.environ.pop("LANG"),
    "the folder we are in": lambda: os.chdir(Path.cwd().parent),
    "what is done on a signal changed: SIGTERM": lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN),
    "who hears of a fault": lambda: setattr(sys, "excepthook", print),
    "the program's arguments": lambda: sys.argv.append("--more"),
    "where modules are looked for": lambda: sys.path.insert(0, "elsewhere"),
    "which lines of the log count": lambda: logging.getLogger().setLevel(logging.CRITICAL),
    "who is handed the log": _add_handler,
}


@pytest.mark.parametrize("line", CHANGES)
def test_it_is_told_once_and_put_back(line: str) -> None:
    before = process_state.state()
    CHANGES[line]()
    (told,) = process_state.changed_since(before)
    assert told.startswith(line)
    assert process_state.changed_since(before) == []


def test_what_stays_as_it_was_is_not_told() -> None:
    before = process_state.state()
    os.environ["VCLINIC_NEW"] = "1"
    del os.environ["VCLINIC_NEW"]
    logging.getLogger().setLevel(logging.getLogger().level)
    assert process_state.changed_since(before) == []
